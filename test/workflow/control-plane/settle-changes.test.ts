import {expect, it} from 'vitest';
import type {RunEvent} from '../../../source/core/run/event.ts';
import {findLeftChanges, settleChanges} from '../../../source/workflow/control-plane/settle-changes.ts';
import {changingMasters} from '../../support/changing-masters.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const start = (left: Readonly<Record<string, string>>, abouts: Readonly<Record<string, readonly string[]>> = {}) => {
	const clock = virtualClock();
	const masters = changingMasters(clock, {m1: 'well', m2: 'well'}, {left, abouts});
	const {shell, api} = masters;
	const events: RunEvent[] = [];
	const control = {emit: (event: RunEvent) => void events.push(event), signal: new AbortController().signal};
	const edges = {api, shell, quietShell: shell, clock};
	const targets = ['m1', 'm2'].map((name) => ({name, node: {name, address: name}, endpoint: {host: name, port: 6443}}));
	const findLeft = async () => clock.run(findLeftChanges(edges, targets, control));
	return {...masters, clock, edges, control, events, findLeft, find: async () => (await findLeft()).unsettled};
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

it('says of files that somebody wrote into what he can do, and leaves them when asked to finish or to undo', async () => {
	for (const how of ['finish', 'undo'] as const) {
		const {find, clock, edges, control} = start({m1: 'edited 0'});
		const hosts = await find();
		expect(hosts.map(({problem}) => problem)).toEqual([expect.objectContaining({code: 'change-files-edited', subject: 'm1', severity: 'warning'})]);
		const failure = await clock.run(settleChanges(edges, hosts, how, control).catch((error: unknown) => error));
		expect(failure).toMatchObject({problems: [{code: 'change-files-edited', severity: 'error'}]});
	}
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

const aboutOf = (id: string, component = 'kube-apiserver', run = 'R1'): string => `id=${id}\nrun=${run}\nnumber=${run.slice(1)}\nhost=m2\nhost=m1\ncomponent=${component}\nunit=${component}.service\npath=/etc/${component}`;

it('finds a host whose change is well, of a run that stopped at the next one, and takes back all that the run did there', async () => {
	const {findLeft, clock, edges, control, story, events} = start({m2: 'confirmed', m1: 'undone asked'}, {m2: [aboutOf('a'), aboutOf('b', 'kube-controller-manager')], m1: [aboutOf('c')]});
	const {unsettled, unfinished} = await findLeft();
	expect(unsettled).toEqual([]);
	expect(unfinished.map(({problem}) => problem)).toEqual([expect.objectContaining({code: 'change-unfinished', subject: 'm2', severity: 'notice', params: {component: 'kube-controller-manager', hosts: ['m1']}})]);
	await clock.run(settleChanges(edges, unfinished, 'undo', control));
	expect(story).toEqual(['m2 undone', 'm2 undone']);
	expect(events.flatMap((event) => (event.type === 'master-progressed' ? [`${event.component} ${event.stage}`] : []))).toEqual(['kube-controller-manager undoing', 'kube-controller-manager undone', 'kube-apiserver undoing', 'kube-apiserver undone']);
});
