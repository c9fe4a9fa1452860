import type {NodeOutcome, Report} from './event.ts';

const grades: Readonly<Record<NodeOutcome['outcome'], 'good' | 'partly' | 'bad'>> = {ready: 'good', unchanged: 'good', waiting: 'partly', stopped: 'partly', failed: 'bad', skipped: 'bad'};

/** The exit code that the outcomes of a run earn (product.md): 0 all well, 1 no node got on, 3 anything between; a node that waits for a person has got on. */
export const gradeRun = (outcomes: readonly NodeOutcome[]): Report['exitCode'] => {
	const found = new Set(outcomes.map(({outcome}) => grades[outcome]));
	if (!found.has('partly') && !found.has('bad')) {
		return 0;
	}
	return found.has('good') || found.has('partly') ? 3 : 1;
};
