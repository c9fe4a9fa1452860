import {once} from 'node:events';
import {createServer as createHttpServer} from 'node:http';
import {type AddressInfo, createServer as createTcpServer} from 'node:net';
import {afterAll, beforeEach, expect, test} from 'vitest';
import {openCluster} from '../../../source/adapters/kubernetes/open-cluster.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {type Respond, sendJson, startApiServer} from '../../support/api-server.ts';
import {makeAuthority} from '../../support/certificates.ts';
import {kubeconfigOf, openFolder} from './kubeconfig-folder.ts';

const authority = makeAuthority('kubernetes');
const stranger = makeAuthority('stranger');
const day = 24 * 60 * 60 * 1000;
const serving = authority.issue({commonName: 'kube-apiserver', ipAddresses: ['127.0.0.1'], dnsNames: ['kubernetes.default.svc']});
let respond: Respond = (_request, response) => sendJson(response, {});
const api = await startApiServer(serving, authority.certificate, (request, response) => respond(request, response));
const folder = openFolder();
afterAll(async () => {
	folder[Symbol.dispose]();
	await api[Symbol.asyncDispose]();
});
beforeEach(() => {
	api.seen.length = 0;
});

const openAt = (server: string) => openCluster({kubeconfig: folder.write('config', kubeconfigOf({server, caPem: authority.certificate, user: {token: 'admin'}})), env: {}, home: folder.path});
const cluster = await openAt(`https://127.0.0.1:${api.port}`);
afterAll(() => cluster.close());
const problemsOf = async (call: Promise<unknown>) => {
	const failure = await call.then(() => undefined, (error: unknown) => error);
	expect(failure).toBeInstanceOf(Failure);
	return (failure as Failure).problems;
};

test('resolves with any status, the JSON as it is, and the server\'s time', async () => {
	respond = (_request, response) => sendJson(response, {kind: 'Status', message: 'no'}, 409, {date: 'Sun, 22 Nov 2026 23:00:00 GMT'});
	expect(await cluster.call('PUT', '/a', {b: 1})).toEqual({status: 409, body: {kind: 'Status', message: 'no'}, serverTimeMs: Date.UTC(2026, 10, 22, 23)});
	expect(api.seen).toMatchObject([{method: 'PUT', path: '/a', body: '{"b":1}', authorization: 'Bearer admin'}]);
});

test('reads again where the server has closed a kept connection meanwhile, and sends nothing twice that changes something', async () => {
	const served = new WeakSet<object>();
	respond = (_request, response) => {
		const socket = response.socket;
		if (socket !== null && served.has(socket)) {
			socket.destroy();
		} else {
			served.add(socket ?? {});
			sendJson(response, {});
		}
	};
	const fresh = await openAt(`https://127.0.0.1:${api.port}`);
	expect([(await fresh.call('GET', '/a')).status, (await fresh.call('GET', '/b')).status]).toEqual([200, 200]);
	expect(api.seen.map(({path}) => path)).toEqual(['/a', '/b', '/b']);
	expect(await problemsOf(fresh.call('PUT', '/c', {}))).toMatchObject([{code: 'address-reset'}]);
	expect(api.seen.map(({path}) => path)).toEqual(['/a', '/b', '/b', '/c']);
	fresh.close();
});

test('has many calls share eight connections', async () => {
	const sockets = new Set<unknown>();
	respond = (_request, response) => {
		sockets.add(response.socket);
		sendJson(response, {});
	};
	const fresh = await openAt(`https://127.0.0.1:${api.port}`);
	const answers = await Promise.all(Array.from({length: 100}, async (_each, index) => fresh.call('GET', `/${index}`)));
	fresh.close();
	expect(answers.every(({status}) => status === 200)).toBe(true);
	expect(sockets.size).toBe(8);
});

