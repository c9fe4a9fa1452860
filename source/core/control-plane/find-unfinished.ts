import type {ChangeReport} from './change-watch.ts';

/**
 * Names hosts on which a change stands that others of the same run never got, because the run stopped at one of them or was killed between two. `reports` are by
 * host, of all that could be asked; of one that could not, nothing is held against a run. Last changed first: the order to take them back in.
 */
export const findUnfinished = (reports: ReadonlyMap<string, ChangeReport>): readonly string[] => {
	// A later run that has done the rest has finished what the earlier one began. Two of one number did not know of each other: nothing is held against either.
	const hasIt = (host: string, {number}: ChangeReport['run']): boolean => {
		const report = reports.get(host);
		return report === undefined || report.finishedNumber >= number || (report.state === 'confirmed' && report.run.number >= number);
	};
	return [...reports]
		.filter(([, {state, run}]) => state === 'confirmed' && run.id !== '' && !run.hosts.every((host) => hasIt(host, run)))
		.toSorted(([one, {run}], [other, {run: otherRun}]) => otherRun.number - run.number || (run.id === otherRun.id ? run.hosts.indexOf(other) - run.hosts.indexOf(one) : run.id < otherRun.id ? 1 : -1))
		.map(([host]) => host);
};

/** The number of a run that begins after all that these hosts know of. */
export const numberNextRun = (reports: readonly Pick<ChangeReport, 'run' | 'finishedNumber'>[]): number => 1 + Math.max(0, ...reports.flatMap(({run, finishedNumber}) => [run.number, finishedNumber]));
