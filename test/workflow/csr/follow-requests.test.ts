import {expect, test} from 'vitest';
import type {KubernetesObject, WatchEvent} from '../../../source/ports/cluster-api.ts';
import type {Clock} from '../../../source/ports/clock.ts';
import type {Pki} from '../../../source/ports/pki.ts';
import {followRequests, type RequestChange} from '../../../source/workflow/csr/follow-requests.ts';
import {listRequests} from '../../../source/workflow/csr/list-requests.ts';
import {fakeClusterApi} from '../../support/fake-cluster-api.ts';
import {context} from '../../support/requests.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

const object = (name: string, uid: string, status: object = {}, createdAt = '2026-05-04T11:59:55Z'): KubernetesObject => ({
	metadata: {name, uid, resourceVersion: '1', creationTimestamp: createdAt},
	spec: {request: Buffer.from(`request of ${uid}`).toString('base64'), signerName: 'kubernetes.io/kubelet-serving'},
	status,
});

const createPki = (): Pki & {readonly read: string[]} => {
	const read: string[] = [];
	return {
		read,
		readRequest: (request) => {
			read.push(Buffer.from(request).toString());
			return {isReadable: false, defect: {rule: 'P3', code: 'pem', detail: {code: 'cut-off'}}};
		},
		readCertificates: () => [],
		isIssuedBy: () => false,
		sha256: () => '',
	};
};

const follow = async (events: readonly WatchEvent<KubernetesObject>[], pki: Pki, clock: Clock = virtualClock()): Promise<readonly RequestChange[]> => {
	const changes: RequestChange[] = [];
	for await (const change of followRequests({api: fakeClusterApi({watches: {[path]: events}}), pki, clock, signal: new AbortController().signal})) {
		changes.push(change);
	}
	return changes;
};

test('tells every change in order, with requests read', async () => {
	const changes = await follow(
		[{type: 'synced', items: [object('a', '1')]}, {type: 'put', item: object('b', '2')}, {type: 'disconnected', cause: 'reset'}, {type: 'connected'}, {type: 'gone', name: 'a'}],
		createPki(),
	);
	expect(changes.map(({type}) => type)).toEqual(['synced', 'put', 'disconnected', 'connected', 'gone']);
	expect(changes[1]).toMatchObject({csr: {raw: {name: 'b', uid: '2'}, reading: {isReadable: false}}});
});

test('decodes a request once while it lives, and again when another takes its name', async () => {
	const pki = createPki();
	await follow(
		[
			{type: 'synced', items: [object('a', '1')]},
			{type: 'put', item: object('a', '1', {conditions: [{type: 'Approved', status: 'True'}]})},
			{type: 'synced', items: [object('a', '1')]},
			{type: 'put', item: object('a', '2')},
			{type: 'gone', name: 'a'},
			{type: 'put', item: object('a', '2')},
		],
		pki,
	);
	expect(pki.read).toEqual(['request of 1', 'request of 2', 'request of 2']);
});

test('reads a long list in short slices', async () => {
	const pki = createPki();
	const readBefore: number[] = [];
	const clock: Clock = {
		// Ten milliseconds a request.
		nowMs: () => 10 * pki.read.length,
		sleep: async () => void readBefore.push(pki.read.length),
	};
	const [change] = await follow([{type: 'synced', items: Array.from({length: 10}, (_, at) => object(`csr-${at}`, `${at}`))}], pki, clock);
	expect(change).toMatchObject({type: 'synced', requests: Array.from({length: 10}, (_, at) => ({raw: {name: `csr-${at}`}}))});
	expect(readBefore).toEqual([3, 6, 9]);
});

test('lists requests from old to new, judged among each other', async () => {
	const api = fakeClusterApi({lists: {[path]: [object('new', '2'), object('old', '1', {}, '2026-05-04T11:00:00Z')]}});
	const seen: string[][] = [];
	const requests = await listRequests({api, pki: createPki()}, (siblings) => {
		seen.push(siblings.map(({raw}) => raw.name));
		return context({siblings});
	});
	expect(requests.map(({judgement}) => `${judgement.name} ${judgement.verdict}`)).toEqual(['old REFUSE', 'new REFUSE']);
	expect(seen).toEqual([['old', 'new']]);
});
