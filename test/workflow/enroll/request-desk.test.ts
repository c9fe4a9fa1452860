import {afterEach, expect, test} from 'vitest';
import type {NodeObject} from '../../../source/core/facts/cluster-facts.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import type {Decision} from '../../../source/core/record/record.ts';
import type {RunEvent} from '../../../source/core/run/event.ts';
import type {ApiResponse, KubernetesObject} from '../../../source/ports/cluster-api.ts';
import {type DeskOptions, openRequestDesk} from '../../../source/workflow/enroll/request-desk.ts';
import {clientCsr, csrPki, nodeManifest, servingCsr} from '../../support/csr-objects.ts';
import {type ExpectedCall, fakeClusterApi} from '../../support/fake-cluster-api.ts';
import {liveWatch} from '../../support/live-watch.ts';
import {context, nodeObject, nowMs, token} from '../../support/requests.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const csrs = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const nameOf = (object: KubernetesObject): string => object.metadata.name;

const put = (object: KubernetesObject, answer: ApiResponse | Error = {status: 200, body: {}}): ExpectedCall => ({method: 'PUT', path: `${csrs}/${nameOf(object)}/approval`, answer});
const approval = (object: KubernetesObject): readonly ExpectedCall[] => [put(object)];
const status = (code: number, message = ''): ApiResponse => ({status: code, body: {message}});
const noAnswer = new Failure(problem('address-timeout', 'x', {host: 'x', port: 1, timeoutMs: 1}));

const tokens = ['node-1', 'node-2'].map((node) => ({...token, node, extraGroups: ['system:bootstrappers:kubenroll', `system:bootstrappers:kubenroll:node:${node}`]}));
const describe = ({name, ready, addresses}: NodeObject): ReturnType<typeof nodeObject> => nodeObject(name, {ready, addresses: addresses.map(({address}) => address)});

// A desk that met a call which the test does not expect has closed with it.
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
	await Promise.all(opened.splice(0).map(async (end) => end()));
});

/** A desk at work on node-1, in front of watches that the test moves. After the test it has to be whole and all calls made. */
const openDesk = (calls: readonly ExpectedCall[], change: Partial<DeskOptions> = {}) => {
	const clock = virtualClock(nowMs);
	const [requests, nodes] = [liveWatch(), liveWatch()];
	const script = fakeClusterApi({calls});
	const api = {...script, watch: (path: string, signal: AbortSignal) => (path === csrs ? requests : nodes).watch(signal)};
	const events: RunEvent[] = [];
	const decisions: Decision[] = [];
	const close = new AbortController();
	let contexts = 0;
	const desk = openRequestDesk(
		{api, pki: csrPki(), clock},
		{
			nodes: new Set(['node-1']),
			judgeContext: (live) => {
				contexts += 1;
				return context({nowMs: clock.nowMs(), runStartedMs: nowMs, siblings: live.siblings, approvedInRun: live.approved, nodeObjects: live.nodes.map(describe), tokens: tokens.filter(({node}) => node === 'node-1')});
			},
			approvesPassing: true,
			planId: 'plan',
			operator: 'me@here',
			recordDecision: async (decision) => {
				decisions.push(decision);
			},
			...change,
		},
		{emit: (event) => events.push(event), signal: close.signal, cutOff: close.signal},
	);
	opened.push(async () => {
		close.abort();
		await clock.run(desk.closed);
		expect(script.unused()).toEqual([]);
	});
	const put = (...objects: readonly KubernetesObject[]): void => objects.forEach((item) => requests.tell({type: 'put', item}));
	return {
		clock, desk, requests, nodes, events, decisions, put, api,
		contexts: () => contexts,
		close: () => close.abort(),
		open: async (...objects: readonly KubernetesObject[]) => {
			nodes.tell({type: 'synced', items: []});
			requests.tell({type: 'synced', items: objects});
			await clock.run(desk.isOpen);
		},
		verdicts: () => events.flatMap((event) => (event.type === 'request-observed' ? [`${event.request.name} ${event.request.state} ${event.request.verdict}`] : [])),
		states: (node: string) => desk.requestsOf(node).map(({name, state, verdict}) => `${name} ${state} ${verdict}`),
	};
};

const client = clientCsr('node-1');

test('approves a request that passes, once, tells it and writes it down', async () => {
	const given = openDesk(approval(client));
	await given.open();
	given.put(client);
	await given.clock.advance(100);
	// The watch may be behind; a heartbeat of the Node, or the same object again, must not lead to a second approval.
	given.put(client);
	given.nodes.tell({type: 'put', item: nodeManifest('node-1')});
	await given.clock.advance(10_000);
	expect(given.events.filter(({type}) => type === 'request-decided')).toEqual([{type: 'request-decided', request: nameOf(client), node: 'node-1', decision: 'approved', by: 'kubenroll'}]);
	expect(given.decisions).toMatchObject([{request: nameOf(client), node: 'node-1', decision: 'approved', verdict: 'PASS', plan: 'plan', operator: 'me@here'}]);
});

