import type {ApiServerAddress} from '../../core/answers/answers.ts';
import {patienceSeconds, type HostChange} from '../../core/control-plane/host-change.ts';
import {type ChangeReport, type Saying, isUnsettled, parseChangeReport, watchChangeScript} from '../../core/control-plane/change-watch.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import type {Clock} from '../../ports/clock.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import type {NodeAddress, RemoteShell} from '../../ports/remote-shell.ts';

/** The edges that a change works through. `quietShell` is the same way to the hosts, and tells of nothing: it asks every second how things stand. */
export type ChangeEdges = {readonly api: Pick<ClusterApi, 'call'>; readonly shell: RemoteShell; readonly quietShell: RemoteShell; readonly clock: Clock};

/** One host of the control plane as a change needs it. */
export type MasterTarget = {
	readonly name: string;
	/** Whom ssh dials. */
	readonly node: NodeAddress;
	/** Where its own API server answers, past any load balancer; undefined where it has none that anybody knows. */
	readonly endpoint: ApiServerAddress | undefined;
};

type Asks = Parameters<typeof watchChangeScript>[1];

/** Hears of a host that is in a change, and says to it how it shall go on. */
export type HostWatch = {
	/** One look; undefined while the host cannot be reached. Rejects with Failure `change-host-lost` once that is too long. */
	readonly look: (says: Saying, asks?: Asks) => Promise<ChangeReport | undefined>;
	/** Looks again and again, until it is `over` by the host's own doing, it is `enough` for whoever asks, or `limitSeconds` have passed; resolves with the last report. */
	readonly until: (says: Saying, isEnough: (report: ChangeReport) => boolean | Promise<boolean>, limitSeconds: number) => Promise<{readonly report: ChangeReport; readonly why: 'over' | 'enough' | 'time'}>;
};

const pauseMs = 1000;
const lookTimeoutMs = 20_000;

/** True for a report after which nothing more comes of the host itself. */
const isOver = (report: ChangeReport): boolean => !isUnsettled(report) || report.state === 'undo-failed' || report.state === 'edited' || !report.isGuarded;

/** Begins to watch a host. The run's own signal is not asked here: a host is not left alone in the middle. */
export const watchHost = ({quietShell, clock}: Pick<ChangeEdges, 'quietShell' | 'clock'>, {name, node}: MasterTarget, {component}: Pick<HostChange, 'component'>): HostWatch => {
	let heardAtMs = clock.nowMs();
	const look: HostWatch['look'] = async (says, asks) => {
		try {
			const {stdout} = await quietShell.run(node, {text: watchChangeScript(says, asks), asRoot: true}, {timeoutMs: lookTimeoutMs});
			heardAtMs = clock.nowMs();
			return parseChangeReport(stdout);
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			if (clock.nowMs() - heardAtMs > patienceSeconds * 1000) {
				throw new Failure([problem('change-host-lost', name, {component, seconds: patienceSeconds}), ...error.problems]);
			}
			return undefined;
		}
	};
	return {
		look,
		until: async (says, isEnough, limitSeconds) => {
			const untilMs = clock.nowMs() + limitSeconds * 1000;
			for (;;) {
				const report = await look(says);
				if (report !== undefined) {
					const why = isOver(report) ? 'over' : (await isEnough(report)) ? 'enough' : clock.nowMs() > untilMs ? 'time' : undefined;
					if (why !== undefined) {
						return {report, why};
					}
				}
				await clock.sleep(pauseMs);
			}
		},
	};
};
