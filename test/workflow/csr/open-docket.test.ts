import {expect, onTestFinished, test} from 'vitest';
import {createJudge} from '../../../source/core/csr/judge-csr.ts';
import type {ClusterApi, KubernetesObject} from '../../../source/ports/cluster-api.ts';
import {openDocket} from '../../../source/workflow/csr/open-docket.ts';
import {clientCsr, csrPki, nodeManifest} from '../../support/csr-objects.ts';
import {liveWatch} from '../../support/live-watch.ts';
import {context, nodeObject, nowMs} from '../../support/requests.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

/** A docket in front of watches that the test moves; `told` is what was judged and what is gone, in order. Judging one takes `judgedMs`. */
const open = (firstLookMs = 0, judgedMs = 0) => {
	const virtual = virtualClock(nowMs);
	let tookMs = 0;
	const clock = {...virtual, nowMs: () => virtual.nowMs() + tookMs};
	const [requests, nodes] = [liveWatch(), liveWatch()];
	const close = new AbortController();
	onTestFinished(() => close.abort());
	const told: string[] = [];
	const looks: {readonly judged: number; readonly siblings: number}[] = [];
	let [judged, siblings] = [0, 0];
	const docket = openDocket(
		{api: {watch: (path: string, signal: AbortSignal) => (path.endsWith('/nodes') ? nodes : requests).watch(signal)} as unknown as ClusterApi, pki: csrPki(), clock}, // of the port nothing else is used
		{
			createJudge: (live) => {
				tookMs += firstLookMs;
				siblings = live.siblings.length;
				return createJudge(context({nowMs: clock.nowMs(), siblings: live.siblings, nodeObjects: live.nodes.map(({name, ready}) => nodeObject(name, {ready}))}));
			},
			onJudged: ({csr, judgement}) => {
				judged += 1;
				tookMs += judgedMs;
				told.push(`${csr.raw.uid} ${judgement.verdict}`);
			},
			onLooked: () => {
				looks.push({judged, siblings});
				judged = 0;
			},
			onGone: ({csr}) => told.push(`${csr.raw.uid} gone`),
			onNode: () => {},
			onConnection: (state) => told.push(state),
			signal: close.signal,
		},
	);
	const put = (item: KubernetesObject): void => requests.tell({type: 'put', item});
	return {clock, docket, requests, nodes, told, looks, put};
};

const own = (uid: string): KubernetesObject => clientCsr('node-1', {uid});

test('P15 judges nothing before the Nodes are known', async () => {
	const {clock, docket, requests, nodes, told} = open();
	requests.tell({type: 'synced', items: [own('a')]});
	await clock.advance(10_000);
	expect(told).toEqual([]);
	nodes.tell({type: 'synced', items: [nodeManifest('node-1', 'True')]});
	await clock.run(docket.isOpen);
	expect(told).toEqual(['a REFUSE']);
});

test('judges a request again when its Node appears', async () => {
	const {clock, docket, requests, nodes, told} = open();
	nodes.tell({type: 'synced', items: []});
	requests.tell({type: 'synced', items: [own('a')]});
	await clock.run(docket.isOpen);
	nodes.tell({type: 'put', item: nodeManifest('node-1', 'True')});
	await clock.advance(1000);
	expect(told).toEqual(['a PASS', 'a REFUSE']);
});

test('P2 takes another object of the same name for another request', async () => {
	const {clock, docket, requests, nodes, told, put} = open();
	nodes.tell({type: 'synced', items: []});
	requests.tell({type: 'synced', items: [own('a')]});
	await clock.run(docket.isOpen);
	told.length = 0;
	put(own('b'));
	await clock.advance(1000);
	expect(told[0]).toBe('a gone');
	expect(told[1]).toMatch(/^b /);
});

