import type {ServerResponse} from 'node:http';
import {afterAll, expect, test} from 'vitest';
import {openCluster} from '../../../source/adapters/kubernetes/open-cluster.ts';
import type {WatchTiming} from '../../../source/adapters/kubernetes/watch-timing.ts';
import type {KubernetesObject, WatchEvent} from '../../../source/ports/cluster-api.ts';
import {type SeenRequest, sendJson, startApiServer} from '../../support/api-server.ts';
import {makeAuthority} from '../../support/certificates.ts';
import {kubeconfigOf, openFolder} from './kubeconfig-folder.ts';

const authority = makeAuthority('kubernetes');
const serving = authority.issue({commonName: 'kube-apiserver', ipAddresses: ['127.0.0.1']});
const folder = openFolder();
afterAll(() => folder[Symbol.dispose]());

const timing: WatchTiming = {idleMs: 60_000, minWatchMs: 5000, veryShortMs: 0, firstBackOffMs: 1, maxBackOffMs: 4, resetAfterMs: 10_000};
const item = (name: string, resourceVersion: string) => ({metadata: {name, resourceVersion}});
const line = (type: string, object: unknown): string => `${JSON.stringify({type, object})}\n`;
const list = (resourceVersion: string, ...names: readonly string[]) => ({metadata: {resourceVersion}, items: names.map((name) => item(name, '1'))});
const open = (response: ServerResponse): ServerResponse => response.writeHead(200, {'content-type': 'application/json'});

/** One answer of the server, in order; each list and each watch takes the next of its kind. */
type Script = {readonly lists: readonly ((response: ServerResponse) => void)[]; readonly watches: readonly ((response: ServerResponse) => void)[]};

const brief = (event: WatchEvent<KubernetesObject>): string => {
	switch (event.type) {
		case 'synced':
			return `synced ${event.items.map(({metadata}) => metadata.name).join(',')}`;
		case 'put':
			return `put ${event.item.metadata.name}`;
		case 'gone':
			return `gone ${event.name}`;
		case 'connected':
			return 'connected';
		case 'disconnected':
			return `disconnected`;
	}
};

/** Follows a scripted server until it has told `until`; resolves with all that was told, and what the server was asked. */
const follow = async (script: Script, until: string, {use = timing, user = {token: 'a'}, onEvent = () => {}}: {readonly use?: WatchTiming; readonly user?: object; readonly onEvent?: (text: string) => void} = {}) => {
	const [lists, watches] = [[...script.lists], [...script.watches]];
	await using api = await startApiServer(serving, authority.certificate, ({query}, response) => {
		const next = (query.get('watch') === '1' ? watches : lists).shift();
		if (next === undefined) {
			open(response).flushHeaders();
			return;
		}
		next(response);
	});
	const kubeconfig = folder.write(`config-${api.port}`, kubeconfigOf({server: `https://127.0.0.1:${api.port}`, caPem: authority.certificate, user}));
	const cluster = await openCluster({kubeconfig, env: {}, home: folder.path, timing: use});
	const controller = new AbortController();
	const told: string[] = [];
	const causes: string[] = [];
	try {
		for await (const event of cluster.watch('/things', controller.signal)) {
			told.push(brief(event));
			causes.push(...(event.type === 'disconnected' ? [event.cause] : []));
			onEvent(brief(event));
			if (told.at(-1) === until) {
				controller.abort();
			}
		}
	} finally {
		cluster.close();
	}
	const asked = api.seen.map(({query}: SeenRequest) => (query.get('watch') === '1' ? `watch ${query.get('resourceVersion')}` : 'list'));
	return {told, asked, causes, seen: api.seen};
};