test('ends calls that still wait for a connection when they are cancelled, and dials for none of them', async () => {
	const sockets = new Set<unknown>();
	const eight = Promise.withResolvers<void>();
	respond = (_request, response) => {
		sockets.add(response.socket);
		if (sockets.size === 8) {
			eight.resolve();
		}
	};
	const fresh = await openAt(`https://127.0.0.1:${api.port}`);
	const cancel = new AbortController();
	const calls = Array.from({length: 20}, async (_each, index) => problemsOf(fresh.call('GET', `/${index}`, undefined, {signal: cancel.signal})));
	await eight.promise;
	cancel.abort();
	expect(await Promise.all(calls)).toEqual(calls.map(() => []));
	// A call of now is served over a ninth connection: what waited left no connection behind, and no place taken.
	respond = (_request, response) => {
		sockets.add(response.socket);
		sendJson(response, {});
	};
	expect((await fresh.call('GET', '/after')).status).toBe(200);
	expect([sockets.size, api.seen.length]).toEqual([9, 9]);
	fresh.close();
});

test('reads every page of a list', async () => {
	respond = ({query}, response) => {
		const page = Number(query.get('continue') ?? 0);
		sendJson(response, {metadata: {resourceVersion: '7', continue: page < 2 ? String(page + 1) : ''}, items: [{metadata: {name: `n${page}`}}]});
	};
	expect((await cluster.list('/api/v1/nodes?labelSelector=a')).map(({metadata}) => metadata.name)).toEqual(['n0', 'n1', 'n2']);
	expect(api.seen.map(({query}) => [query.get('limit'), query.get('labelSelector')])).toEqual([['500', 'a'], ['500', 'a'], ['500', 'a']]);
});

test('starts a list again whose pages ran out, and holds nothing twice', async () => {
	let hasExpired = false;
	respond = ({query}, response) => {
		if (query.get('continue') === null) {
			sendJson(response, {metadata: {continue: '1'}, items: [{metadata: {name: 'a'}}]});
		} else if (hasExpired) {
			sendJson(response, {metadata: {}, items: [{metadata: {name: 'b'}}]});
		} else {
			hasExpired = true;
			sendJson(response, {kind: 'Status', reason: 'Expired'}, 410);
		}
	};
	expect((await cluster.list('/a')).map(({metadata}) => metadata.name)).toEqual(['a', 'b']);
});

test.each([
	[401, 'cluster-unauthorized'],
	[403, 'cluster-forbidden'],
	[404, 'cluster-not-found'],
	[500, 'cluster-call-failed'],
])('rejects a list that is answered with %i', async (status, code) => {
	respond = (_request, response) => sendJson(response, {message: 'because \u001B[2J'}, status);
	expect(await problemsOf(cluster.list('/a'))).toMatchObject([{code, cause: 'because \\x1b[2J'}]);
});

test('refuses an answer that says it is JSON and is not, and a list that is no list', async () => {
	respond = (_request, response) => response.writeHead(200, {'content-type': 'application/json'}).end('{"a":');
	expect(await problemsOf(cluster.call('GET', '/a'))).toMatchObject([{code: 'cluster-answer-unreadable', params: {detail: 'not-json'}}]);
	respond = (_request, response) => response.writeHead(200, {'content-type': 'text/html'}).end('<html>sign in</html>');
	expect(await problemsOf(cluster.list('/a'))).toMatchObject([{code: 'cluster-answer-unreadable', params: {detail: 'unexpected-shape'}}]);
});

test('gives up on a body that never ends', async () => {
	respond = (_request, response) => response.writeHead(200, {'content-type': 'application/json'}).write('{');
	expect(await problemsOf(cluster.call('GET', '/a', undefined, {timeoutMs: 50}))).toMatchObject([{code: 'address-timeout', params: {timeoutMs: 50}}]);
});

test('ends a call when its signal aborts, as cancelled', async () => {
	const controller = new AbortController();
	respond = () => controller.abort();
	await expect(cluster.call('GET', '/a', undefined, {signal: controller.signal})).rejects.toMatchObject({name: 'Failure', kind: 'cancelled', problems: []});
});

test('names a connection that is cut before the answer, and sends nothing twice that may change something', async () => {
	respond = (_request, response) => response.socket?.destroy();
	expect(await problemsOf(cluster.call('POST', '/a', {}))).toMatchObject([{code: 'address-reset'}]);
	expect(api.seen).toHaveLength(1);
});

