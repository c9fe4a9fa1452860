import {expect, it} from 'vitest';
import type {RunEvent} from '../../../source/core/run/event.ts';
import {findUnsettledHosts, settleChanges} from '../../../source/workflow/control-plane/settle-changes.ts';
import {changingMasters} from '../../support/changing-masters.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const start = (left: Readonly<Record<string, string>>) => {
	const clock = virtualClock();
	const masters = changingMasters(clock, {m1: 'well', m2: 'well'}, {left});
	const {shell, api} = masters;
	const events: RunEvent[] = [];
	const control = {emit: (event: RunEvent) => void events.push(event), signal: new AbortController().signal};
	const edges = {api, shell, quietShell: shell, clock};
	const targets = ['m1', 'm2'].map((name) => ({name, node: {name, address: name}, endpoint: {host: name, port: 6443}}));
	return {...masters, clock, edges, control, events, find: async () => clock.run(findUnsettledHosts(edges, targets, control))};
};

it('finds nothing where every change came to an end', async () => {
	expect(await start({m1: 'confirmed', m2: 'undone alone'}).find()).toEqual([]);
	expect(await start({}).find()).toEqual([]);
});

it('waits for a host that is still at it by itself, and says so once', async () => {
	const {find, events} = start({m1: 'undoing alone'});
	expect(await find()).toEqual([]);
	expect(events).toEqual([{type: 'problem-found', problem: expect.objectContaining({code: 'change-unsettled', subject: 'm1', severity: 'warning'})}]);
});

it('finds a host that nobody guards, and one that waits for a word', async () => {
	expect((await start({m1: 'swapping', m2: 'unproved'}).find()).map(({target, report}) => `${target.name} ${report.state}`)).toEqual(['m1 swapping', 'm2 unproved']);
});

it('finishes what was left: begins again where nobody is at it, confirms what has answered', async () => {
	const {find, clock, edges, control, story} = start({m1: 'swapping', m2: 'unproved'});
	const hosts = await find();
	await clock.run(settleChanges(edges, hosts, 'finish', control));
	expect(story).toEqual(['m1 begins', 'm1 confirmed', 'm2 confirmed']);
});

it('has the old files put back where that is asked', async () => {
	const {find, clock, edges, control, story, events} = start({m1: 'swapping', m2: 'unproved'});
	const hosts = await find();
	await clock.run(settleChanges(edges, hosts, 'undo', control));
	expect(story).toEqual(['m1 undone', 'm2 undone']);
	expect(events.flatMap((event) => (event.type === 'master-progressed' ? [`${event.master} ${event.stage}`] : []))).toEqual(['m1 undoing', 'm1 undone', 'm2 undoing', 'm2 undone']);
});
