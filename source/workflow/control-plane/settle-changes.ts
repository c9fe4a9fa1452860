import type {HostChange} from '../../core/control-plane/change-script.ts';
import {type ChangeReport, isUnsettled, parseChangeReport, startChangeScript, watchChangeScript} from '../../core/control-plane/change-watch.ts';
import {limitRestart} from '../../core/control-plane/restart-limits.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {RunControl} from '../operation.ts';
import {type ComponentJob, seeThrough, takeBack} from './change-component.ts';
import {type ChangeEdges, type MasterTarget, watchHost} from './watch-host.ts';

/** A host that an earlier run left in the middle of a change, because it was killed or the power went. */
export type UnsettledHost = {readonly target: MasterTarget; readonly report: ChangeReport; readonly problem: Problem};

// A host that hears nothing undoes by itself within its patience, a stop and a start.
const byItselfMs = 300_000;
const pauseMs = 1000;

// Left for good until somebody decides; every other state goes on by itself while it is guarded.
const goesOn = ({state, isGuarded}: ChangeReport): boolean => isGuarded && state !== 'unproved' && state !== 'undo-failed';

const lookAt = async ({quietShell, clock}: Pick<ChangeEdges, 'quietShell' | 'clock'>, target: MasterTarget, {emit, signal}: Pick<RunControl, 'emit' | 'signal'>): Promise<UnsettledHost | undefined> => {
	let isTold = false;
	for (const untilMs = clock.nowMs() + byItselfMs; ; await clock.sleep(pauseMs, signal)) {
		const {stdout} = await quietShell.run(target.node, {text: watchChangeScript('nothing'), asRoot: true}, {signal});
		const report = parseChangeReport(stdout);
		if (!isUnsettled(report) || report.component === undefined) {
			return undefined;
		}
		const found = problem('change-unsettled', target.name, {component: report.component, state: report.state, isGuarded: goesOn(report), paths: report.paths.map(escapeControls)}, {severity: 'warning'});
		if (!goesOn(report) || clock.nowMs() > untilMs) {
			return {target, report, problem: found};
		}
		if (!isTold) {
			isTold = true;
			emit({type: 'problem-found', problem: found});
		}
	}
};

/**
 * Finds hosts whose last change is neither finished nor undone; changes nothing. A host that is still at it by itself is waited for: what is planned
 * must be planned on what is there then. Hosts that cannot be asked are left out: reading them has told why.
 */
export const findUnsettledHosts = async (edges: Pick<ChangeEdges, 'quietShell' | 'clock'>, targets: readonly MasterTarget[], control: Pick<RunControl, 'emit' | 'signal'>): Promise<readonly UnsettledHost[]> => {
	const looks = await Promise.all(
		targets.map(async (target) => {
			try {
				return await lookAt(edges, target, control);
			} catch (error) {
				if (error instanceof Failure && error.kind !== 'cancelled') {
					return undefined;
				}
				throw error;
			}
		}),
	);
	return looks.filter((found) => found !== undefined);
};

// The texts are the host's: of its files only the paths are known here.
const resumeJob = ({target, report}: UnsettledHost): ComponentJob => {
	const {component, restart, id, paths} = report;
	if (component === undefined || restart.how === 'none') {
		throw new Failure(problem('change-unsettled', target.name, {component: component ?? '', state: report.state, isGuarded: report.isGuarded, paths: paths.map(escapeControls)}));
	}
	const change: HostChange = {id, component, restart, files: paths.map((path) => ({path, beforeSha256: 'unknown', afterSha256: 'unknown', mode: 0o600, owner: 'root:root', keepsMode: true})), newFlags: []};
	return {target, change, contents: [], removedFlags: [], limits: limitRestart(component, restart, undefined), prove: async () => undefined};
};

/** Finishes, or undoes, what earlier runs left, one host at a time. Rejects with Failure at the first where that fails. */
export const settleChanges = async (edges: ChangeEdges, hosts: readonly UnsettledHost[], how: 'finish' | 'undo', {emit, signal}: Pick<RunControl, 'emit' | 'signal'>): Promise<void> => {
	for (const host of hosts) {
		signal.throwIfAborted();
		const {target, report} = host;
		const job = resumeJob(host);
		const {component} = job.change;
		const onStage = (stage: 'written' | 'restarted' | 'ready' | 'proved' | 'changed' | 'undoing' | 'undone'): void => emit({type: 'master-progressed', master: target.name, component, stage});
		try {
			if (how === 'undo') {
				onStage('undoing');
				const became = await takeBack(edges, job, watchHost(edges, target, job.change), report.isGuarded);
				if (became.some(({severity}) => severity === 'error')) {
					throw new Failure(became);
				}
				onStage('undone');
				continue;
			}
			if (!report.isGuarded) {
				await edges.shell.run(target.node, {text: startChangeScript(), asRoot: true}, {timeoutMs: 30_000, signal});
			}
			await seeThrough(edges, job, {onStage, onProblem: (found) => emit({type: 'problem-found', problem: found}), signal});
		} catch (error) {
			for (const found of error instanceof Failure ? error.problems : []) {
				emit({type: 'master-failed', master: target.name, component, problem: found});
			}
			throw error;
		}
	}
};
