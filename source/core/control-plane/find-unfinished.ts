import type {ChangeReport} from './change-watch.ts';

/**
 * Names hosts on which a change stands that others of the same run never got, because the run stopped at one of them or was killed between two. `reports` are by
 * host, of all that could be asked; of one that could not, nothing is held against a run. Last changed first: the order to take them back in.
 */
export const findUnfinished = (reports: ReadonlyMap<string, ChangeReport>): readonly string[] => {
	// A later run that has done the rest has finished what the earlier one began.
	const hasIt = (host: string, runId: string): boolean => {
		const report = reports.get(host);
		return report === undefined || report.finishedRun >= runId || (report.state === 'confirmed' && report.run.id >= runId);
	};
	return [...reports]
		.filter(([, {state, run}]) => state === 'confirmed' && run.id !== '' && !run.hosts.every((host) => hasIt(host, run.id)))
		.toSorted(([one, {run}], [other, {run: otherRun}]) => (run.id === otherRun.id ? run.hosts.indexOf(other) - run.hosts.indexOf(one) : run.id < otherRun.id ? 1 : -1))
		.map(([host]) => host);
};
