import type {Answers, NodeAnswers} from '../../core/answers/answers.ts';
import type {Artifact} from '../../core/artifacts/artifact.ts';
import {formatManifests} from '../../core/artifacts/format-manifests.ts';
import {renderBootstrapperBinding, renderRenewalBinding} from '../../core/artifacts/render-bindings.ts';
import {renderBootstrapKubeconfigArtifact, renderNodeArtifacts} from '../../core/artifacts/render-node-artifacts.ts';
import type {Problem} from '../../core/problem/problem.ts';
import type {NodeOutcome} from '../../core/run/event.ts';
import {gradeRun} from '../../core/run/grade-run.ts';
import {mintToken, type MintedToken} from '../enroll/mint-token.ts';
import type {Edges, Operation, RunSettings} from '../operation.ts';
import {preparePlan, type Prepared} from '../plan/prepare-plan.ts';

/** The files of one node, or why it cannot have any. */
type NodeFiles = {readonly node: NodeAnswers; readonly files: readonly Artifact[]; readonly problems: readonly Problem[]};

/** Renders a node's files; one that did not answer gets those of the defaults, for the API server's own minor. */
const renderFiles = (edges: Edges, answers: Answers, node: NodeAnswers, prepared: Prepared, token: MintedToken): NodeFiles => {
	const facts = prepared.nodeFacts.get(node.name);
	const minor = facts?.kubelet.version?.minor ?? prepared.cluster.version.minor;
	const {artifacts, problems} = renderNodeArtifacts({answers, node, cluster: prepared.cluster, minor, ...(facts === undefined ? {} : {facts})});
	const bootstrap = renderBootstrapKubeconfigArtifact({answers, server: prepared.apiServer, servingCaPem: edges.api.server.caPem, token: token.token});
	return {node, files: [...artifacts, bootstrap], problems};
};

/**
 * The operation behind `kubenroll artifacts`: reads cluster and nodes, changes neither, and writes below `folder`: `nodes/NAME/etc/…` as
 * the files lie on the node, `cluster/*.yaml` ready for kubectl apply. Tokens are fresh and good only once their Secrets are applied;
 * files that hold one have 0600.
 */
export const writeArtifacts =
	(folder: string) =>
	(edges: Edges, answers: Answers, settings: RunSettings): Operation =>
	async (control) => {
		const startedAtMs = edges.clock.nowMs();
		control.emit({type: 'run-started', operation: 'artifacts', version: settings.version});
		const prepared = await preparePlan(edges, answers, settings, control);
		let written = 0;
		const write = async (path: string, content: string, mode: number): Promise<void> => {
			control.signal.throwIfAborted();
			await edges.files.write(`${folder}/${path}`, content, mode);
			written += 1;
			control.emit({type: 'file-written', path: `${folder}/${path}`});
		};
		const takenIds = new Set(prepared.cluster.tokens.map(({tokenId}) => tokenId));
		const nowMs = edges.clock.nowMs() + (prepared.clockSkewMs ?? 0);
		const mint = (node?: string): MintedToken => {
			const token = mintToken(edges, {lifetimeMinutes: answers.token.lifetimeMinutes, planId: prepared.plan.id, nowMs, takenIds, ...(node === undefined ? {} : {node})});
			takenIds.add(token.facts.tokenId);
			return token;
		};
		const shared = answers.token.scope === 'shared' ? mint() : undefined;

		const outcomes: NodeOutcome[] = [];
		const tokens = new Set<MintedToken>();
		for (const node of answers.nodes) {
			const token = shared ?? mint(node.name);
			const {files, problems} = renderFiles(edges, answers, node, prepared, token);
			for (const found of problems) {
				control.emit({type: 'problem-found', problem: found});
			}
			const errors = problems.filter(({severity}) => severity === 'error');
			outcomes.push({node: node.name, outcome: errors.length > 0 ? 'failed' : 'unchanged', problems: errors});
			if (errors.length === 0) {
				tokens.add(token);
				for (const {path, content, mode} of files) {
					await write(`nodes/${node.name}${path}`, content, mode);
				}
			}
		}
		await write('cluster/bindings.yaml', formatManifests([renderBootstrapperBinding(), renderRenewalBinding()]), 0o644);
		await write('cluster/bootstrap-tokens.yaml', formatManifests([...tokens].map(({object}) => object)), 0o600);
		const report = {outcomes, exitCode: gradeRun(outcomes), durationMs: edges.clock.nowMs() - startedAtMs, changed: {files: written, objects: 0}} as const;
		control.emit({type: 'run-finished', report});
		return report;
	};
