import {formatLogCommand} from '../../core/control-plane/explain-change.ts';
import type {HostChange} from '../../core/control-plane/host-change.ts';
import type {ChangeReport} from '../../core/control-plane/change-watch.ts';
import type {RestartLimits} from '../../core/control-plane/restart-limits.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import {askReadiness, readLeadership, type Leadership} from './ask-readiness.ts';
import type {ChangeEdges, HostWatch, MasterTarget} from './watch-host.ts';

/** How a restart came out: ready, over by the host's own doing, or failed for a reason. */
export type RestartEnd = {readonly how: 'ready'} | {readonly how: 'over'; readonly report: ChangeReport} | {readonly how: 'failed'; readonly problem: Problem};

type Waiting = {readonly waitsFor: 'process' | 'answer' | 'checks' | 'leader'; readonly checks: readonly string[]};

// One end may be bad luck (a port not yet free, an etcd that elects); the second is not.
const endsAllowed = 1;

// A controller-manager that cannot work ends within seconds: it asks its API server and reads its files first.
const steadyMs = 5000;

type Observer = {readonly isReady: (nowMs: number) => Promise<boolean>; readonly waiting: () => Waiting};

const observeApiServer = (api: ChangeEdges['api'], {endpoint}: MasterTarget): Observer => {
	let waiting: Waiting = {waitsFor: 'answer', checks: []};
	return {
		isReady: async () => {
			if (endpoint === undefined) {
				return true;
			}
			const readiness = await askReadiness(api, endpoint);
			waiting = readiness.state === 'not-ready' ? {waitsFor: 'checks', checks: readiness.checks} : {waitsFor: 'answer', checks: []};
			return readiness.state === 'ready';
		},
		waiting: () => waiting,
	};
};

// Not a clock but a change tells that somebody leads: the lease is renewed again after the new process was seen.
const observeControllerManager = (api: ChangeEdges['api'], onUnknown: (status: number) => void): Observer => {
	let first: {readonly leadership: Leadership; readonly atMs: number} | undefined;
	return {
		isReady: async (nowMs) => {
			const leadership = await readLeadership(api);
			if (first === undefined) {
				first = {leadership, atMs: nowMs};
				return false;
			}
			if (nowMs - first.atMs < steadyMs) {
				return false;
			}
			if ('status' in leadership) {
				if (leadership.status === 0) {
					return false;
				}
				onUnknown(leadership.status);
				return true;
			}
			return !('renewTime' in first.leadership) || leadership.renewTime !== first.leadership.renewTime;
		},
		waiting: () => ({waitsFor: 'leader', checks: []}),
	};
};

/** Waits until a component that was told to restart runs anew and serves. Stops waiting as soon as it is plain that it will not; rejects with the signal's reason when the run is given up. */
export const awaitRestart = async (edges: ChangeEdges, target: MasterTarget, {component, restart}: HostChange, watch: HostWatch, limits: RestartLimits, tell: {readonly onWritten: () => void; readonly onRestarted: () => void; readonly onProblem: (found: Problem) => void; readonly signal: AbortSignal}): Promise<RestartEnd> => {
	const {clock, api} = edges;
	const beganAtMs = clock.nowMs();
	const logCommand = formatLogCommand(component, restart);
	const seen = new Set<string>();
	const observer = component === 'kube-apiserver' ? observeApiServer(api, target) : observeControllerManager(api, (status) => tell.onProblem(problem('leader-unknown', target.name, {status}, {severity: 'warning'})));
	let restartedAtMs: number | undefined;
	let old: ReadonlySet<string> | undefined;
	let hasFailed = false;
	let isWritten = false;

	const look = async (report: ChangeReport): Promise<boolean> => {
		tell.signal.throwIfAborted();
		if (!isWritten && (report.state === 'restarting' || report.state === 'restarted')) {
			isWritten = true;
			tell.onWritten();
		}
		// The first look comes before the old process can be gone: what runs then is told apart from what comes.
		old ??= new Set(report.state === 'restarted' ? [] : report.processes);
		for (const process of report.processes) {
			seen.add(process);
		}
		const ended = [...seen].filter((process) => old?.has(process) !== true && !report.processes.includes(process)).length;
		hasFailed = report.activeState === 'failed' || report.restarts > endsAllowed || ended > endsAllowed;
		if (hasFailed || (report.state !== 'restarted' && report.state !== 'unproved')) {
			return hasFailed;
		}
		if (restartedAtMs === undefined) {
			restartedAtMs = clock.nowMs();
			tell.onRestarted();
		}
		return observer.isReady(clock.nowMs());
	};
	const giveUp = ({waitsFor, checks}: Waiting): RestartEnd => ({how: 'failed', problem: problem('component-not-ready', target.name, {component, seconds: Math.round((clock.nowMs() - beganAtMs) / 1000), waitsFor, checks, logCommand})});

	const process = await watch.until('alive', async (report) => (await look(report)) || restartedAtMs !== undefined, limits.processSeconds);
	const last = process.why === 'enough' && !hasFailed ? await watch.until('alive', look, limits.readySeconds) : process;
	if (last.why === 'over') {
		return {how: 'over', report: last.report};
	}
	if (hasFailed) {
		return {how: 'failed', problem: problem('component-ended', target.name, {component, logCommand})};
	}
	return last.why === 'enough' ? {how: 'ready'} : giveUp(restartedAtMs === undefined ? {waitsFor: 'process', checks: []} : observer.waiting());
};
