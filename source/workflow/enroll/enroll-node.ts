import type {Answers, ApiServerAddress, NodeAnswers} from '../../core/answers/answers.ts';
import type {Artifact} from '../../core/artifacts/artifact.ts';
import {renderBootstrapKubeconfigArtifact} from '../../core/artifacts/render-node-artifacts.ts';
import {cleanLogLine} from '../../core/kubelet-log/diagnose-kubelet-log.ts';
import {burnFileScript, parseServiceReport, proveKubeletScript, type ServiceReport, startKubeletScript} from '../../core/kubelet-service/kubelet-scripts.ts';
import type {NodePlan} from '../../core/plan/plan.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import type {NodeStage} from '../../core/run/event.ts';
import type {CommandResult, InstallFile} from '../../ports/remote-shell.ts';
import type {Edges} from '../operation.ts';
import {nodeAddress} from '../survey/node-address.ts';
import {awaitNode} from './await-node.ts';
import {explainStoppedKubelet} from './diagnose-node.ts';
import type {Limiter} from '../limit-concurrency.ts';
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
	/** Called with each number of files that were written on the node. */
	readonly onWritten: (count: number) => void;
	readonly onStage: (stage: NodeStage) => Promise<void>;
};

/** What all jobs of a run share. */
export type NodeJobContext = {
	readonly desk: RequestDesk;
	/** Of ssh work: waiting for the cluster takes no place. */
	readonly limit: Limiter;
	readonly readyTimeoutMs: number;
	/** Whether a certificate (PEM) is one of this cluster for the node, and lasts. */
	readonly isOwnCertificate: (node: string, pem: string) => boolean;
	/** Aborts when the run is given up: nothing further is begun. */
	readonly signal: AbortSignal;
	/** Aborts a little later: what is in hand is broken off. */
	readonly cutOff: AbortSignal;
};

/** One command on the node, begun only while the run goes on. */
type Work = <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

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
			// One of before is worthless whatever it says, and a token in it is nothing to keep.
			return [{artifact: renderBootstrapKubeconfigArtifact({answers: job.answers, server: job.apiServer, servingCaPem: job.servingCaPem, token: job.token}), leavesNoCopy: true}];
		}
		if (change.content === undefined) {
			return [];
		}
		const artifact: Artifact = {id: change.artifact, path: change.path, content: change.content, mode: change.mode, owner: change.owner, isSecret: change.isSecret};
		return [{artifact, before: change.before}];
	});

/** Puts the node's files in place, the kubelet's binary first where it is missing. */
const placeFiles = async (edges: Pick<Edges, 'shell'>, job: NodeJob, work: Work): Promise<void> => {
	const address = nodeAddress(job.node, job.answers);
	for (const {binary, path, mode, owner} of job.plan.files) {
		if (binary !== undefined) {
			await work(async (signal) => edges.shell.upload(address, {...binary, path, mode, owner}, {signal}));
			job.onWritten(1);
		}
	}
	const files = gatherFiles(job);
	if (files.length > 0) {
		const installed = await work(async (signal) => edges.shell.install(address, files, {signal}));
		job.onWritten(installed.written.length);
	}
};

const stampOf = (nowMs: number): string => new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');

// How long a kubelet has to stay up: one that cannot read its flags or configuration ends within a second.
const provesForMs = 3000;

/** (Re)starts the kubelet and sees it stay up; a place is held for the start and for the look after it, not between. Rejects with why it did not. */
const startKubelet = async (edges: Pick<Edges, 'shell' | 'clock'>, job: NodeJob, unit: string, {limit, cutOff}: NodeJobContext, work: Work): Promise<void> => {
	const {shell, clock} = edges;
	const beganAtMs = clock.nowMs();
	const run = async (text: string, signal: AbortSignal): Promise<ServiceReport> => {
		const {exitCode, stdout, stderr} = await shell.run(nodeAddress(job.node, job.answers), {text, asRoot: true}, {signal, timeoutMs: 120_000});
		const report = parseServiceReport(stdout);
		if (exitCode !== 0 || report.outcome !== 'up') {
			// A script that ended early has logged nothing: then its own words are the cause.
			throw new Failure(explainStoppedKubelet({...report, log: report.log || stderr}, job.node.name, unit));
		}
		return report;
	};
	const {service} = await work(async (signal) => run(startKubeletScript({unit, setAside: job.plan.setAside, stamp: stampOf(beganAtMs)}), signal));
	await clock.sleep(provesForMs, cutOff);
	// Part of the start that is in hand: a run that is given up still sees it through, until it is cut off.
	await limit(async () => {
		cutOff.throwIfAborted();
		const seconds = Math.ceil((clock.nowMs() - beganAtMs) / 1000) + 1;
		return run(proveKubeletScript({unit, mainPid: service?.mainPid ?? 0, seconds}), cutOff);
	});
};

