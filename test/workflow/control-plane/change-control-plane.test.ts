import {createHash} from 'node:crypto';
import {describe, expect, it} from 'vitest';
import {changeFolder} from '../../../source/core/control-plane/host-change.ts';
import type {MasterPlan} from '../../../source/core/plan/control-plane-plan.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import type {RunEvent} from '../../../source/core/run/event.ts';
import {changeControlPlane, type ControlPlaneChange} from '../../../source/workflow/control-plane/change-control-plane.ts';
import {changingMasters, type MasterTemper} from '../../support/changing-masters.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const planMaster = (name: string, change: Partial<MasterPlan> = {}): MasterPlan => ({
	name,
	address: name,
	holdsVip: false,
	state: 'change',
	files: [],
	components: [
		{
			component: 'kube-apiserver',
			flags: [{flag: 'known', action: 'add', value: '1'}],
			files: [{artifact: 'control-plane-source', path: '/etc/unit', action: 'change', mode: 0o644, owner: 'root:root', isSecret: false, before: 'aa', wasEditedByHand: false, content: 'new'}],
			restart: {how: 'systemd', unit: 'kube-apiserver.service'},
			restartReason: 'changed',
		},
	],
	problems: [],
	...change,
});

/** Changes masters of these tempers in their order. */
const change = async (tempers: Readonly<Record<string, MasterTemper>>, options: {readonly masters?: readonly MasterPlan[]; readonly prove?: ControlPlaneChange['prove']; readonly abortAt?: string; readonly losesVip?: boolean; readonly abouts?: Readonly<Record<string, readonly string[]>>} = {}) => {
	const clock = virtualClock();
	const masters = changingMasters(clock, tempers, options);
	const names = Object.keys(tempers);
	const abort = new AbortController();
	const events: RunEvent[] = [];
	const emit = (event: RunEvent): void => {
		events.push(event);
		if (event.type === 'master-progressed' && `${event.master} ${event.stage}` === options.abortAt) {
			abort.abort();
		}
	};
	const {shell, api} = masters;
	const work = changeControlPlane(
		{api, shell, quietShell: shell, clock},
		{
			plan: {masters: options.masters ?? names.map((name) => planMaster(name)), problems: []},
			targets: new Map(names.map((name) => [name, {name, node: {name, address: name}, endpoint: {host: name, port: 6443}}])),
			findComponent: () => undefined,
			apiServer: {host: 'vip', port: 6443},
			contentOf: () => 'secret row',
			digest,
			tag: 'abc123',
			prove: options.prove ?? (async () => undefined),
		},
		{emit, signal: abort.signal},
	).catch((error: unknown) => error);
	const beganAtMs = clock.nowMs();
	const end = await clock.run(work);
	const stages = events.flatMap((event) => (event.type === 'master-progressed' ? [`${event.master} ${event.stage}`] : []));
	const codes = end instanceof Failure ? end.problems.map(({code, subject}) => `${subject} ${code}`) : [];
	return {end, stages, codes, events, seconds: (clock.nowMs() - beganAtMs) / 1000, ...masters};
};

const wellDone = (name: string): readonly string[] => ['written', 'restarted', 'ready', 'proved', 'changed'].map((stage) => `${name} ${stage}`);