test('tells of requests that are gone after a list that replaces all', async () => {
	const {clock, docket, requests, nodes, told} = open();
	nodes.tell({type: 'synced', items: []});
	requests.tell({type: 'synced', items: [own('a')]});
	await clock.run(docket.isOpen);
	told.length = 0;
	requests.tell({type: 'disconnected', cause: 'reset'});
	requests.tell({type: 'synced', items: []});
	requests.tell({type: 'connected'});
	await clock.advance(1000);
	expect(told).toEqual(['reconnecting', 'a gone', 'live']);
	expect(docket.requests.judged()).toEqual([]);
});

test('lets no request wait for a long look at others that is long over', async () => {
	const {clock, docket, requests, nodes, told, put} = open(500);
	nodes.tell({type: 'synced', items: []});
	requests.tell({type: 'synced', items: [own('a')]});
	await clock.run(docket.isOpen);
	await clock.advance(2000);
	told.length = 0;
	put(own('b'));
	await clock.advance(50);
	expect(told).toEqual(['a gone', 'b PASS']);
});

const many = (count: number): readonly KubernetesObject[] => Array.from({length: count}, (_, at) => clientCsr(`node-${at + 1}`, {name: `csr-${at}`, uid: `${at}`}));

// One disk, cloned a thousand times: the bytes of a request are its own, and its key is that of the first.
const withOneKey = (objects: readonly KubernetesObject[]): readonly KubernetesObject[] =>
	objects.map((object) => {
		const spec = object['spec'] as {readonly request: string}; // what csr-objects.ts wrote
		const decoded = JSON.parse(Buffer.from(spec.request, 'base64').toString()) as object;
		return {...object, spec: {...spec, request: Buffer.from(JSON.stringify({...decoded, spkiSha256: 'f'.repeat(64)})).toString('base64')}};
	});

test('judges a burst in looks of a thousand at most, and is open when all are judged', async () => {
	const {clock, docket, requests, nodes, told, looks} = open();
	nodes.tell({type: 'synced', items: []});
	requests.tell({type: 'synced', items: many(2500)});
	await clock.run(docket.isOpen);
	expect(told).toHaveLength(2500);
	expect(looks.map(({judged}) => judged)).toEqual([1000, 1000, 500]);
});

test('ends a look when its time is up, and takes the new ones before those judged again', async () => {
	const {clock, docket, requests, nodes, told, looks, put} = open(0, 10);
	nodes.tell({type: 'synced', items: []});
	requests.tell({type: 'synced', items: many(20)});
	await clock.run(docket.isOpen);
	expect(looks.every(({judged}) => judged <= 4)).toBe(true);
	await clock.advance(1000);
	told.length = 0;
	docket.touchAgain('all');
	docket.touchAgain(['csr-3']);
	put(clientCsr('node-99', {name: 'csr-new', uid: 'new'}));
	await clock.advance(2000);
	expect(told).toHaveLength(21);
	expect(told[0]).toMatch(/^new /);
});

test('looks at what is new while much is judged again, without waiting for the pauses of that', async () => {
	const {clock, docket, requests, nodes, told, put} = open(0, 10);
	nodes.tell({type: 'synced', items: []});
	requests.tell({type: 'synced', items: many(20)});
	await clock.run(docket.isOpen);
	await clock.advance(1000);
	told.length = 0;
	docket.touchAgain('all');
	await clock.advance(21);
	expect(told).toHaveLength(4);
	put(clientCsr('node-99', {name: 'csr-new', uid: 'new'}));
	await clock.advance(21);
	expect(told[4]).toMatch(/^new /);
	await clock.advance(2000);
	expect(told).toHaveLength(21);
});

test('P4 judges a thousand requests with one key no more often than twice, and their kin once a look', async () => {
	const {clock, docket, requests, nodes, told, looks, put} = open();
	nodes.tell({type: 'synced', items: []});
	requests.tell({type: 'synced', items: []});
	await clock.run(docket.isOpen);
	withOneKey(many(1500)).forEach(put);
	await clock.advance(2000);
	expect(new Set(told).size).toBe(1500);
	expect(told.length).toBeLessThanOrEqual(3000);
	expect(looks.length).toBeLessThan(8);
	expect(Math.max(...looks.map(({siblings}) => siblings))).toBe(1500);
});
