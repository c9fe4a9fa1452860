import {renderBootstrapperBinding, renderRenewalBinding} from '../../core/artifacts/render-bindings.ts';
import {renderNodeArtifacts} from '../../core/artifacts/render-node-artifacts.ts';
import type {Answers, NodeAnswers} from '../../core/answers/answers.ts';
import {gradeRun} from '../../core/run/grade-run.ts';
import type {NodeOutcome} from '../../core/run/event.ts';
import type {Edges, Operation, RunControl, RunSettings} from '../operation.ts';
import {preparePlan, type Prepared} from '../plan/prepare-plan.ts';

type Writer = (path: string, content: string, mode: number) => Promise<void>;

const writeNode = async (write: Writer, folder: string, answers: Answers, node: NodeAnswers, prepared: Prepared, emit: RunControl['emit']): Promise<NodeOutcome> => {
	const facts = prepared.nodeFacts.get(node.name);
	const minor = facts?.kubelet.version?.minor ?? prepared.cluster.version.minor;
	const {artifacts, problems} = renderNodeArtifacts({answers, node, cluster: prepared.cluster, minor, ...(facts === undefined ? {} : {facts})});
	for (const each of problems) {
		emit({type: 'problem-found', problem: each});
	}
	const errors = problems.filter(({severity}) => severity === 'error');
	if (errors.length > 0) {
		return {node: node.name, outcome: 'failed', problems: errors};
	}
	for (const {path, content, mode} of artifacts) {
		await write(`${folder}/${node.name}${path}`, content, mode);
	}
	return {node: node.name, outcome: 'unchanged', problems: []};
};

/**
 * The operation behind `kubenroll artifacts`: reads cluster and nodes, changes neither, and writes what is no secret below `folder`:
 * `NODE/etc/…` as the files lie on the node, `cluster/…` ready for kubectl apply. A node that does not answer gets the files of the defaults.
 */
export const writeArtifacts =
	(folder: string) =>
	(edges: Edges, answers: Answers, settings: RunSettings): Operation =>
	async (control) => {
		const startedAtMs = edges.clock.nowMs();
		control.emit({type: 'run-started', operation: 'artifacts', version: settings.version});
		const prepared = await preparePlan(edges, answers, settings, control);
		let files = 0;
		const write: Writer = async (path, content, mode) => {
			control.signal.throwIfAborted();
			await edges.files.write(path, content, mode);
			files += 1;
			control.emit({type: 'file-written', path});
		};
		for (const binding of [renderBootstrapperBinding(), renderRenewalBinding()]) {
			await write(`${folder}/cluster/${binding.metadata.name.replaceAll(':', '-')}.json`, `${JSON.stringify(binding, undefined, '\t')}\n`, 0o644);
		}
		const outcomes: NodeOutcome[] = [];
		for (const node of answers.nodes) {
			outcomes.push(await writeNode(write, folder, answers, node, prepared, control.emit));
		}
		const report = {outcomes, exitCode: gradeRun(outcomes), durationMs: edges.clock.nowMs() - startedAtMs, changed: {files, objects: 0}} as const;
		control.emit({type: 'run-finished', report});
		return report;
	};