test('lists, then follows from the list\'s version, with bookmarks and a time limit asked for', async () => {
	const {told, asked, seen} = await follow(
		{lists: [(response) => sendJson(response, list('5', 'a'))], watches: [(response) => open(response).write(line('ADDED', item('b', '6')) + line('MODIFIED', item('a', '7')) + line('DELETED', item('b', '8')))]},
		'gone b',
	);
	expect(told).toEqual(['synced a', 'put b', 'put a', 'gone b']);
	expect(asked).toEqual(['list', 'watch 5']);
	expect(seen[1]?.query.get('allowWatchBookmarks')).toBe('true');
	expect(Number(seen[1]?.query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(timing.minWatchMs / 1000);
});

test('goes on from the last version, bookmarks counted, when the server ends the watch, and says nothing of it', async () => {
	const {told, asked} = await follow(
		{lists: [(response) => sendJson(response, list('5'))], watches: [(response) => open(response).end(line('ADDED', item('a', '6')) + line('BOOKMARK', {metadata: {resourceVersion: '9'}})), (response) => open(response).write(line('ADDED', item('b', '10')))]},
		'put b',
	);
	expect(told).toEqual(['synced ', 'put a', 'put b']);
	expect(asked).toEqual(['list', 'watch 5', 'watch 9']);
});

test('lists anew when the version has become too old in the middle of a watch', async () => {
	const {told, asked} = await follow(
		{
			lists: [(response) => sendJson(response, list('5', 'a', 'b')), (response) => sendJson(response, list('20', 'b'))],
			watches: [(response) => open(response).write(line('ERROR', {kind: 'Status', code: 410, message: 'too old resource version'})), (response) => open(response).write(line('ADDED', item('c', '21')))],
		},
		'put c',
	);
	expect(told).toEqual(['synced a,b', 'synced b', 'put c']);
	expect(asked).toEqual(['list', 'watch 5', 'list', 'watch 20']);
});

test('lists anew when a watch is refused with 410', async () => {
	const {told, asked} = await follow(
		{lists: [(response) => sendJson(response, list('5')), (response) => sendJson(response, list('20', 'z'))], watches: [(response) => sendJson(response, {code: 410}, 410)]},
		'synced z',
	);
	expect(told).toEqual(['synced ', 'synced z']);
	expect(asked.slice(0, 3)).toEqual(['list', 'watch 5', 'list']);
});

test('says when the connection is cut, and loses and doubles nothing', async () => {
	const {told, asked} = await follow(
		{
			lists: [(response) => sendJson(response, list('5'))],
			watches: [
				(response) => open(response).write(line('ADDED', item('a', '6')) + line('ADDED', item('b', '7')).slice(0, 20), () => response.socket?.destroy()),
				(response) => open(response).write(line('ADDED', item('b', '7'))),
			],
		},
		'put b',
	);
	expect(told).toEqual(['synced ', 'put a', 'disconnected', 'connected', 'put b']);
	expect(asked).toEqual(['list', 'watch 5', 'watch 6']);
});

test('signs in anew where the server knows what a plugin gave no more, and loses nothing', async () => {
	folder.write('plugin', '#!/bin/sh\necho run >> "${0%/*}/runs"\necho "{\\"status\\":{\\"token\\":\\"token-$(($(wc -l < "${0%/*}/runs")))\\"}}"\n');
	const {told, asked, seen} = await follow(
		{
			lists: [(response) => sendJson(response, list('5'))],
			watches: [(response) => sendJson(response, {code: 401}, 401), (response) => open(response).write(line('ADDED', item('a', '6')))],
		},
		'put a',
		{user: {exec: {command: './plugin'}}},
	);
	expect(told).toEqual(['synced ', 'disconnected', 'connected', 'put a']);
	expect(asked).toEqual(['list', 'watch 5', 'watch 5']);
	expect(seen.map(({authorization}) => authorization)).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
});

test('waits as long as the server asks when it is busy', async () => {
	let refusedMs = 0;
	let waitedMs = 0;
	const {told} = await follow(
		{
			lists: [(response) => sendJson(response, list('5'))],
			watches: [
				(response) => {
					refusedMs = performance.now();
					sendJson(response, {message: 'slow down'}, 429, {'retry-after': '1'});
				},
				(response) => {
					waitedMs = performance.now() - refusedMs;
					open(response).write(line('ADDED', item('a', '6')));
				},
			],
		},
		'put a',
	);
	expect(told).toEqual(['synced ', 'disconnected', 'connected', 'put a']);
	expect(waitedMs).toBeGreaterThan(900);
});

test('notices a connection that has gone silent', async () => {
	const {told, causes} = await follow(
		{lists: [(response) => sendJson(response, list('5'))], watches: [(response) => open(response).flushHeaders(), (response) => open(response).write(line('ADDED', item('a', '6')))]},
		'put a',
		{use: {...timing, idleMs: 500}},
	);
	expect(told.slice(0, 4)).toEqual(['synced ', 'disconnected', 'connected', 'put a']);
	expect(causes[0]).toContain('no byte for 0.5 s');
});

test.each([
	['that is no JSON', 'garbage \u001B[2J\n'],
	['of a shape that no watch has', '{"type":"ADDED"}\n'],
	['that never ends', 'x'.repeat(17 * 1024 * 1024)],
])('lists anew after a line %s', async (_title, text) => {
	const {told, asked} = await follow(
		{lists: [(response) => sendJson(response, list('5')), (response) => sendJson(response, list('9', 'a'))], watches: [(response) => open(response).write(text)]},
		'synced a',
	);
	expect(told).toEqual(['synced ', 'disconnected', 'connected', 'synced a']);
	expect(asked.slice(0, 3)).toEqual(['list', 'watch 5', 'list']);
});

test('backs off from a server that ends each watch at once', async () => {
	const {told} = await follow(
		{lists: [(response) => sendJson(response, list('5'))], watches: [(response) => open(response).end(), (response) => open(response).write(line('ADDED', item('a', '6')))]},
		'put a',
		{use: {...timing, veryShortMs: 4000}},
	);
	expect(told).toEqual(['synced ', 'disconnected', 'connected', 'put a']);
});

test.each([
	[401, 'cluster-unauthorized'],
	[403, 'cluster-forbidden'],
	[404, 'cluster-not-found'],
])('ends at once with the reason when the first list is answered with %i', async (status, code) => {
	await expect(follow({lists: [(response) => sendJson(response, {message: 'no'}, status)], watches: []}, 'never')).rejects.toMatchObject({problems: [{code}]});
});

test('forgives a server that refuses for a moment while it starts, and ends when it keeps on refusing', async () => {
	const refuse = (response: ServerResponse): void => sendJson(response, {message: 'no'}, 403);
	const lists = [(response: ServerResponse): void => sendJson(response, list('5'))];
	const {told} = await follow({lists, watches: [refuse, refuse, (response) => open(response).write(line('ADDED', item('a', '6')))]}, 'put a');
	expect(told).toEqual(['synced ', 'disconnected', 'connected', 'put a']);
	await expect(follow({lists, watches: [refuse, refuse, refuse, refuse]}, 'never')).rejects.toMatchObject({problems: [{code: 'cluster-forbidden'}]});
});