test('asks whether each permission is there and keeps their order', async () => {
	respond = ({body}, response) => {
		const {spec} = JSON.parse(body) as {spec: {resourceAttributes: {resource: string; subresource?: string}}};
		sendJson(response, {status: {allowed: spec.resourceAttributes.subresource === 'approval'}}, 201);
	};
	const permissions = Array.from({length: 20}, (_, index) => ({verb: 'update', group: 'g', resource: index === 13 ? 'r/approval' : `r${index}`, neededFor: 'plan'}) as const);
	const answers = await cluster.review(permissions);
	expect(answers.map(({resource}) => resource)).toEqual(permissions.map(({resource}) => resource));
	expect(answers.flatMap(({isAllowed}, index) => (isAllowed ? [index] : []))).toEqual([13]);
});

test('dials an API server by its own address though its certificate names only the cluster', async () => {
	await using endpoint = await startApiServer(authority.issue({commonName: 'a', dnsNames: ['kubernetes.default.svc']}), authority.certificate, (_request, response) => sendJson(response, 'second'));
	expect((await cluster.call('GET', '/', undefined, {server: {host: '127.0.0.1', port: endpoint.port}, token: 't'})).body).toBe('second');
});

test('sends no token to an endpoint that only a node\'s certificate vouches for', async () => {
	await using endpoint = await startApiServer(authority.issue({commonName: 'system:node:n1', dnsNames: ['n1']}), authority.certificate, (_request, response) => sendJson(response, {}));
	expect(await problemsOf(cluster.call('GET', '/', undefined, {server: {host: '127.0.0.1', port: endpoint.port}, token: 't'}))).toMatchObject([{code: 'address-unnamed'}]);
	expect(endpoint.seen).toEqual([]);
});

test.each([
	['signed by somebody else', stranger.issue({commonName: 'a', ipAddresses: ['127.0.0.1']}), 'address-untrusted', {expected: ['CN=kubernetes']}],
	['for another name', authority.issue({commonName: 'a', dnsNames: ['m1'], ipAddresses: ['10.0.0.1']}), 'address-unnamed', {names: ['m1', '10.0.0.1']}],
	['that has expired', authority.issue({commonName: 'a', ipAddresses: ['127.0.0.1'], fromMs: -2 * day, untilMs: -day}), 'address-expired', {}],
	['not valid yet', authority.issue({commonName: 'a', ipAddresses: ['127.0.0.1'], fromMs: day}), 'address-not-yet-valid', {}],
])('refuses a server with a certificate %s', async (_title, pair, code, params) => {
	await using other = await startApiServer(pair, authority.certificate, (_request, response) => sendJson(response, {}));
	const target = await openAt(`https://127.0.0.1:${other.port}`);
	expect(await problemsOf(target.call('GET', '/'))).toMatchObject([{code, params}]);
	expect(other.seen).toEqual([]);
	target.close();
});

test('verifies though the environment says not to', async () => {
	await using other = await startApiServer(stranger.issue({commonName: 'a', ipAddresses: ['127.0.0.1']}), authority.certificate, (_request, response) => sendJson(response, {}));
	const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
	process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
	try {
		const target = await openAt(`https://127.0.0.1:${other.port}`);
		expect(await problemsOf(target.call('GET', '/'))).toMatchObject([{code: 'address-untrusted'}]);
		target.close();
	} finally {
		if (before === undefined) {
			delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
		} else {
			process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
		}
	}
});

test('tells a closed port, a name without address and plain HTTP from each other', async () => {
	const plain = createHttpServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
	const closed = createTcpServer().listen(0, '127.0.0.1');
	await Promise.all([once(plain, 'listening'), once(closed, 'listening')]);
	const [plainPort, closedPort] = [plain, closed].map((server) => (server.address() as AddressInfo).port);
	closed.close();
	await once(closed, 'close');
	const codes = await Promise.all(
		[`https://127.0.0.1:${plainPort}`, `https://127.0.0.1:${closedPort}`, 'https://no-such-host.invalid:6443'].map(async (server) => {
			const target = await openAt(server);
			return (await problemsOf(target.call('GET', '/'))).map(({code}) => code);
		}),
	);
	expect(codes).toEqual([['address-not-tls'], ['address-refused'], ['address-unresolved']]);
	plain.close();
});
