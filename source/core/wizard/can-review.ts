import type {Plan} from '../plan/plan.ts';
import type {RunState} from '../run/run-state.ts';

/** Whether a run waits for somebody to agree: it has a plan, and a node that something would be done to. */
export const canReview = (run: RunState): run is RunState & {readonly plan: Plan} => run.report === undefined && run.plan?.nodes.some(({state}) => state !== 'blocked' && state !== 'ready') === true;
