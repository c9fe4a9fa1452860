import type {HostChange} from '../../core/control-plane/host-change.ts';
import {type ChangeReport, isUnsettled, parseChangeReport, startChangeScript, stepBackScript, watchChangeScript} from '../../core/control-plane/change-watch.ts';
import {explainChange} from '../../core/control-plane/explain-change.ts';
import {findUnfinished} from '../../core/control-plane/find-unfinished.ts';
import {limitRestart, settleMs} from '../../core/control-plane/restart-limits.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {MasterStage} from '../../core/run/event.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {RunControl} from '../operation.ts';
import {type ComponentJob, seeThrough, takeBack} from './change-component.ts';
import {type ChangeEdges, type MasterTarget, watchHost} from './watch-host.ts';

/** A host that an earlier run left: in the middle of a change, because it was killed or the power went; or with its change, where the run stopped at another host. */
export type LeftHost = {readonly target: MasterTarget; readonly report: ChangeReport; readonly problem: Problem};

/** What earlier runs left. */
export type LeftChanges = {
	/** Neither finished nor undone: to be settled before anything else. */
	readonly unsettled: readonly LeftHost[];
	/** Finished, where others of the same run are not; in the order to take them back in. */
	readonly unfinished: readonly LeftHost[];
};

// A host that hears nothing undoes by itself within its patience, a stop and a start.
const byItselfMs = 300_000;
const pauseMs = 1000;

// Left for good until somebody decides; every other state goes on by itself while it is guarded.
const goesOn = ({state, isGuarded}: ChangeReport): boolean => isGuarded && state !== 'unproved' && state !== 'undo-failed' && state !== 'edited';

// The texts are the host's: of its files only the paths are known here.
const resumeJob = ({target, report}: Pick<LeftHost, 'target' | 'report'>): ComponentJob => {
	const {component, restart, id, run, paths, madePaths} = report;
	if (component === undefined || restart.how === 'none') {
		throw new Failure(problem('change-unsettled', target.name, {component: component ?? '', state: report.state, isGuarded: report.isGuarded, paths: paths.map(escapeControls)}));
	}
	const change: HostChange = {id, run, component, restart, files: paths.map((path) => ({path, beforeSha256: madePaths.includes(path) ? '' : 'unknown', afterSha256: 'unknown', mode: 0o600, owner: 'root:root', keepsMode: true})), newFlags: []};
	return {target, change, contents: [], removedFlags: [], limits: limitRestart(component, restart, undefined), prove: async () => undefined};
};

type Look = {readonly target: MasterTarget; readonly report: ChangeReport; readonly unsettled?: LeftHost};

/** What to say of a host that stands in the middle; where somebody wrote into its files, what can be done about it. */
const describeUnsettled = (target: MasterTarget, report: ChangeReport): Problem => {
	const [edited] = report.state === 'edited' && report.restart.how !== 'none' ? explainChange(target.name, resumeJob({target, report}).change, report) : [];
	const {component = '', state, paths} = report;
	return edited === undefined ? problem('change-unsettled', target.name, {component, state, isGuarded: goesOn(report), paths: paths.map(escapeControls)}, {severity: 'warning'}) : {...edited, severity: 'warning'};
};

const lookAt = async ({quietShell, clock}: Pick<ChangeEdges, 'quietShell' | 'clock'>, target: MasterTarget, {emit, signal}: Pick<RunControl, 'emit' | 'signal'>): Promise<Look> => {
	let isTold = false;
	for (const untilMs = clock.nowMs() + byItselfMs; ; await clock.sleep(pauseMs, signal)) {
		const {stdout} = await quietShell.run(target.node, {text: watchChangeScript('nothing'), asRoot: true}, {signal});
		const report = parseChangeReport(stdout);
		if (!isUnsettled(report) || report.component === undefined) {
			return {target, report};
		}
		const found = describeUnsettled(target, report);
		if (!goesOn(report) || clock.nowMs() > untilMs) {
			return {target, report, unsettled: {target, report, problem: found}};
		}
		if (!isTold) {
			isTold = true;
			emit({type: 'problem-found', problem: found});
		}
	}
};

