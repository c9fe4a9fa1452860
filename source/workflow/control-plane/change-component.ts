/*
One component of one host. The host itself performs the change, and undoes it by itself when it hears nothing more: core/control-plane/change-script.ts.
Here it is told what to do, watched, and told how it ends: confirmed once the component serves and the change has its effect, else undone.
*/
import type {Artifact} from '../../core/artifacts/artifact.ts';
import {describeChange, performChangeScript} from '../../core/control-plane/change-script.ts';
import {changeFolder, type HostChange} from '../../core/control-plane/host-change.ts';
import {type ChangeReport, isUnsettled, openChangeScript, parseChangeReport, startChangeScript, startUndoScript, watchChangeScript} from '../../core/control-plane/change-watch.ts';
import {explainChange, explainRefusal, formatLogCommand} from '../../core/control-plane/explain-change.ts';
import {findLastError} from '../../core/control-plane/find-last-error.ts';
import type {RestartLimits} from '../../core/control-plane/restart-limits.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {MasterStage} from '../../core/run/event.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {CommandResult} from '../../ports/remote-shell.ts';
import {isAbort} from '../is-abort.ts';
import {askReadiness} from './ask-readiness.ts';
import {awaitRestart} from './await-restart.ts';
import {type ChangeEdges, type HostWatch, type MasterTarget, watchHost} from './watch-host.ts';

/** What is done to one component. */
export type ComponentJob = {
	readonly target: MasterTarget;
	readonly change: HostChange;
	/** The new text of each file of the change, in their order; may be secret. */
	readonly contents: readonly string[];
	/** Flags that are taken away. */
	readonly removedFlags: readonly string[];
	readonly limits: RestartLimits;
	/** Rejects with Failure where the change has not the effect on this host that it was made for; called once the component serves. */
	readonly prove: () => Promise<void>;
};

/** Who is told how it goes. */
export type ComponentTeller = {readonly onStage: (stage: MasterStage) => void; readonly onProblem: (found: Problem) => void; /** Aborted when the operator gives up: the component in hand is undone. */ readonly signal: AbortSignal};

// The host's own limits end earlier.
const undoSeconds = 240;
const confirmSeconds = 20;
const backSeconds = 60;

// openChangeScript's word for a host in the middle of another change (sysexits.h EX_TEMPFAIL).
const busy = 75;

const putFiles = ({change, contents}: ComponentJob): readonly Artifact[] => {
	const own = {id: 'control-plane-source', mode: 0o600, owner: 'root:root', isSecret: true} as const;
	return [
		...contents.map((content, index): Artifact => ({...own, path: `${changeFolder}/new-${index}`, content})),
		{...own, path: `${changeFolder}/about`, content: describeChange(change), isSecret: false},
		{...own, path: `${changeFolder}/perform`, content: performChangeScript(change), isSecret: false},
	];
};

const failBegin = (job: ComponentJob, {stderr}: CommandResult): Failure => new Failure(explainRefusal(job.target.name, job.change, stderr));

const failBusy = async (quietShell: ChangeEdges['quietShell'], {target, change}: ComponentJob, signal: AbortSignal): Promise<Failure> => {
	const {stdout} = await quietShell.run(target.node, {text: watchChangeScript('nothing'), asRoot: true}, {signal});
	const report = parseChangeReport(stdout);
	const {component, state, isGuarded, paths} = report;
	// Somebody else has opened one of his own since, or has just ended it.
	if (!isUnsettled(report)) {
		return new Failure(problem('change-overtaken', target.name, {component: change.component}));
	}
	return new Failure(problem('change-unsettled', target.name, {component: component ?? change.component, state, isGuarded, paths: paths.map(escapeControls)}));
};

const begin = async ({shell, quietShell}: ChangeEdges, job: ComponentJob, signal: AbortSignal): Promise<void> => {
	const {target} = job;
	const run = async (text: string): Promise<CommandResult> => shell.run(target.node, {text, asRoot: true}, {timeoutMs: 30_000, signal});
	const opened = await run(openChangeScript(job.change.run));
	if (opened.exitCode === busy) {
		throw await failBusy(quietShell, job, signal);
	}
	if (opened.exitCode !== 0) {
		throw failBegin(job, opened);
	}
	await shell.install(target.node, putFiles(job).map((artifact) => ({artifact, leavesNoCopy: true as const})), {signal});
	signal.throwIfAborted();
	const started = await run(startChangeScript(job.change.id));
	if (started.exitCode === busy) {
		throw await failBusy(quietShell, job, signal);
	}
	if (started.exitCode !== 0) {
		throw failBegin(job, started);
	}
};

const hasFlag = (args: readonly string[], flag: string): boolean => {
	const [name = '', ...value] = flag.split('=');
	return args.includes(flag) || args.some((arg, index) => arg === name && (args[index + 1] === value.join('=') || value.join('=') === 'true'));
};

