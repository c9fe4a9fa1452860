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

/** Puts the node's files in place, the kubelet's binary first where it is missing. */
const placeFiles = async (edges: Edges, job: NodeJob, signal: AbortSignal): Promise<void> => {
	const address = nodeAddress(job.node, job.answers);
	for (const {binary, path, mode, owner} of job.plan.files) {
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
};

/** (Re)starts the kubelet and sees it stay up. Rejects with why it did not. */
const startKubelet = async (edges: Edges, job: NodeJob, unit: string, signal: AbortSignal): Promise<void> => {
	const script = startKubeletScript({unit, setAside: job.plan.setAside, stamp: stampOf(edges.clock.nowMs())});
	const result = await edges.shell.run(nodeAddress(job.node, job.answers), {text: script, asRoot: true}, {signal, timeoutMs: 120_000});
	const report = parseServiceReport(result.stdout);
	if (result.exitCode !== 0 || report.outcome !== 'up') {
		throw new Failure(explainStoppedKubelet(report, job.node.name, unit));
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
	await context.limit(async () => placeFiles(edges, job, signal));
	await job.onStage('files');

	// A kubelet asks for its certificate before its start has been watched to the end, so both are followed at once; one that ends, ends the wait.
	const stop = new AbortController();
	let isUp: Promise<void> | undefined;
	const tellUp = async (): Promise<void> => (isUp ??= job.onStage('kubelet'));
	const start = async (): Promise<void> => {
		if (job.plan.kubelet !== 'keep') {
			await context.limit(async () => startKubelet(edges, job, unit, signal));
		}
		await tellUp();
	};
	const arrive = async (): Promise<void> => {
		const arrival = await awaitNode(edges, desk, job.node, {
			plan: job.plan,
			answers: job.answers,
			earlierRequests,
			unit,
			timeoutMs: context.settings.readyTimeoutMs,
			limit: context.limit,
			signal: AbortSignal.any([signal, stop.signal]),
			onStage: async (stage) => {
				await tellUp();
				await job.onStage(stage);
			},
		});
		if (!arrival.isReady) {
			throw new Failure(arrival.problem);
		}
	};
	try {
		await Promise.all([start(), arrive()]);
	} finally {
		stop.abort();
	}
	await context.limit(async () => burnBootstrapKubeconfig(edges, job, signal));
};