test('approves nothing where people do', async () => {
	const given = openDesk([], {approvesPassing: false});
	await given.open();
	given.put(client);
	await given.clock.advance(10_000);
	expect(given.verdicts()).toEqual([`${nameOf(client)} pending PASS`]);
});

test('tells the request of a node that it does not work on, and never approves it', async () => {
	const given = openDesk([], {nodes: new Set(['node-2'])});
	await given.open();
	given.put(client);
	await given.clock.advance(10_000);
	expect(given.verdicts()).toEqual([`${nameOf(client)} pending PASS`]);
});

test('a request that changed meanwhile is judged again, and approved as it is now', async () => {
	const newer = clientCsr('node-1', {resourceVersion: '2'});
	const given = openDesk([put(client, status(409)), ...approval(newer)]);
	await given.open();
	given.put(client);
	await given.clock.advance(100);
	expect(given.decisions).toEqual([]);
	given.put(newer);
	await given.clock.advance(10_000);
	expect(given.decisions).toHaveLength(1);
});

test('a conflict on the approval itself is judged again too', async () => {
	const given = openDesk([put(client, status(409)), ...approval(client)]);
	await given.open();
	given.put(client);
	await given.clock.advance(10_000);
});

test.each<[string, ApiResponse | Error]>([
	['no answer comes', noAnswer],
	['the API server has too much to do', status(429)],
	['the API server is restarting', status(503)],
	['etcd has no leader', status(500)],
])('tries again in a moment where %s, though the watch tells nothing new', async (_title, answer) => {
	const given = openDesk([put(client, answer), ...approval(client)]);
	await given.open();
	given.put(client);
	await given.clock.advance(1000);
	expect(given.decisions).toEqual([]);
	await given.clock.advance(2000);
	expect(given.decisions).toHaveLength(1);
	expect(given.desk.problemOf('node-1')).toBeUndefined();
});

test('a missing right is the problem of the node, and is not asked for again', async () => {
	const given = openDesk([put(client, status(403, 'no approve on signerName'))]);
	await given.open();
	given.put(client);
	await given.clock.advance(100);
	const mark = given.desk.news.mark('node-1');
	expect(given.desk.problemOf('node-1')).toMatchObject({code: 'decision-forbidden', subject: 'node-1'});
	expect(given.desk.problemOf('node-2')).toBeUndefined();
	expect(mark).toBeGreaterThan(0);
});

test('what somebody else decided or deleted first is left to the watch', async () => {
	const given = openDesk([put(client, status(409)), put(servingCsr('node-1'), status(404))]);
	await given.open();
	given.put(client);
	await given.clock.advance(100);
	given.put(clientCsr('node-1', {conditions: [{type: 'Denied'}]}));
	given.nodes.tell({type: 'put', item: nodeManifest('node-1')});
	given.put(servingCsr('node-1'));
	await given.clock.advance(10_000);
	expect(given.decisions).toEqual([]);
	expect(given.desk.problemOf('node-1')).toBeUndefined();
});

test('judges nothing before it knows the Nodes, or a name that is taken would pass', async () => {
	const given = openDesk([]);
	given.requests.tell({type: 'synced', items: [clientCsr('node-1')]});
	await given.clock.advance(10_000);
	expect(given.verdicts()).toEqual([]);
	given.nodes.tell({type: 'synced', items: [nodeManifest('node-1', 'True')]});
	await given.clock.run(given.desk.isOpen);
	expect(given.states('node-1')).toEqual([`${nameOf(client)} pending REFUSE`]);
});

test('knows what was there before when it opens', async () => {
	const given = openDesk([]);
	await given.open(clientCsr('node-1', {isIssued: true}));
	expect(given.states('node-1')).toEqual([`${nameOf(client)} issued DECIDED`]);
});

test('judges the requests of a node again when its Node appears or changes, and those of no other', async () => {
	const serving = servingCsr('node-1');
	const given = openDesk(approval(serving));
	await given.open();
	given.put(serving, servingCsr('node-2'));
	await given.clock.advance(100);
	expect(given.states('node-1')).toEqual([`${nameOf(serving)} pending ASK`]);
	given.nodes.tell({type: 'put', item: nodeManifest('node-1')});
	await given.clock.advance(100);
	expect(given.verdicts().filter((line) => line.includes('PASS'))).toEqual([`${nameOf(serving)} pending PASS`]);
	const before = given.contexts();
	given.nodes.tell({type: 'put', item: nodeManifest('node-1')});
	await given.clock.advance(100);
	expect(given.contexts()).toBe(before);
});

