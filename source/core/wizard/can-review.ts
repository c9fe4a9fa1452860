import {hasWork, listProblems, type Plan} from '../plan/plan.ts';
import type {Problem} from '../problem/problem.ts';
import type {RunState} from '../run/run-state.ts';

// A change of the control plane that was cut short is seen to first, even where nothing else is left to do.
const unsettled: ReadonlySet<Problem['code']> = new Set(['change-unsettled', 'change-files-edited'] as const);

/** Whether a run waits for somebody to agree: it has a plan, and something would be done. */
export const canReview = (run: RunState): run is RunState & {readonly plan: Plan} => run.report === undefined && run.plan !== undefined && (hasWork(run.plan) || listProblems(run.plan).some(({code}) => unsettled.has(code)));
