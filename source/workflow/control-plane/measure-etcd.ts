import type {ApiServerAddress} from '../../core/answers/answers.ts';
import {Failure} from '../../core/problem/failure.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import type {Clock} from '../../ports/clock.ts';
import type {MasterTarget} from './watch-host.ts';

const tries = 3;
// An API server that takes longer to say its version cannot be reached from here, and would only be waited for.
const answerMs = 2000;
// All tries of one API server together: a plan is looked at by somebody who waits for it.
const wholeMs = 5000;

// A get of one object is a quorum read: apiserver pkg/storage/etcd3/store.go, Get. What the server's own check of etcd says may be some seconds old.
const throughEtcd = '/api/v1/namespaces/kube-system';
const withoutEtcd = '/version';

type MeasureEdges = {readonly api: Pick<ClusterApi, 'call'>; readonly clock: Clock};

const timeOne = async ({api, clock}: MeasureEdges, server: ApiServerAddress, path: string, {timeoutMs, signal}: {readonly timeoutMs: number; readonly signal: AbortSignal}): Promise<number | undefined> => {
	const beganAtMs = clock.nowMs();
	try {
		const {status} = await api.call('GET', path, undefined, {server, timeoutMs, signal});
		return status === 200 ? clock.nowMs() - beganAtMs : undefined;
	} catch (error) {
		if (!(error instanceof Failure) || error.kind === 'cancelled') {
			throw error;
		}
		return undefined;
	}
};

// How many milliseconds longer an API server takes for a read that goes through etcd than for one that does not: the middle of three, or of those that there was time for; undefined where one of them was not answered.
const measureEtcd = async (edges: MeasureEdges, server: ApiServerAddress, signal: AbortSignal): Promise<number | undefined> => {
	const untilMs = edges.clock.nowMs() + wholeMs;
	const leftMs = (): number => untilMs - edges.clock.nowMs();
	const differences: number[] = [];
	while (differences.length < tries && leftMs() > 0) {
		const plain = await timeOne(edges, server, withoutEtcd, {timeoutMs: Math.min(answerMs, leftMs()), signal});
		const read = plain === undefined || leftMs() <= 0 ? undefined : await timeOne(edges, server, throughEtcd, {timeoutMs: leftMs(), signal});
		if (plain !== undefined && read !== undefined) {
			differences.push(read - plain);
		} else if (leftMs() > 0) {
			return undefined;
		}
	}
	return differences.toSorted((one, other) => one - other)[Math.floor(differences.length / 2)];
};

/** Measures by name how long API servers wait for their etcd, each past any load balancer; those that do not answer, or whose address is not known, are left out. Takes five seconds at most. Changes nothing; rejects only when cancelled. */
export const measureMasters = async (edges: MeasureEdges, targets: readonly MasterTarget[], signal: AbortSignal): Promise<ReadonlyMap<string, {readonly etcdMilliseconds: number}>> => {
	const measured = await Promise.all(
		targets.map(async ({name, endpoint}) => {
			const etcdMilliseconds = endpoint === undefined ? undefined : await measureEtcd(edges, endpoint, signal);
			return etcdMilliseconds === undefined ? [] : [[name, {etcdMilliseconds}] as const];
		}),
	);
	return new Map(measured.flat());
};
