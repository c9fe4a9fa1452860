import {parseChangeReport, watchChangeScript} from '../../core/control-plane/change-watch.ts';
import {numberNextRun} from '../../core/control-plane/find-unfinished.ts';
import {Failure} from '../../core/problem/failure.ts';
import type {ChangeEdges, MasterTarget} from './watch-host.ts';

/** Asks the hosts of the control plane which runs they know of, and tells the number of the next. One that cannot be asked has no say; rejects only when `signal` aborts. */
export const numberRun = async ({quietShell}: Pick<ChangeEdges, 'quietShell'>, targets: readonly MasterTarget[], signal: AbortSignal): Promise<number> => {
	const reports = await Promise.all(
		targets.map(async ({node}) => {
			try {
				const {stdout} = await quietShell.run(node, {text: watchChangeScript('nothing'), asRoot: true}, {signal});
				return [parseChangeReport(stdout)];
			} catch (error) {
				if (error instanceof Failure && error.kind !== 'cancelled') {
					return [];
				}
				throw error;
			}
		}),
	);
	return numberNextRun(reports.flat());
};