/** That the process runs with what was written. */
const checkArguments = async (watch: HostWatch, {target, change, removedFlags}: ComponentJob): Promise<void> => {
	const report = await watch.look('ready', {arguments: true});
	const args = report?.arguments ?? [];
	const isMissing = change.newFlags.some((flag) => !hasFlag(args, flag)) || removedFlags.some((flag) => args.some((arg) => arg === `--${flag}` || arg.startsWith(`--${flag}=`)));
	if (report !== undefined && args.length > 0 && isMissing) {
		throw new Failure(problem('change-without-effect', target.name, {component: change.component}));
	}
};

/** What to say of a change that ended by the host's own doing. */
const explainEnd = ({target, change}: ComponentJob, report: ChangeReport): readonly Problem[] => {
	const told = explainChange(target.name, change, report);
	return told.length > 0 ? told : [problem('change-unsettled', target.name, {component: change.component, state: report.state, isGuarded: report.isGuarded, paths: change.files.map(({path}) => escapeControls(path))})];
};

/** Has the host put all back, and waits until it serves as before; tells what became of it. */
export const takeBack = async ({api, clock, shell}: ChangeEdges, {target, change}: ComponentJob, watch: HostWatch, isGuarded: boolean): Promise<readonly Problem[]> => {
	if (!isGuarded) {
		await shell.run(target.node, {text: startUndoScript(change.id), asRoot: true}, {timeoutMs: 30_000});
	}
	const {report} = await watch.until('undo', () => false, undoSeconds);
	const explained = explainChange(target.name, change, report);
	const told = report.state === 'undone' || explained.length > 0 ? explained : [problem('change-undo-unknown', target.name, {component: change.component})];
	if (report.state !== 'undone' || change.component !== 'kube-apiserver' || target.endpoint === undefined) {
		return told;
	}
	for (const untilMs = clock.nowMs() + backSeconds * 1000; ; ) {
		if ((await askReadiness(api, target.endpoint)).state === 'ready') {
			return told;
		}
		if (clock.nowMs() > untilMs) {
			return [problem('change-undone-not-ready', target.name, {component: change.component, paths: change.files.map(({path}) => escapeControls(path)), logCommand: formatLogCommand(change.component, change.restart)})];
		}
		await clock.sleep(1000);
	}
};

const problemsOf = (error: unknown, host: string): readonly Problem[] => {
	if (error instanceof Failure && error.kind !== 'cancelled') {
		return error.problems;
	}
	if (isAbort(error)) {
		return [problem('run-cancelled', host, {phase: 'change-control-plane'})];
	}
	throw error;
};

/**
 * Sees a change through that a host is in: waits until the component serves, proves it, confirms it; else has all put back. Rejects with Failure: why,
 * with the component's own last error, and what became of the host.
 */
export const seeThrough = async (edges: ChangeEdges, job: ComponentJob, {onStage, onProblem, signal}: ComponentTeller): Promise<void> => {
	const {target, change} = job;
	const watch = watchHost(edges, target, change);
	const {component, restart} = change;
	try {
		const end = await awaitRestart(edges, target, change, watch, job.limits, {onWritten: () => onStage('written'), onRestarted: () => onStage('restarted'), onProblem, signal});
		if (end.how === 'over') {
			throw new Failure(explainEnd(job, end.report));
		}
		if (end.how === 'failed') {
			const cause = findLastError((await watch.look('alive', {log: {component, restart}}))?.log ?? '');
			throw new Failure({...end.problem, ...(cause === '' ? {} : {cause})});
		}
		await watch.look('ready');
		onStage('ready');
		await checkArguments(watch, job);
		signal.throwIfAborted();
		await job.prove();
		onStage('proved');
		const {report} = await watch.until('confirm', () => false, confirmSeconds);
		if (report.state !== 'confirmed') {
			throw new Failure(explainEnd(job, report));
		}
	} catch (error) {
		const why = problemsOf(error, target.name);
		const last = why.some(({code}) => code === 'change-host-lost') ? undefined : await watch.look('alive');
		// What somebody else has written into is left as it is, until he says what shall hold.
		if (last === undefined || !isUnsettled(last) || last.state === 'edited') {
			throw new Failure(why, isAbort(error) ? 'cancelled' : 'failed');
		}
		onStage('undoing');
		const became = await takeBack(edges, job, watch, last.isGuarded);
		onStage('undone');
		throw new Failure([...why, ...became], isAbort(error) ? 'cancelled' : 'failed');
	}
	onStage('changed');
};

/** Changes one component of one host and waits until it serves with the change; else all is as it was before. Nothing has changed anywhere when it rejects before the stage `written`. */
export const changeComponent = async (edges: ChangeEdges, job: ComponentJob, teller: ComponentTeller): Promise<void> => {
	await begin(edges, job, teller.signal);
	await seeThrough(edges, job, teller);
};
