// Rules of changing a control plane: one host at a time, never two, the one that holds the VIP last; the next one only when this one serves again and has its
// change; the first that fails is put back and ends it all. What one host does is change-component.ts.
import type {ApiServerAddress} from '../../core/answers/answers.ts';
import type {ChangedFile, ChangeRun, HostChange} from '../../core/control-plane/host-change.ts';
import type {Component, ComponentName} from '../../core/control-plane/component.ts';
import {limitRestart, settleMs} from '../../core/control-plane/restart-limits.ts';
import {formatHostPort} from '../../core/facts/format-host-port.ts';
import type {ComponentPlan, ControlPlanePlan, MasterPlan} from '../../core/plan/control-plane-plan.ts';
import type {FileChange} from '../../core/plan/file-change.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {RunControl} from '../operation.ts';
import {askReadiness, type Readiness} from './ask-readiness.ts';
import {changeComponent, type ComponentJob} from './change-component.ts';
import {numberRun} from './number-run.ts';
import {noticedMs, watchAddress} from './watch-address.ts';
import type {ChangeEdges, MasterTarget} from './watch-host.ts';

/** What is to be done, and what must be known for it. */
export type ControlPlaneChange = {
	/** As it was confirmed, with the texts to write. */
	readonly plan: ControlPlanePlan;
	/** Every host of the control plane that was read, by name, also those that are not changed. */
	readonly targets: ReadonlyMap<string, MasterTarget>;
	/** What a host's component runs with now. */
	readonly findComponent: (master: string, component: ComponentName) => Component | undefined;
	/** The address that kubelets dial. */
	readonly apiServer: ApiServerAddress;
	/** The text of a file that the plan does not hold, because it is secret. */
	readonly contentOf: (master: MasterPlan, file: FileChange) => string;
	/** Letters that were drawn for this run: two operators on two machines never make the same change. */
	readonly tag: string;
	/** Lower-case hex of SHA-256 over UTF-8. */
	readonly digest: (text: string) => string;
	/** Rejects with Failure where a change has not its effect on a host: a token that its own API server must accept is refused. Called once for every component, when it serves. */
	readonly prove: (target: MasterTarget, component: ComponentName) => Promise<void>;
};

/** How many files were written. */
export type ChangedControlPlane = {readonly files: number};

// What starts just now is ready by then, or has another trouble.
const startMs = 20_000;

const hasWork = ({restartReason, files}: ComponentPlan): boolean => restartReason !== 'never' || files.some(({action}) => action !== 'keep');

const stampOf = (nowMs: number): string => new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');

const describeFlags = ({flags}: ComponentPlan): readonly string[] => flags.flatMap(({action, flag, value}) => (action === 'remove' ? [] : [`--${flag}${value === undefined ? '' : `=${value}`}`]));

const makeJob = ({digest, contentOf, findComponent, prove}: ControlPlaneChange, target: MasterTarget, master: MasterPlan, component: ComponentPlan, {id, run}: Pick<HostChange, 'id' | 'run'>): ComponentJob => {
	const {restart} = component;
	if (restart.how === 'none') {
		throw new Failure(problem('change-not-begun', master.name, {component: component.component}));
	}
	const ownFiles = component.component === 'kube-apiserver' ? [...master.files, ...component.files] : component.files;
	const files = ownFiles.filter(({action}) => action === 'create' || action === 'change');
	const contents = files.map((file) => file.content ?? contentOf(master, file));
	const changed = files.map(({path, before, mode, owner, artifact}, index): ChangedFile => ({path, beforeSha256: before, afterSha256: digest(contents[index] ?? ''), mode, owner, keepsMode: artifact === 'control-plane-source'}));
	const change: HostChange = {id, run, component: component.component, restart, files: changed, newFlags: describeFlags(component)};
	return {
		target,
		change,
		contents,
		removedFlags: component.flags.flatMap(({action, flag}) => (action === 'remove' ? [flag] : [])),
		limits: limitRestart(component.component, restart, findComponent(master.name, component.component)),
		prove: async () => prove(target, component.component),
	};
};

type Asked = {readonly target: MasterTarget; readonly endpoint: ApiServerAddress; readonly readiness: Readiness};

const askAll = async ({api}: ChangeEdges, {targets}: ControlPlaneChange, signal: AbortSignal): Promise<readonly Asked[]> =>
	Promise.all([...targets.values()].flatMap((target) => (target.endpoint === undefined ? [] : [target.endpoint].map(async (endpoint) => ({target, endpoint, readiness: await askReadiness(api, endpoint, signal)})))));