const lastLine = ({stderr}: CommandResult): string => cleanLogLine(stderr.trim().split('\n').at(-1) ?? '');

/** Removes a bootstrap kubeconfig that has done its work. */
const burnBootstrapKubeconfig = async (edges: Pick<Edges, 'shell'>, job: NodeJob, work: Work): Promise<void> => {
	const change = job.plan.files.find(({artifact, action}) => artifact === 'bootstrap-kubeconfig' && action !== 'keep');
	if (change === undefined) {
		return;
	}
	const result = await work(async (signal) => edges.shell.run(nodeAddress(job.node, job.answers), {text: burnFileScript(change.path), asRoot: true}, {signal, timeoutMs: 30_000}));
	if (result.exitCode !== 0) {
		throw new Failure(problem('bootstrap-file-stays', job.node.name, {path: change.path}, {cause: lastLine(result)}));
	}
};

/** Starts the kubelet and follows the node to Ready. Both have ended when it settles; it rejects with whichever failed first. */
const startAndFollow = async (edges: Pick<Edges, 'shell' | 'clock'>, job: NodeJob, context: NodeJobContext, work: Work): Promise<void> => {
	const {desk, signal} = context;
	const {node, plan, answers} = job;
	const unit = answers.kubelet.paths.unit.split('/').at(-1) ?? 'kubelet.service';
	const earlierRequests = new Set(plan.kubelet === 'keep' ? [] : desk.requestsOf(node.name).map(({name}) => name));
	const stop = new AbortController();
	let isUp: Promise<void> | undefined;
	const tellUp = async (): Promise<void> => (isUp ??= job.onStage('kubelet'));

	const start = async (): Promise<void> => {
		if (plan.kubelet !== 'keep') {
			await startKubelet(edges, job, unit, context, work);
		}
		await tellUp();
	};
	const follow = async (): Promise<void> => {
		const arrival = await awaitNode(edges, desk, node, {
			plan,
			answers,
			earlierRequests,
			unit,
			isOwnCertificate: (pem) => context.isOwnCertificate(node.name, pem),
			timeoutMs: context.readyTimeoutMs,
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
	const started = start();
	// A kubelet asks for its certificate before its start has been watched to the end, so both are followed at once. One that asks for
	// nothing shows no sign of its new start: its Node is Ready from before, and counts only once the kubelet was seen to stay up.
	const followed = plan.needsToken || plan.needsServingCertificate ? follow() : started.then(follow);
	const ends = [started, followed];
	try {
		await Promise.all(ends);
	} finally {
		stop.abort();
		await Promise.allSettled(ends);
	}
};

/**
 * Takes one node from its plan to Ready: files, kubelet, requests, Node, serving certificate, and the bootstrap kubeconfig burnt.
 * Running it twice equals running it once. Rejects with Failure, or with the signal's reason; the caller names the stage from what it was told last.
 */
export const enrollNode = async (edges: Pick<Edges, 'shell' | 'clock'>, job: NodeJob, context: NodeJobContext): Promise<void> => {
	const {limit, signal, cutOff} = context;
	const work: Work = async (begin) =>
		limit(async () => {
			signal.throwIfAborted();
			return begin(cutOff);
		});
	await placeFiles(edges, job, work);
	// Where every file is in place already, nothing was done that could be told.
	if (job.plan.files.some(({action}) => action !== 'keep')) {
		await job.onStage('files');
	}
	await startAndFollow(edges, job, context, work);
	await burnBootstrapKubeconfig(edges, job, work);
};
