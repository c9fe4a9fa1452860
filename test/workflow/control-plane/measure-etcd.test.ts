import {expect, it} from 'vitest';
import {Failure} from '../../../source/core/problem/failure.ts';
import type {ClusterApi} from '../../../source/ports/cluster-api.ts';
import {measureMasters} from '../../../source/workflow/control-plane/measure-etcd.ts';
import {changingMasters} from '../../support/changing-masters.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

it('measures what etcd costs each API server at its own address, and leaves out who does not answer or is not known', async () => {
	const clock = virtualClock();
	const {api} = changingMasters(clock, {m1: 'well', m2: 'etcd-slow', m3: 'down'});
	const targets = ['m1', 'm2', 'm3', 'm4'].map((name) => ({name, node: {name, address: name}, endpoint: name === 'm4' ? undefined : {host: name, port: 6443}}));
	expect(await clock.run(measureMasters({api, clock}, targets, new AbortController().signal))).toEqual(new Map([['m1', {etcdMilliseconds: 0}], ['m2', {etcdMilliseconds: 800}]]));
});

/** An API server that takes so many milliseconds for its version, and for a read through etcd. */
const serverOf = (plainMs: number, etcdMs: number) => {
	const clock = virtualClock();
	const asked: string[] = [];
	const api: Pick<ClusterApi, 'call'> = {
		call: async (_method, path, _body, {timeoutMs = 0} = {}) => {
			asked.push(path);
			const takesMs = path === '/version' ? plainMs : etcdMs;
			await clock.sleep(Math.min(takesMs, timeoutMs));
			if (takesMs > timeoutMs) {
				throw new Failure([]);
			}
			return {status: 200, body: {}};
		},
	};
	const target = {name: 'm1', node: {name: 'm1', address: 'm1'}, endpoint: {host: 'm1', port: 6443}};
	const measure = async () => (await clock.run(measureMasters({api, clock}, [target], new AbortController().signal))).get('m1')?.etcdMilliseconds;
	return {clock, asked, measure};
};

it.each([
	['that never answers', Infinity, Infinity, {milliseconds: undefined, tookMs: 2000, calls: 1}],
	['whose etcd never answers', 10, Infinity, {milliseconds: undefined, tookMs: 5000, calls: 2}],
	['that crawls', 1900, 4000, {milliseconds: undefined, tookMs: 5000, calls: 2}],
	['that there is time for once only', 10, 3000, {milliseconds: 2990, tookMs: 5000, calls: 4}],
	['that is quick', 10, 30, {milliseconds: 20, tookMs: 120, calls: 6}],
])('waits no longer for an API server %s than somebody would who looks at a plan', async (_, plainMs, etcdMs, expected) => {
	const {clock, asked, measure} = serverOf(plainMs, etcdMs);
	const beganAtMs = clock.nowMs();
	const milliseconds = await measure();
	expect({milliseconds, tookMs: clock.nowMs() - beganAtMs, calls: asked.length}).toEqual(expected);
});
