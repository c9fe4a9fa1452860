import * as z from 'zod';
import {isPublishedToken} from '../artifacts/published-tokens.ts';
import {nodeKey} from '../artifacts/render-token-secret.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {TokenFacts} from './cluster-facts.ts';
import {decodeBase64Text} from './decode-base64.ts';

const strings = z.record(z.string(), z.string()).nullish().transform((value) => value ?? {});
const schema = z.object({metadata: z.object({name: z.string(), labels: strings, annotations: strings}), type: z.string().default(''), data: strings});

/**
 * Reads a Secret of type bootstrap.kubernetes.io/token (fields: k8s.io/cluster-bootstrap token/api/types.go); undefined where it has not the shape of a Secret.
 * The secret part is looked at once, to tell a published token, and goes no further.
 */
export const parseTokenSecret = (secret: unknown): TokenFacts | undefined => {
	const parsed = schema.safeParse(secret);
	if (!parsed.success) {
		return undefined;
	}
	const {metadata, type, data} = parsed.data;
	const field = (name: string): string => decodeBase64Text(data[name] ?? '');
	const node = metadata.annotations[nodeKey] ?? metadata.labels[nodeKey];
	const expiration = field('expiration');
	return {
		secretName: metadata.name,
		type,
		tokenId: field('token-id'),
		// Absent and empty mean the same, never: k8s.io/cluster-bootstrap util/secrets/secrets.go, GetExpiration.
		...(expiration === '' ? {} : {expiration}),
		canAuthenticate: field('usage-bootstrap-authentication') === 'true',
		canSign: field('usage-bootstrap-signing') === 'true',
		extraGroups: field('auth-extra-groups').split(',').filter((group) => group !== ''),
		// An annotation may hold anything; what is no node's name fits none.
		...(node === undefined ? {} : {node: escapeControls(node)}),
		isPublished: isPublishedToken(`${field('token-id')}.${field('token-secret')}`),
	};
};
