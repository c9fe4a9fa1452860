import type {NodeOutcome, Report} from './event.ts';

/** The exit code that the outcomes of a run earn (product.md): 0 all well, 3 some, 1 none. */
export const gradeRun = (outcomes: readonly NodeOutcome[]): Report['exitCode'] => {
	const good = outcomes.filter(({outcome}) => outcome === 'ready' || outcome === 'unchanged').length;
	return good === outcomes.length ? 0 : good === 0 ? 1 : 3;
};