/**
 * Finds what earlier runs left on hosts; changes nothing. A host that is still at it by itself is waited for: what is planned
 * must be planned on what is there then. Hosts that cannot be asked are left out: reading them has told why.
 */
export const findLeftChanges = async (edges: Pick<ChangeEdges, 'quietShell' | 'clock'>, targets: readonly MasterTarget[], control: Pick<RunControl, 'emit' | 'signal'>): Promise<LeftChanges> => {
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
	const found = looks.filter((look) => look !== undefined);
	const unfinished = findUnfinished(new Map(found.map(({target, report}) => [target.name, report])));
	return {
		unsettled: found.flatMap(({unsettled}) => unsettled ?? []),
		unfinished: unfinished.flatMap((name) =>
			found
				.filter(({target}) => target.name === name)
				.map(({target, report}) => ({target, report, problem: problem('change-unfinished', name, {component: report.component ?? '', hosts: report.run.hosts.filter((host) => !unfinished.includes(host)).map(escapeControls)}, {severity: 'notice'})})),
		),
	};
};

/** Makes the host's change before this one, where the same run made several, the one to be undone next; undefined where there is none. */
const stepBack = async ({shell, quietShell}: ChangeEdges, host: LeftHost): Promise<LeftHost | undefined> => {
	const {target, report} = host;
	if (report.earlier === 0) {
		return undefined;
	}
	const {exitCode, stderr} = await shell.run(target.node, {text: stepBackScript(), asRoot: true}, {timeoutMs: 30_000});
	if (exitCode !== 0) {
		throw new Failure(problem('change-undo-failed', target.name, {component: report.component ?? '', commands: []}, {cause: escapeControls(stderr.trim().split('\n').at(-1) ?? '')}));
	}
	const {stdout} = await quietShell.run(target.node, {text: watchChangeScript('nothing'), asRoot: true}, {});
	return {...host, report: parseChangeReport(stdout)};
};

type OnStage = (stage: MasterStage) => void;

const undoOne = async (edges: ChangeEdges, {target, report}: LeftHost, job: ComponentJob, onStage: OnStage): Promise<void> => {
	onStage('undoing');
	const became = await takeBack(edges, job, watchHost(edges, target, job.change), report.isGuarded);
	if (became.some(({severity}) => severity === 'error')) {
		throw new Failure(became);
	}
	onStage('undone');
};

const finishOne = async (edges: ChangeEdges, {target, report}: LeftHost, job: ComponentJob, onStage: OnStage, {emit, signal}: Pick<RunControl, 'emit' | 'signal'>): Promise<void> => {
	if (!report.isGuarded) {
		await edges.shell.run(target.node, {text: startChangeScript(report.id), asRoot: true}, {timeoutMs: 30_000, signal});
	}
	await seeThrough(edges, job, {onStage, onProblem: (found) => emit({type: 'problem-found', problem: found}), signal});
};

/** Finishes, or undoes, what earlier runs left, one host at a time, and of a host everything that the same run did. Rejects with Failure at the first where that fails. */
export const settleChanges = async (edges: ChangeEdges, hosts: readonly LeftHost[], how: 'finish' | 'undo', control: Pick<RunControl, 'emit' | 'signal'>): Promise<void> => {
	const {emit, signal} = control;
	const queue = [...hosts];
	for (let host = queue.shift(); host !== undefined; host = queue.shift()) {
		signal.throwIfAborted();
		const {target} = host;
		const job = resumeJob(host);
		const {component} = job.change;
		const onStage: OnStage = (stage) => emit({type: 'master-progressed', master: target.name, component, stage});
		try {
			if (how === 'finish') {
				await finishOne(edges, host, job, onStage, control);
				continue;
			}
			await undoOne(edges, host, job, onStage);
			const earlier = await stepBack(edges, host);
			queue.unshift(...(earlier === undefined ? [] : [earlier]));
			if (queue.some((next) => next.target !== target)) {
				await edges.clock.sleep(settleMs, signal);
			}
		} catch (error) {
			for (const found of error instanceof Failure ? error.problems : []) {
				emit({type: 'master-failed', master: target.name, component, problem: found});
			}
			throw error;
		}
	}
};