test('a second request of the node passes no more once the first was approved', async () => {
	const second = clientCsr('node-1', {name: 'csr-zzzzz'});
	const given = openDesk(approval(client));
	await given.open();
	given.put(client);
	await given.clock.advance(100);
	given.put(second);
	await given.clock.advance(100);
	expect(given.states('node-1').at(-1)).toBe('csr-zzzzz pending ASK');
});

test('a list that replaces everything loses neither judgements nor what was issued', async () => {
	const issued = clientCsr('node-1', {isIssued: true});
	const given = openDesk([]);
	await given.open(issued, clientCsr('node-2'));
	given.requests.tell({type: 'disconnected', cause: '410 Gone'});
	given.requests.tell({type: 'connected'});
	// Kubernetes deletes issued requests after an hour, and people sooner.
	given.requests.tell({type: 'synced', items: [servingCsr('node-1')]});
	await given.clock.settle();
	expect(given.states('node-1')).toEqual([`${nameOf(issued)} issued DECIDED`]);
	await given.clock.advance(100);
	expect(given.states('node-1')).toEqual([`${nameOf(issued)} issued DECIDED`, `${nameOf(servingCsr('node-1'))} pending ASK`]);
	expect(given.states('node-2')).toEqual([]);
	expect(given.events.filter(({type}) => type === 'connection-changed')).toMatchObject([{state: 'reconnecting', cause: '410 Gone'}, {state: 'live'}]);
});

test('a request that another took the name of is another request', async () => {
	const given = openDesk([], {approvesPassing: false});
	await given.open(clientCsr('node-1', {isIssued: true, uid: 'old'}));
	given.put(clientCsr('node-1', {uid: 'new'}));
	await given.clock.advance(100);
	expect(given.states('node-1')).toEqual([`${nameOf(client)} issued DECIDED`, `${nameOf(client)} pending PASS`]);
});

test('a deleted request is gone, and its node hears of it', async () => {
	const given = openDesk([], {approvesPassing: false});
	await given.open(client);
	const mark = given.desk.news.mark('node-1');
	given.requests.tell({type: 'gone', name: nameOf(client)});
	await given.clock.settle();
	expect(given.states('node-1')).toEqual([]);
	expect(given.desk.news.mark('node-1')).toBeGreaterThan(mark);
});

test('a flood is judged in a few looks, and tells each request once', async () => {
	const given = openDesk([]);
	await given.open();
	const flood = Array.from({length: 2000}, (_, index) => clientCsr('node-7', {name: `csr-${index.toString(36).padStart(5, '0')}`}));
	given.put(...flood);
	await given.clock.advance(100);
	given.put(...flood);
	await given.clock.advance(100);
	// A look at nothing, and then of each two thousand in turn a thousand.
	expect(given.contexts()).toBeLessThanOrEqual(5);
	expect(given.verdicts()).toHaveLength(2000);
});

test('closes by itself when requests may no longer be watched, before it is open too', async () => {
	const given = openDesk([]);
	const forbidden = new Failure(problem('cluster-forbidden', 'cluster', {doing: 'watch', user: 'me'}));
	given.requests.fail(forbidden);
	await expect(given.clock.run(given.desk.isOpen)).rejects.toBe(forbidden);
	await expect(given.desk.closed).rejects.toBe(forbidden);
	opened.pop();
});

test('closes by itself when a decision cannot be written down', async () => {
	const full = new Failure(problem('local-no-space', 'x', {path: 'x'}));
	const given = openDesk(approval(client), {
		recordDecision: async () => {
			throw full;
		},
	});
	await given.open();
	given.put(client);
	await expect(given.clock.run(given.desk.closed)).rejects.toBe(full);
	opened.pop();
});

test('when it is closed, an approval under way is waited for, and written down', async () => {
	const written = Promise.withResolvers<void>();
	const given = openDesk(approval(client), {recordDecision: async () => written.promise});
	await given.open();
	given.put(client);
	await given.clock.advance(100);
	given.close();
	let isClosed = false;
	void given.desk.closed.then(() => {
		isClosed = true;
	});
	await given.clock.settle();
	expect(isClosed).toBe(false);
	written.resolve();
	await given.desk.closed;
});

test('nothing further is judged once it is closed', async () => {
	const given = openDesk([]);
	await given.open();
	given.put(client);
	given.close();
	await given.clock.run(given.desk.closed);
	await given.clock.advance(10_000);
	expect(given.verdicts()).toEqual([]);
});

test('a request that somebody else files in the name of a node is told, and is none of the node', async () => {
	const given = openDesk([]);
	await given.open();
	given.put(clientCsr('node-1', {name: 'csr-thief', tokenId: 'thief1', groups: ['system:bootstrappers:kubenroll', 'system:bootstrappers:kubenroll:node:node-2']}));
	await given.clock.advance(100);
	expect(given.verdicts()).toEqual(['csr-thief pending REFUSE']);
	expect(given.states('node-1')).toEqual([]);
});
