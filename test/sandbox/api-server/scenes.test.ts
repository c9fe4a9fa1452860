// What scenes do to a server, as its clients see it.
import {once} from 'node:events';
import {request} from 'node:https';
import {connect} from 'node:net';
import {expect, test} from 'vitest';
import type {WatchEvent, KubernetesObject} from '../../../source/ports/cluster-api.ts';
import {openPractice, kubeletRequest} from './open-practice.ts';

const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const noControllers = {controllers: {approves: false, signs: false}};

/** Follows the requests, one step at a time. */
const follow = (api: Awaited<ReturnType<Awaited<ReturnType<typeof openPractice>>['connect']>>) => {
	const stop = new AbortController();
	const events = api.watch(requests, stop.signal)[Symbol.asyncIterator]();
	const next = async (): Promise<string> => {
		const {value}: IteratorResult<WatchEvent<KubernetesObject>> = await events.next();
		switch (value?.type) {
			case 'synced': return `synced ${value.items.length}`;
			case 'put': return `put ${value.item.metadata.name}`;
			default: return String(value?.type);
		}
	};
	return {next, stop: () => stop.abort()};
};

test('a server that goes away waits for nobody in the middle of a handshake', async () => {
	await using practice = await openPractice(noControllers);
	const {host, port} = practice.server.vip;
	const socket = connect(port, host);
	socket.on('error', () => undefined);
	const closed = once(socket, 'close');
	await once(socket, 'connect');
	// An answer shows that the server has taken what came before.
	await (await practice.connect()).call('GET', requests);
	await practice.server.refuse();
	await closed;
});

test('a watch that is broken off goes on where it was', async () => {
	await using practice = await openPractice(noControllers);
	const watch = follow(await practice.connect());
	expect(await watch.next()).toBe('synced 0');
	practice.server.put('certificatesigningrequests', kubeletRequest('csr-a'));
	expect(await watch.next()).toBe('put csr-a');
	practice.server.dropWatches();
	practice.server.put('certificatesigningrequests', kubeletRequest('csr-b'));
	expect([await watch.next(), await watch.next(), await watch.next()]).toEqual(['disconnected', 'connected', 'put csr-b']);
	practice.server.dropWatches('ended');
	practice.server.put('certificatesigningrequests', kubeletRequest('csr-c'));
	expect(await watch.next()).toBe('put csr-c');
	watch.stop();
});

test('a watch whose version is forgotten starts with a new list', async () => {
	await using practice = await openPractice(noControllers);
	const watch = follow(await practice.connect());
	expect(await watch.next()).toBe('synced 0');
	practice.server.put('certificatesigningrequests', kubeletRequest('csr-a'));
	expect(await watch.next()).toBe('put csr-a');
	practice.server.dropWatches('ended');
	practice.server.put('certificatesigningrequests', kubeletRequest('csr-b'));
	practice.server.forgetHistory();
	expect(await watch.next()).toBe('synced 2');
	watch.stop();
});

test('a page of a list that is forgotten is 410, with a way to go on', async () => {
	await using practice = await openPractice(noControllers);
	const api = await practice.connect();
	for (const name of ['csr-a', 'csr-b', 'csr-c']) {
		practice.server.put('certificatesigningrequests', kubeletRequest(name));
	}
	const first = (await api.call('GET', `${requests}?limit=1`)).body as {readonly metadata: {readonly continue: string}};
	practice.server.forgetHistory();
	const second = await api.call('GET', `${requests}?limit=1&continue=${encodeURIComponent(first.metadata.continue)}`);
	expect([second.status, second.body]).toMatchObject([410, {reason: 'Expired', message: expect.stringMatching(/^The provided continue parameter is too old to display a consistent list result\./)}]);
	const token = (second.body as typeof first).metadata.continue;
	const third = await api.call('GET', `${requests}?limit=1&continue=${encodeURIComponent(token)}`);
	expect(third).toMatchObject({status: 200, body: {items: [{metadata: {name: 'csr-b'}}]}});
});

test('a server that is restarted refuses, then serves the same on the same port', async () => {
	await using practice = await openPractice(noControllers);
	const api = await practice.connect();
	practice.server.put('certificatesigningrequests', kubeletRequest('csr-a'));
	await practice.server.refuse();
	await expect(api.call('GET', '/version')).rejects.toMatchObject({problems: [{code: 'address-refused'}]});
	await practice.server.serve();
	expect((await api.list(requests)).map(({metadata}) => metadata.name)).toEqual(['csr-a']);
	await practice.server.restart();
	expect((await api.call('GET', '/readyz')).body).toBe('ok');
});

