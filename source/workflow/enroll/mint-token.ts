import {bootstrapGroup, nodeGroup} from '../../core/artifacts/node-group.ts';
import {isPublishedToken} from '../../core/artifacts/published-tokens.ts';
import {renderTokenSecret, tokenAlphabet, tokenIdLength, tokenSecretLength} from '../../core/artifacts/render-token-secret.ts';
import type {TokenFacts} from '../../core/facts/cluster-facts.ts';
import type {Entropy} from '../../ports/entropy.ts';
import type {WrittenObject} from './change-objects.ts';

/** A bootstrap token just drawn. `token` and `object` are secret and live in memory only. */
export type MintedToken = {
	/** `id.secret`, what goes into a bootstrap kubeconfig. */
	readonly token: string;
	/** The Secret to create in kube-system. */
	readonly object: WrittenObject;
	/** The same without the secret part, for judging requests. */
	readonly facts: TokenFacts;
};

/** Draws a token for one node (or for all, without a name), good for `lifetimeMinutes` from `nowMs`, which is by the API server's clock; never an id that is in use, never a published one (P35). */
export const mintToken = (
	edges: {readonly entropy: Entropy},
	options: {readonly node?: string; readonly nowMs: number; readonly lifetimeMinutes: number; readonly planId: string; readonly takenIds: ReadonlySet<string>},
): MintedToken => {
	const id = edges.entropy.draw(tokenAlphabet, tokenIdLength);
	const secret = edges.entropy.draw(tokenAlphabet, tokenSecretLength);
	if (options.takenIds.has(id) || isPublishedToken(`${id}.${secret}`)) {
		return mintToken(edges, options);
	}
	const expiration = `${new Date(options.nowMs + options.lifetimeMinutes * 60_000).toISOString().slice(0, 19)}Z`;
	const group = options.node === undefined ? undefined : nodeGroup(options.node);
	const object = renderTokenSecret({id, secret, expiration, planId: options.planId, nodeName: options.node});
	return {
		token: `${id}.${secret}`,
		object,
		facts: {
			secretName: object.metadata.name,
			type: object.type,
			tokenId: id,
			expiration,
			canAuthenticate: true,
			canSign: false,
			extraGroups: group === undefined ? [bootstrapGroup] : [bootstrapGroup, group],
			...(options.node === undefined ? {} : {node: options.node}),
			isPublished: false,
		},
	};
};