describe('changeControlPlane', () => {
	it('changes one host after the other, and leaves load balancers the time to notice', async () => {
		const {end, stages, story, seconds} = await change({m2: 'well', m1: 'well'});
		expect(end).toEqual({files: 2});
		expect(stages).toEqual([...wellDone('m2'), ...wellDone('m1')]);
		expect(story).toEqual(['m2 begins', 'm2 confirmed', 'm1 begins', 'm1 confirmed']);
		expect(seconds).toBeGreaterThan(10);
	});

	it('numbers its run after those that any host knows of, changed or not, and tells every host the same', async () => {
		const {installed} = await change({m2: 'well', m1: 'well', m3: 'well'}, {masters: [planMaster('m2'), planMaster('m1'), planMaster('m3', {state: 'keep'})], abouts: {m3: ['id=OLD\nrun=R\nnumber=41\nhost=m3\ncomponent=kube-apiserver\nunit=x.service']}});
		for (const host of ['m2', 'm1']) {
			expect(installed.get(host)?.get(`${changeFolder}/about`)).toMatch(/^run=\d{8}T\d{6}Z-abc123\nnumber=42\nhost=m2\nhost=m1$/m);
		}
	});

	it('leaves hosts alone that are to be kept', async () => {
		const {story} = await change({m1: 'well', m2: 'well'}, {masters: [planMaster('m1', {state: 'keep'}), planMaster('m2', {components: []})]});
		expect(story).toEqual([]);
	});

	const troubles: readonly {readonly temper: MasterTemper; readonly says: readonly string[]; readonly story: readonly string[]}[] = [
		{temper: 'ends', says: ['m2 component-ended', 'm2 change-undone', 'm2 change-stopped'], story: ['m2 begins', 'm2 undone']},
		{temper: 'silent', says: ['m2 component-not-ready', 'm2 change-undone', 'm2 change-stopped'], story: ['m2 begins', 'm2 undone']},
		{temper: 'not-ready', says: ['m2 component-not-ready', 'm2 change-undone', 'm2 change-stopped'], story: ['m2 begins', 'm2 undone']},
		{temper: 'stuck', says: ['m2 component-not-ready', 'm2 change-undone', 'm2 change-stopped'], story: ['m2 begins', 'm2 undone']},
		{temper: 'without-effect', says: ['m2 change-without-effect', 'm2 change-undone', 'm2 change-stopped'], story: ['m2 begins', 'm2 undone']},
		{temper: 'refuses', says: ['m2 file-changed-meanwhile', 'm2 change-stopped'], story: ['m2 begins']},
		{temper: 'overtaken', says: ['m2 change-overtaken', 'm2 change-stopped'], story: []},
		{temper: 'taken-over', says: ['m2 change-without-effect', 'm2 change-undo-unknown', 'm2 change-stopped'], story: ['m2 begins']},
		{temper: 'lost', says: ['m2 change-host-lost', 'm2 ssh-connection-lost', 'm2 change-stopped'], story: ['m2 begins']},
	];

	it.each(troubles)('stops at a host that takes it $temper, and touches no other', async ({temper, says, story: expected}) => {
		const {codes, story} = await change({m2: temper, m1: 'well'});
		expect(codes).toEqual(says);
		expect(story).toEqual(expected);
	});

	it("tells the component's own last error", async () => {
		const {events} = await change({m1: 'ends'});
		expect(events).toContainEqual({type: 'master-failed', master: 'm1', component: 'kube-apiserver', problem: expect.objectContaining({code: 'component-ended', cause: 'no such file'})});
	});

	it('names the checks that an API server fails', async () => {
		const {end} = await change({m1: 'not-ready'});
		expect(end instanceof Failure && end.problems[0]).toMatchObject({code: 'component-not-ready', params: {waitsFor: 'checks', checks: ['etcd']}});
	});

	it('takes a change back that has not its effect on that very host', async () => {
		const asked: string[] = [];
		const {codes, story} = await change(
			{m2: 'well', m1: 'well'},
			{
				prove: async ({name, endpoint}) => {
					asked.push(`${name} ${endpoint?.host}`);
					if (name === 'm1') {
						throw new Failure(problem('bootstrap-auth-off', 'cluster', {refusing: ['m1:6443'], accepting: []}));
					}
				},
			},
		);
		expect(asked).toEqual(['m2 m2', 'm1 m1']);
		expect(codes).toEqual(['cluster bootstrap-auth-off', 'm1 change-undone', 'm1 change-stopped']);
		expect(story).toEqual(['m2 begins', 'm2 confirmed', 'm1 begins', 'm1 undone']);
	});

	it('takes the host in hand back when the operator gives up, and says so', async () => {
		const {end, codes, story} = await change({m2: 'well', m1: 'well'}, {abortAt: 'm2 written'});
		expect(end).toMatchObject({kind: 'cancelled'});
		expect(codes).toEqual(['m2 run-cancelled', 'm2 change-undone', 'm2 change-stopped']);
		expect(story).toEqual(['m2 begins', 'm2 undone']);
	});

	it('begins nothing where another API server does not answer, or its own', async () => {
		expect(await change({m1: 'well', m2: 'down'}, {masters: [planMaster('m1')]})).toMatchObject({codes: ['m1 apiservers-down'], story: []});
		expect(await change({m1: 'down', m2: 'well'})).toMatchObject({codes: ['m1 apiserver-unwatchable', 'm2 apiservers-down'], story: []});
	});

	it('says while it lasts, once, and afterwards for how long a load balancer went on sending to the host that restarts', async () => {
		const warned = async (losesVip: boolean): Promise<readonly RunEvent[]> => (await change({m2: 'slow', m1: 'well'}, {losesVip})).events.filter(({type}) => type === 'problem-found');
		expect(await warned(true)).toEqual([
			{type: 'problem-found', problem: expect.objectContaining({code: 'address-lost-now', subject: 'm2', severity: 'notice', params: {address: 'vip:6443'}})},
			{type: 'problem-found', problem: expect.objectContaining({code: 'address-lost-meanwhile', subject: 'm2', severity: 'warning', params: {address: 'vip:6443', seconds: 60}})},
		]);
		expect(await warned(false)).toEqual([]);
	});

	it('puts the token file in place with the API server that reads it, and shows it to nobody', async () => {
		const token = {artifact: 'token-file', path: '/etc/token.csv', action: 'create', mode: 0o600, owner: 'root:root', isSecret: true, before: '', wasEditedByHand: false} as const;
		const {end, events, installed} = await change({m1: 'well'}, {masters: [planMaster('m1', {files: [token]})]});
		expect(end).toEqual({files: 2});
		expect(installed.get('m1')?.get(`${changeFolder}/new-0`)).toBe('secret row');
		expect(installed.get('m1')?.get(`${changeFolder}/perform`)).not.toContain('secret row');
		expect(JSON.stringify(events)).not.toContain('secret row');
	});
});