test('a slow server answers late, a full one says when to come back', async () => {
	await using practice = await openPractice(noControllers);
	const api = await practice.connect();
	await practice.server.serve({latencyMs: 80});
	const beganMs = performance.now();
	await api.call('GET', '/version');
	expect(performance.now() - beganMs).toBeGreaterThanOrEqual(79);
	await practice.server.serve({isOverloaded: true});
	expect(await api.call('GET', '/version')).toMatchObject({status: 429, body: 'Too many requests, please try again later.'});
	await practice.server.serve();
	expect((await api.call('GET', '/version')).status).toBe(200);
});

test('masters differ in what they take for credentials, and the VIP is one of them', async () => {
	await using practice = await openPractice({...noControllers, masters: [{}, {hasBootstrapTokens: false, tokenFile: ['abc,kubelet,1,"system:bootstrappers"']}]});
	const {masters, vip} = practice.server;
	const api = await practice.connect();
	practice.server.put('secrets', {metadata: {name: 'bootstrap-token-abcdef', namespace: 'kube-system'}, type: 'bootstrap.kubernetes.io/token', stringData: {'token-id': 'abcdef', 'token-secret': '0123456789abcdef', 'usage-bootstrap-authentication': 'true'}});
	const ask = async (token: string) => Promise.all([...masters, vip].map(async ({host, port}) => (await api.call('GET', '/api', undefined, {token, server: {host, port}})).status));
	expect(await ask('abcdef.0123456789abcdef')).toEqual([200, 401, 200]);
	expect(await ask('abc')).toEqual([401, 200, 401]);
	practice.server.moveVip(1);
	expect(await ask('abc')).toEqual([401, 200, 200]);
	masters[1]?.setFlags({hasBootstrapTokens: true});
	expect(await ask('abcdef.0123456789abcdef')).toEqual([200, 200, 200]);
	expect(await ask(practice.server.serviceAccountToken('kube-system', 'operator'))).toEqual([200, 200, 200]);
});

test('a certificate that has run out, or is another authority\'s, is nobody\'s', async () => {
	await using practice = await openPractice(noControllers);
	const elsewhere = await openPractice(noControllers);
	const stranger = await elsewhere.server.clientAuthority.issueClient({user: 'kubernetes-admin', groups: ['system:masters']});
	await elsewhere[Symbol.asyncDispose]();
	const statusOf = async (pair: {readonly certificate: string; readonly key: string}) => {
		const {promise, resolve, reject} = Promise.withResolvers<number | undefined>();
		request({host: '127.0.0.1', port: practice.server.vip.port, path: '/version', ca: practice.server.caPem, cert: pair.certificate, key: pair.key, agent: false}, (message) => resolve(message.resume().statusCode)).on('error', reject).end();
		return promise;
	};
	expect(await statusOf(stranger)).toBe(401);
	expect(await statusOf(await practice.server.clientAuthority.issueClient({user: 'a'}, -60_000))).toBe(401);
	expect(await statusOf(await practice.server.clientAuthority.issueClient({user: 'a'}))).toBe(200);
});

test('a scene puts objects in whomever\'s name, and a node\'s status where it belongs', async () => {
	await using practice = await openPractice(noControllers);
	const intruder = {user: 'system:bootstrap:abcdef', groups: ['system:bootstrappers']};
	expect(practice.server.put('certificatesigningrequests', kubeletRequest('csr-a'), {as: intruder})['spec']).toMatchObject({username: 'system:bootstrap:abcdef', groups: ['system:bootstrappers', 'system:authenticated']});
	practice.server.put('nodes', {metadata: {name: 'node-1'}});
	const ready = {conditions: [{type: 'Ready', status: 'True'}]};
	practice.server.put('nodes', {metadata: {name: 'node-1'}, status: ready});
	expect(practice.server.get('nodes', 'node-1')?.['status']).toBeUndefined();
	practice.server.put('nodes', {metadata: {name: 'node-1'}, status: ready}, {subresource: 'status'});
	expect(practice.server.get('nodes', 'node-1')?.['status']).toEqual(ready);
	expect(() => practice.server.put('nodes', {metadata: {name: 'Node_1'}})).toThrow('Node "Node_1" is invalid: metadata.name');
});
