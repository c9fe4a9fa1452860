/*
The whole run: everything is read and planned first; then, once somebody has agreed, exactly the plan is performed. One run at a time
works from one record. The steps are those of perform-plan.ts; one node's way is enroll-node.ts.
*/
import type {Answers} from '../../core/answers/answers.ts';
import {printPlan} from '../../core/plan/describe-plan.ts';
import {hasWork, listProblems, listRunProblems, type Plan} from '../../core/plan/plan.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {NodeOutcome, Report} from '../../core/run/event.ts';
import {gradeRun} from '../../core/run/grade-run.ts';
import type {RemoteShell} from '../../ports/remote-shell.ts';
import type {Edges, Operation, RunControl, RunSettings} from '../operation.ts';
import {preparePlan, type Prepared} from '../plan/prepare-plan.ts';
import {runPhase} from '../run-phase.ts';
import {settleChanges} from '../control-plane/settle-changes.ts';
import {tellCommands} from '../tell-commands.ts';
import {performPlan, type Performed} from './perform-plan.ts';

const isError = ({severity}: Problem): boolean => severity === 'error';

/** Outcomes that the plan settles by itself: nodes with nothing to do, and nodes that must not be touched. */
const settle = (plan: Plan): readonly NodeOutcome[] =>
	plan.nodes.flatMap((node): readonly NodeOutcome[] => {
		if (node.state === 'ready') {
			return [{node: node.name, outcome: 'unchanged', problems: node.problems}];
		}
		return node.state === 'blocked' ? [{node: node.name, outcome: 'failed', stage: 'surveyed', problems: node.problems.filter(isError)}] : [];
	});

/** What is left to do once nodes have joined by rows of a token file: nothing else ends them. */
const findRowsLeft = ({tokenRows = [], controlPlane}: Plan): readonly Problem[] => {
	const users = tokenRows.filter(({action}) => action !== 'delete').map(({user}) => user);
	const masters = (controlPlane?.masters ?? []).filter(({state}) => state !== 'unread').map(({name}) => name);
	return users.length === 0 ? [] : [problem('token-rows-stay', 'cluster', {users, masters}, {severity: 'notice'})];
};

const nothing: Performed = {outcomes: [], changed: {files: 0, objects: 0}};

/** Ends a run that was only to put old files back: where a change was cut short, then where the same run had been before. */
const undoChanges = async (edges: Edges & {readonly quietShell: RemoteShell}, {unsettled, unfinished}: Prepared, control: RunControl, startedAtMs: number): Promise<Report> => {
	const hosts = [...unsettled, ...unfinished];
	if (hosts.length === 0) {
		control.emit({type: 'problem-found', problem: problem('change-nothing-to-undo', 'control plane', {}, {severity: 'notice'})});
	}
	await runPhase(edges.clock, control, 'change-control-plane', async () => settleChanges(edges, hosts, 'undo', control));
	const report: Report = {outcomes: [], exitCode: 0, durationMs: edges.clock.nowMs() - startedAtMs, changed: {files: hosts.reduce((sum, host) => sum + host.report.paths.length, 0), objects: 0}};
	control.emit({type: 'run-finished', report});
	return report;
};

const enrollLocked = async (bareEdges: Edges, answers: Answers, settings: RunSettings, control: RunControl): Promise<Report> => {
	const edges = {...bareEdges, quietShell: bareEdges.shell, shell: tellCommands(bareEdges.shell, answers, bareEdges.clock, control.emit)};
	const startedAtMs = edges.clock.nowMs();
	control.emit({type: 'run-started', operation: 'enroll', version: settings.version});
	const prepared = await preparePlan(edges, answers, settings, control);
	const {plan} = prepared;
	// Whatever stands in the way of enrolling: old files can be put back.
	if (settings.undoesChanges !== true && listRunProblems(plan).some(isError)) {
		throw new Failure(listProblems(plan).filter(isError));
	}
	const isWorkToDo = prepared.unsettled.length > 0 || (settings.undoesChanges === true ? prepared.unfinished.length > 0 : hasWork(plan));
	const askedAtMs = edges.clock.nowMs();
	if (isWorkToDo && !(await control.confirm(printPlan(plan)))) {
		throw new Failure(problem('run-cancelled', 'kubenroll', {phase: 'plan'}), 'cancelled');
	}
	// Who thought over the plan is not counted as work.
	const beganAtMs = startedAtMs + edges.clock.nowMs() - askedAtMs;
	if (settings.undoesChanges === true) {
		return undoChanges(edges, prepared, control, beganAtMs);
	}
	const {outcomes: reached, changed} = isWorkToDo ? await performPlan(edges, answers, settings, prepared, control) : nothing;
	for (const found of findRowsLeft(plan)) {
		control.emit({type: 'problem-found', problem: found});
	}
	const byName = new Map([...settle(plan), ...reached].map((outcome) => [outcome.node, outcome]));
	const outcomes = plan.nodes.flatMap(({name}) => byName.get(name) ?? []);
	const report: Report = {outcomes, exitCode: control.signal.aborted ? 130 : gradeRun(outcomes), durationMs: edges.clock.nowMs() - beganAtMs, changed};
	control.emit({type: 'run-finished', report});
	return report;
};

/** The operation behind `kubenroll enroll`: reads, plans, asks, and takes every node to Ready that is not there yet. Rejects with `locked` while another run works from the same record. */
export const enroll =
	(edges: Edges, answers: Answers, settings: RunSettings): Operation =>
	async (control) => {
		const unlock = await edges.files.lock(`${settings.recordFolder}/lock`);
		try {
			return await enrollLocked(edges, answers, settings, control);
		} finally {
			await unlock();
		}
	};
