import type {Answers, ApiServerAddress, NodeAnswers} from '../../core/answers/answers.ts';
import type {Artifact} from '../../core/artifacts/artifact.ts';
import {renderBootstrapKubeconfigArtifact} from '../../core/artifacts/render-node-artifacts.ts';
import {burnFileScript, parseServiceReport, startKubeletScript} from '../../core/kubelet-service/kubelet-scripts.ts';
import type {NodePlan} from '../../core/plan/plan.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import type {NodeStage} from '../../core/run/event.ts';
import type {InstallFile} from '../../ports/remote-shell.ts';
import {nodeAddress} from '../survey/node-address.ts';
import type {Edges, RunControl, RunSettings} from '../operation.ts';
import {awaitNode} from './await-node.ts';
import {explainStoppedKubelet} from './diagnose-node.ts';
import type {Limiter} from './limit-concurrency.ts';
import type {RequestDesk} from './request-desk.ts';

/** Everything that enrolling one node takes. */
export type NodeJob = {
	readonly node: NodeAnswers;
	readonly plan: NodePlan;
	readonly answers: Answers;
	readonly apiServer: ApiServerAddress;
	readonly servingCaPem: string;
	/** `id.secret`, where the plan says that the node needs one; created already. */
	readonly token?: string;
	/** How many files were written on the node so far; the job adds to it. */
	readonly onWritten: (count: number) => void;
	readonly onStage: (stage: NodeStage, detail?: string) => Promise<void>;
};

/** Builds the files that the plan lists, in its order, and the bootstrap kubeconfig, which the plan must not hold. */
const gatherFiles = (job: NodeJob): readonly InstallFile[] =>
	job.plan.files.flatMap((change): readonly InstallFile[] => {
		if (change.action !== 'create' && change.action !== 'change') {
			return [];
		}
		if (change.artifact === 'bootstrap-kubeconfig') {
			if (job.token === undefined) {
				return [];
			}
			// A bootstrap kubeconfig of before is worthless whatever it says: any content may be replaced.
			return [{artifact: renderBootstrapKubeconfigArtifact({answers: job.answers, server: job.apiServer, servingCaPem: job.servingCaPem, token: job.token})}];
		}
		if (change.content === undefined) {
			return [];
		}
		const artifact: Artifact = {id: change.artifact, path: change.path, content: change.content, mode: change.mode, owner: change.owner, isSecret: change.isSecret};
		return [{artifact, before: change.before}];
	});

const stampOf = (nowMs: number): string => new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');

/** Puts the files in place and (re)starts the kubelet where the plan says so. Takes one place of the limiter: it is all of the node's ssh work until it is Ready. */
const bringUp = async (edges: Edges, job: NodeJob, unit: string, signal: AbortSignal): Promise<void> => {
	const {node, plan, answers} = job;
	const address = nodeAddress(node, answers);
	for (const {binary, path, mode, owner} of plan.files) {
		if (binary !== undefined) {
			await edges.shell.upload(address, {...binary, path, mode, owner}, {signal});
			job.onWritten(1);
		}
	}
	const files = gatherFiles(job);
	if (files.length > 0) {
		const installed = await edges.shell.install(address, files, {signal});
		job.onWritten(installed.written.length);
	}
	await job.onStage('files');
	if (plan.kubelet === 'keep') {
		return;
	}
	const script = startKubeletScript({unit, setAside: plan.setAside, stamp: stampOf(edges.clock.nowMs())});
	const result = await edges.shell.run(address, {text: script, asRoot: true}, {signal, timeoutMs: 120_000});
	const report = parseServiceReport(result.stdout);
	if (result.exitCode !== 0 || report.outcome !== 'up') {
		throw new Failure(explainStoppedKubelet(report, node.name, unit));
	}
};

/** Removes a bootstrap kubeconfig that has done its work. */
const burnBootstrapKubeconfig = async (edges: Edges, job: NodeJob, signal: AbortSignal): Promise<void> => {
	const change = job.plan.files.find(({artifact, action}) => artifact === 'bootstrap-kubeconfig' && action !== 'keep');
	if (change === undefined) {
		return;
	}
	const result = await edges.shell.run(nodeAddress(job.node, job.answers), {text: burnFileScript(change.path), asRoot: true}, {signal, timeoutMs: 30_000});
	if (result.exitCode !== 0) {
		throw new Failure(problem('bootstrap-file-stays', job.node.name, {path: change.path}, {cause: result.stderr.trim()}));
	}
};

/**
 * Takes one node from its plan to Ready: files, kubelet, requests, Node, serving certificate, and the bootstrap kubeconfig burnt.
 * Running it twice equals running it once. Rejects with Failure; the caller names the stage from what it was told last.
 */
export const enrollNode = async (edges: Edges, desk: RequestDesk, job: NodeJob, context: {readonly settings: RunSettings; readonly limit: Limiter; readonly control: Pick<RunControl, 'signal'>}): Promise<void> => {
	const {signal} = context.control;
	const unit = job.answers.kubelet.paths.unit.split('/').at(-1) ?? 'kubelet.service';
	const earlierRequests = new Set(job.plan.kubelet === 'keep' ? [] : desk.requestsOf(job.node.name, new Set()).map(({name}) => name));
	await context.limit(async () => bringUp(edges, job, unit, signal));
	await job.onStage('kubelet');
	const arrival = await awaitNode(edges, desk, job.node, {
		plan: job.plan,
		answers: job.answers,
		earlierRequests,
		unit,
		timeoutMs: context.settings.readyTimeoutMs,
		limit: context.limit,
		signal,
		onStage: (stage, detail) => {
			void job.onStage(stage, detail);
		},
	});
	if (!arrival.isReady) {
		throw new Failure(arrival.problem);
	}
	await context.limit(async () => burnBootstrapKubeconfig(edges, job, signal));
};
