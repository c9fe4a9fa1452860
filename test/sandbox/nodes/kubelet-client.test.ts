import {rootCertificates} from 'node:tls';
import {afterAll, beforeAll, expect, it} from 'vitest';
import type {PracticeApiServer} from '../../../source/sandbox/api-server/practice-api-server.ts';
import {startApiServer} from '../../../source/sandbox/api-server/start-api-server.ts';
import {type KubeletClient, openKubeletClient} from '../../../source/sandbox/nodes/kubelet-client.ts';

let server: PracticeApiServer;
let client: KubeletClient;
beforeAll(async () => {
	server = await startApiServer();
	const {certificate, key} = await server.clientAuthority.issueClient({user: 'admin', groups: ['system:masters']});
	client = openKubeletClient({server: server.vip.url, caPem: server.caPem, pairPem: `${certificate}${key}`});
});
afterAll(async () => {
	client.close();
	await server.close();
});

it('tells the objects of a watch, and ends it when it is told to stop', async () => {
	const stop = new AbortController();
	const kinds: unknown[] = [];
	for await (const event of client.watch('/api/v1/namespaces?watch=true', stop.signal)) {
		kinds.push(event);
		stop.abort();
	}
	expect(kinds[0]).toMatchObject({type: 'ADDED', object: {kind: 'Namespace'}});
});

it('says in the words of a kubelet that the certificate is of another authority', async () => {
	const wary = openKubeletClient({server: server.vip.url, caPem: rootCertificates[0] ?? ''});
	await expect(wary.call('GET', '/version')).rejects.toThrow(`Get "${server.vip.url}/version": tls: failed to verify certificate: x509: certificate signed by unknown authority`);
	wary.close();
});

it('says in the words of a kubelet that nobody listens', async () => {
	const alone = openKubeletClient({server: 'https://127.0.0.1:1', caPem: server.caPem});
	await expect(alone.call('POST', '/x', {})).rejects.toThrow('Post "https://127.0.0.1:1/x": dial tcp 127.0.0.1:1: connect: connection refused');
	alone.close();
});
