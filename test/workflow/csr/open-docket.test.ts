import {expect, onTestFinished, test} from 'vitest';
import {createJudge} from '../../../source/core/csr/judge-csr.ts';
import type {ClusterApi, KubernetesObject} from '../../../source/ports/cluster-api.ts';
import {openDocket} from '../../../source/workflow/csr/open-docket.ts';
import {clientCsr, csrPki, nodeManifest} from '../../support/csr-objects.ts';
import {liveWatch} from '../../support/live-watch.ts';
import {context, nodeObject, nowMs} from '../../support/requests.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

/** A docket in front of watches that the test moves; `told` is what was judged and what is gone, in order. */
const open = (firstLookMs = 0) => {
	const virtual = virtualClock(nowMs);
	let tookMs = 0;
	const clock = {...virtual, nowMs: () => virtual.nowMs() + tookMs};
	const [requests, nodes] = [liveWatch(), liveWatch()];
	const close = new AbortController();
	onTestFinished(() => close.abort());
	const told: string[] = [];
	const docket = openDocket(
		{api: {watch: (path: string, signal: AbortSignal) => (path.endsWith('/nodes') ? nodes : requests).watch(signal)} as unknown as ClusterApi, pki: csrPki(), clock}, // of the port nothing else is used
		{
			createJudge: (live) => {
				tookMs = firstLookMs;
				return createJudge(context({nowMs: clock.nowMs(), siblings: live.siblings, nodeObjects: live.nodes.map(({name, ready}) => nodeObject(name, {ready}))}));
			},
			onJudged: ({csr, judgement}) => told.push(`${csr.raw.uid} ${judgement.verdict}`),
			onGone: ({csr}) => told.push(`${csr.raw.uid} gone`),
			onNode: () => {},
			onConnection: (state) => told.push(state),
			signal: close.signal,
		},
	);
	const put = (item: KubernetesObject): void => requests.tell({type: 'put', item});
	return {clock, docket, requests, nodes, told, put};
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
