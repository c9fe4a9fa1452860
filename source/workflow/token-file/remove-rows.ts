/*
Rows of a token file end only when somebody takes them off every master and restarts every apiserver. This is that, for the rows that kubenroll wrote:
one master at a time, each proved to refuse the tokens before the next is touched. Rows of others stay, and --token-auth-file with them.
*/
import type {Answers} from '../../core/answers/answers.ts';
import {printPlan} from '../../core/plan/describe-plan.ts';
import {isEmptyPlan, listProblems, listRunProblems, type Plan} from '../../core/plan/plan.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {Report} from '../../core/run/event.ts';
import {parseTokenFile} from '../../core/token-file/parse-token-file.ts';
import {showColumn} from '../../core/token-file/show-column.ts';
import {changeMasters} from '../control-plane/change-masters.ts';
import {keepRecord} from '../enroll/keep-record.ts';
import type {Edges, Operation, RunControl, RunSettings} from '../operation.ts';
import {preparePlan, type Prepared} from '../plan/prepare-plan.ts';
import {tellCommands} from '../tell-commands.ts';
import {fillTokenFiles, type FilledTokenFiles} from './fill-token-files.ts';
import {proveRevoked} from './prove-revoked.ts';

const rowPurpose = 'remove';

const isError = ({severity}: Problem): boolean => severity === 'error';

// What stands in the way of nodes is none of the business of a run that touches none.
const findObstacles = (plan: Plan): readonly Problem[] => {
	const own = plan.problems.filter(({code}) => code.startsWith('token-'));
	const isBlocked = [...own, ...(plan.controlPlane?.problems ?? [])].some(isError);
	const others = new Set(listRunProblems(plan).filter((found) => !own.includes(found) && !(plan.controlPlane?.problems ?? []).includes(found)));
	return isBlocked ? listProblems(plan).filter((found) => isError(found) && !others.has(found)) : [];
};

/** Rows of others that stay, by master. */
const findLeft = ({contents, rows}: FilledTokenFiles, {masters}: Prepared): readonly Problem[] => {
	const gone = new Set(rows.map(({user}) => user));
	const left = masters.flatMap(({name, facts}) => {
		const text = contents.get(name) ?? facts?.tokenFile?.content ?? '';
		return parseTokenFile(text).rows.filter(({user}) => !gone.has(user)).map(({user}) => ({name, user: showColumn(user)}));
	});
	const [names, users] = [[...new Set(left.map(({name}) => name))], [...new Set(left.map(({user}) => user))]];
	return left.length === 0 ? [] : [problem('token-rows-left', 'cluster', {masters: names, users}, {severity: 'notice'})];
};

const removeLocked = async (bareEdges: Edges, given: Answers, settings: RunSettings, control: RunControl): Promise<Report> => {
	const edges = {...bareEdges, quietShell: bareEdges.shell, shell: tellCommands(bareEdges.shell, given, bareEdges.clock, control.emit)};
	// The mode in which masters are looked for, and the texts of their token files read.
	const answers: Answers = {...given, mode: 'token-file', nodes: []};
	const startedAtMs = edges.clock.nowMs();
	control.emit({type: 'run-started', operation: 'token-remove', version: settings.version});
	const prepared = await preparePlan(edges, answers, settings, control, {rowPurpose});
	const {plan} = prepared;
	const obstacles = findObstacles(plan);
	if (obstacles.length > 0) {
		throw new Failure(obstacles);
	}
	const filled = fillTokenFiles(edges, answers, prepared, {rowPurpose});
	const finish = (files: number): Report => {
		const report: Report = {outcomes: [], exitCode: control.signal.aborted ? 130 : 0, durationMs: edges.clock.nowMs() - startedAtMs, changed: {files, objects: 0}};
		control.emit({type: 'run-finished', report});
		return report;
	};
	if (isEmptyPlan(plan)) {
		return finish(0);
	}
	if (!(await control.confirm(printPlan(plan)))) {
		throw new Failure(problem('run-cancelled', 'kubenroll', {phase: 'plan'}), 'cancelled');
	}
	const revoked = new Map(filled.rows.flatMap(({user}) => (filled.tokens.has(user) ? [[user, filled.tokens.get(user) ?? ''] as const] : [])));
	const files = await changeMasters(edges, answers, prepared, {quietShell: edges.quietShell, tokenFiles: filled.contents, proveOn: async (server) => proveRevoked(edges, revoked, server, control.signal)}, control);
	await keepRecord(edges, settings, prepared).hasRows([]);
	for (const found of findLeft(filled, prepared)) {
		control.emit({type: 'problem-found', problem: found});
	}
	return finish(files);
};

/** The operation behind `kubenroll token remove`: takes kubenroll's rows off every master, after asking, and says what remains. Rejects with `locked` while another run works from the same record. */
export const removeRows =
	(edges: Edges, answers: Answers, settings: RunSettings): Operation =>
	async (control) => {
		const unlock = await edges.files.lock(`${settings.recordFolder}/lock`);
		try {
			return await removeLocked(edges, answers, settings, control);
		} finally {
			await unlock();
		}
	};
