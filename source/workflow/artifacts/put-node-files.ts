import type {Answers, ApiServerAddress, NodeAnswers} from '../../core/answers/answers.ts';
import {formatManifests} from '../../core/artifacts/format-manifests.ts';
import type {ArtifactCluster} from '../../core/artifacts/node-artifacts-input.ts';
import {renderBootstrapperBinding, renderRenewalBinding} from '../../core/artifacts/render-bindings.ts';
import {renderBootstrapKubeconfigArtifact, renderNodeArtifacts} from '../../core/artifacts/render-node-artifacts.ts';
import type {NodeFacts} from '../../core/facts/node-facts.ts';
import type {NodeOutcome} from '../../core/run/event.ts';
import {mintToken, type MintedToken} from '../enroll/mint-token.ts';
import type {Edges, RunControl} from '../operation.ts';
import type {PutArtifact} from './artifact-folder.ts';

/** What files are made from, whether it was asked of a cluster and its nodes or stands in the answers. */
export type ArtifactGround = {
	readonly answers: Answers;
	readonly cluster: ArtifactCluster;
	/** What kubelets dial, and the PEM bundle that they hold it against. */
	readonly apiServer: ApiServerAddress;
	readonly servingCaPem: string;
	readonly minorOf: (node: NodeAnswers) => number;
	readonly factsOf: (node: NodeAnswers) => NodeFacts | undefined;
	/** A node that is enrolled needs none. */
	readonly needsToken: (node: NodeAnswers) => boolean;
	readonly takenIds: ReadonlySet<string>;
	/** By the API server's clock, where that is known. */
	readonly nowMs: number;
	readonly planId: string;
	/** The token of a node's row in mode token-file, made already; in the other mode bootstrap tokens are drawn here. */
	readonly rowTokenFor?: (node: NodeAnswers) => string;
};

/** Makes the files of all nodes, and those of the cluster that belong to them, that `writeArtifacts` promises; tells what became of each node. */
export const putNodeFiles = (edges: Pick<Edges, 'entropy'>, ground: ArtifactGround, put: PutArtifact, control: Pick<RunControl, 'emit'>): readonly NodeOutcome[] => {
	const {answers, cluster, apiServer, servingCaPem, nowMs, planId} = ground;
	const takenIds = new Set(ground.takenIds);
	const tokens: MintedToken[] = [];
	const mint = (node?: string): MintedToken => {
		const token = mintToken(edges, {lifetimeMinutes: answers.token.lifetimeMinutes, planId, nowMs, takenIds, ...(node === undefined ? {} : {node})});
		takenIds.add(token.facts.tokenId);
		tokens.push(token);
		return token;
	};
	const tokenFor = (node: string): MintedToken => (answers.token.scope === 'shared' ? (tokens[0] ?? mint()) : mint(node));

	const outcomes: NodeOutcome[] = [];
	for (const node of answers.nodes) {
		const facts = ground.factsOf(node);
		const {artifacts, problems} = renderNodeArtifacts({answers, node, cluster, minor: ground.minorOf(node), ...(facts === undefined ? {} : {facts})});
		for (const found of problems) {
			control.emit({type: 'problem-found', problem: found});
		}
		const errors = problems.filter(({severity}) => severity === 'error');
		outcomes.push({node: node.name, outcome: errors.length > 0 ? 'failed' : 'unchanged', problems: errors});
		if (errors.length > 0) {
			continue;
		}
		const bootstrap = ground.needsToken(node) ? [renderBootstrapKubeconfigArtifact({answers, server: apiServer, servingCaPem, token: ground.rowTokenFor?.(node) ?? tokenFor(node.name).token})] : [];
		for (const {path, content, mode} of [...artifacts, ...bootstrap]) {
			put(`nodes/${node.name}${path}`, content, mode);
		}
	}
	put('cluster/bindings.yaml', formatManifests([renderBootstrapperBinding(), renderRenewalBinding()]), 0o644);
	// kubectl fails on a file without an object.
	if (tokens.length > 0) {
		put('cluster/bootstrap-tokens.yaml', formatManifests(tokens.map(({object}) => object)), 0o600);
	}
	return outcomes;
};
