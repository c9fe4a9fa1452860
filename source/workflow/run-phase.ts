import type {PhaseId} from '../core/run/event.ts';
import type {Clock} from '../ports/clock.ts';
import type {RunControl} from './operation.ts';

/** Runs one phase between its two events; a phase that fails has no end. */
export const runPhase = async <T>(clock: Clock, control: Pick<RunControl, 'emit'>, phase: PhaseId, work: () => Promise<T>): Promise<T> => {
	const startedAtMs = clock.nowMs();
	control.emit({type: 'phase-started', phase});
	const result = await work();
	control.emit({type: 'phase-finished', phase, durationMs: clock.nowMs() - startedAtMs});
	return result;
};