const describeUnready = (asked: readonly Asked[], turn: readonly string[]): readonly Problem[] =>
	asked.flatMap(({target, endpoint, readiness}) => {
		if (!turn.includes(target.name)) {
			return [];
		}
		const others = asked.filter((other) => other.target !== target && other.readiness.state !== 'ready').map((other) => formatHostPort(other.endpoint));
		if (readiness.state === 'ready') {
			return others.length === 0 ? [] : [problem('apiservers-down', target.name, {others})];
		}
		const cause = readiness.state === 'silent' ? readiness.cause : readiness.checks.join(', ');
		return [problem('apiserver-unwatchable', target.name, {endpoint: formatHostPort(endpoint), isSilent: readiness.state === 'silent'}, cause === '' ? {} : {cause})];
	});

/** Nothing is begun unless every API server answers at its own address: those that restart are to be seen again, and the others are to carry on meanwhile. One that just started is given its time. */
const checkApiServers = async (edges: ChangeEdges, change: ControlPlaneChange, turn: readonly string[], signal: AbortSignal): Promise<void> => {
	for (const untilMs = edges.clock.nowMs() + startMs; ; await edges.clock.sleep(1000, signal)) {
		const problems = describeUnready(await askAll(edges, change, signal), turn);
		if (problems.length === 0) {
			return;
		}
		if (edges.clock.nowMs() > untilMs) {
			throw new Failure(problems);
		}
	}
};

const addressOf = ({host, port}: ApiServerAddress): string => formatHostPort({host, port});

/** Performs one job under the eyes of whoever dials the address, and tells how it went. */
const changeOne = async (edges: ChangeEdges, change: ControlPlaneChange, job: ComponentJob, {emit, signal}: Pick<RunControl, 'emit' | 'signal'>): Promise<void> => {
	const {target} = job;
	const {component} = job.change;
	const onProblem = (found: Problem): void => emit({type: 'problem-found', problem: found});
	const work = async (): Promise<void> => changeComponent(edges, job, {onStage: (stage) => emit({type: 'master-progressed', master: target.name, component, stage}), onProblem, signal});
	const hasOthers = [...change.targets.values()].some(({endpoint}) => endpoint !== undefined && endpoint !== target.endpoint);
	const isItself = target.endpoint !== undefined && addressOf(target.endpoint) === addressOf(change.apiServer);
	if (component !== 'kube-apiserver' || !hasOthers || isItself) {
		return work();
	}
	const address = addressOf(change.apiServer);
	const {silentMs} = await watchAddress(edges, change.apiServer, work, () => onProblem(problem('address-lost-now', target.name, {address}, {severity: 'notice'})));
	if (silentMs > noticedMs) {
		onProblem(problem('address-lost-meanwhile', target.name, {address, seconds: Math.round(silentMs / 1000)}, {severity: 'warning'}));
	}
};

/**
 * Changes every host of the plan that is to be changed, in the plan's order. Rejects with Failure at the first that fails, which is as it was before then;
 * hosts before it are changed and well, those after it untouched. Tells everything as events.
 */
export const changeControlPlane = async (edges: ChangeEdges, change: ControlPlaneChange, control: Pick<RunControl, 'emit' | 'signal'>): Promise<ChangedControlPlane> => {
	const masters = change.plan.masters.filter(({state}) => state === 'change');
	await checkApiServers(edges, change, masters.map(({name}) => name), control.signal);
	const nameNow = (): string => `${stampOf(edges.clock.nowMs())}-${change.tag}`;
	const run: ChangeRun = {id: nameNow(), number: await numberRun(edges, [...change.targets.values()], control.signal), hosts: masters.map(({name}) => name)};
	const done: string[] = [];
	let files = 0;
	let hasRestartedApiServer = false;
	for (const [index, master] of masters.entries()) {
		const target = change.targets.get(master.name);
		if (target === undefined) {
			throw new TypeError(`the plan changes ${master.name}, which nobody read`);
		}
		for (const component of master.components.filter(hasWork)) {
			const isApiServer = component.component === 'kube-apiserver';
			if (isApiServer && hasRestartedApiServer) {
				await edges.clock.sleep(settleMs, control.signal);
			}
			control.signal.throwIfAborted();
			const job = makeJob(change, target, master, component, {id: nameNow(), run});
			try {
				if (isApiServer) {
					await checkApiServers(edges, change, [master.name], control.signal);
				}
				await changeOne(edges, change, job, control);
			} catch (error) {
				if (!(error instanceof Failure)) {
					throw error;
				}
				const stopped = problem('change-stopped', master.name, {changed: done, untouched: masters.slice(index + 1).map(({name}) => name)});
				const problems = masters.length > 1 || error.kind === 'cancelled' ? [...error.problems, stopped] : error.problems;
				for (const found of problems) {
					control.emit({type: 'master-failed', master: master.name, component: component.component, problem: found});
				}
				throw new Failure(problems, error.kind);
			}
			hasRestartedApiServer ||= isApiServer;
			files += job.change.files.length;
		}
		done.push(master.name);
	}
	return {files};
};
