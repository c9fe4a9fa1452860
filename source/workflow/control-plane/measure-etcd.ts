import type {ApiServerAddress} from '../../core/answers/answers.ts';
import {Failure} from '../../core/problem/failure.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import type {Clock} from '../../ports/clock.ts';
import type {MasterTarget} from './watch-host.ts';

const timeoutMs = 5000;
const tries = 3;

// A get of one object is a quorum read: apiserver pkg/storage/etcd3/store.go, Get. What the server's own check of etcd says may be some seconds old.
const throughEtcd = '/api/v1/namespaces/kube-system';
const withoutEtcd = '/version';

const timeOne = async ({api, clock}: {readonly api: Pick<ClusterApi, 'call'>; readonly clock: Clock}, server: ApiServerAddress, path: string, signal: AbortSignal): Promise<number | undefined> => {
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

// How many milliseconds longer an API server takes for a read that goes through etcd than for one that does not: the middle of three; undefined where one of them was not answered.
const measureEtcd = async (edges: {readonly api: Pick<ClusterApi, 'call'>; readonly clock: Clock}, server: ApiServerAddress, signal: AbortSignal): Promise<number | undefined> => {
	const differences: number[] = [];
	for (let count = 0; count < tries; count += 1) {
		const plain = await timeOne(edges, server, withoutEtcd, signal);
		const read = await timeOne(edges, server, throughEtcd, signal);
		if (plain === undefined || read === undefined) {
			return undefined;
		}
		differences.push(read - plain);
	}
	return differences.toSorted((one, other) => one - other)[Math.floor(tries / 2)];
};

/** Measures by name how long API servers wait for their etcd, each past any load balancer; those that do not answer, or whose address is not known, are left out. Changes nothing; rejects only when cancelled. */
export const measureMasters = async (edges: {readonly api: Pick<ClusterApi, 'call'>; readonly clock: Clock}, targets: readonly MasterTarget[], signal: AbortSignal): Promise<ReadonlyMap<string, {readonly etcdMilliseconds: number}>> => {
	const measured = await Promise.all(
		targets.map(async ({name, endpoint}) => {
			const etcdMilliseconds = endpoint === undefined ? undefined : await measureEtcd(edges, endpoint, signal);
			return etcdMilliseconds === undefined ? [] : [[name, {etcdMilliseconds}] as const];
		}),
	);
	return new Map(measured.flat());
};
