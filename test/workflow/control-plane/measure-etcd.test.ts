import {expect, it} from 'vitest';
import {measureMasters} from '../../../source/workflow/control-plane/measure-etcd.ts';
import {changingMasters} from '../../support/changing-masters.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

it('measures what etcd costs each API server at its own address, and leaves out who does not answer or is not known', async () => {
	const clock = virtualClock();
	const {api} = changingMasters(clock, {m1: 'well', m2: 'etcd-slow', m3: 'down'});
	const targets = ['m1', 'm2', 'm3', 'm4'].map((name) => ({name, node: {name, address: name}, endpoint: name === 'm4' ? undefined : {host: name, port: 6443}}));
	expect(await clock.run(measureMasters({api, clock}, targets, new AbortController().signal))).toEqual(new Map([['m1', {etcdMilliseconds: 0}], ['m2', {etcdMilliseconds: 800}]]));
});
