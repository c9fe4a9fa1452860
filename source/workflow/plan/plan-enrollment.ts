import type {Answers} from '../../core/answers/answers.ts';
import {listRunProblems} from '../../core/plan/plan.ts';
import type {Report} from '../../core/run/event.ts';
import type {Edges, Operation, RunSettings} from '../operation.ts';
import {tellCommands} from '../tell-commands.ts';
import {preparePlan} from './prepare-plan.ts';

/** The operation behind `kubenroll plan`: reads everything, changes nothing, tells the plan. Its exit code is 1 when the run would be blocked, 3 when some nodes would. */
export const planEnrollment =
	(edges: Edges, answers: Answers, settings: RunSettings): Operation =>
	async (control) => {
		const startedAtMs = edges.clock.nowMs();
		control.emit({type: 'run-started', operation: 'plan', version: settings.version});
		const {plan} = await preparePlan({...edges, quietShell: edges.shell, shell: tellCommands(edges.shell, answers, edges.clock, control.emit)}, answers, settings, control);
		const blocked = plan.nodes.filter(({state}) => state === 'blocked');
		const isRunBlocked = listRunProblems(plan).some(({severity}) => severity === 'error') || (blocked.length > 0 && blocked.length === plan.nodes.length);
		const report: Report = {
			outcomes: blocked.map(({name, problems}) => ({node: name, outcome: 'failed', stage: 'surveyed', problems: problems.filter(({severity}) => severity === 'error')})),
			exitCode: isRunBlocked ? 1 : blocked.length > 0 ? 3 : 0,
			durationMs: edges.clock.nowMs() - startedAtMs,
			changed: {files: 0, objects: 0},
		};
		control.emit({type: 'run-finished', report});
		return report;
	};
