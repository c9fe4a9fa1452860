import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import {afterAll, expect, test} from 'vitest';
import {openEndpointProbe} from '../../../source/adapters/tls-probe/open-endpoint-probe.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {startApiServer} from '../../support/api-server.ts';
import {type CertificateRequest, makeAuthority} from '../../support/certificates.ts';
import {closedPort} from '../../support/closed-port.ts';

const day = 24 * 60 * 60 * 1000;
const authority = makeAuthority('kubernetes');
// The same name, another key: what a rebuilt cluster looks like.
const namesake = makeAuthority('kubernetes');
const endpoints = openEndpointProbe();

const look = async (request: CertificateRequest, {status = 200, host = '127.0.0.1', signer = authority} = {}) => {
	await using api = await startApiServer(signer.issue(request), authority.certificate, (_request, response) => response.writeHead(status).end('ok'));
	const facts = await endpoints.probe({host, port: api.port}, {caPem: authority.certificate, timeoutMs: 60_000});
	return {facts, seen: api.seen};
};

test('tells what an API server shows', async () => {
	const {facts, seen} = await look({commonName: 'kube-apiserver', dnsNames: ['kubernetes', '*.example.com'], ipAddresses: ['127.0.0.1', '::1']});
	expect(facts).toMatchObject({host: '127.0.0.1', tlsVersion: 'TLSv1.3', isTrusted: true, dnsNames: ['kubernetes', '*.example.com'], ipAddresses: ['127.0.0.1', '::1'], isNamed: true, issuer: 'CN=kubernetes', readyz: 'ok'});
	expect(facts).not.toHaveProperty('trustError');
	expect(Date.parse(facts.notAfter)).toBeGreaterThan(Date.now() + 300 * day);
	expect(facts.latencyMs).toBeGreaterThanOrEqual(0);
	expect(seen).toMatchObject([{method: 'GET', path: '/readyz', authorization: undefined, client: undefined}]);
});

test.each<[string, Partial<CertificateRequest>, string, boolean]>([
	['an IP among the IP names', {ipAddresses: ['127.0.0.1']}, '127.0.0.1', true],
	['an IP only in the common name', {commonName: '127.0.0.1'}, '127.0.0.1', false],
	['an IP written among the DNS names', {dnsNames: ['127.0.0.1']}, '127.0.0.1', false],
	['a name among the DNS names', {dnsNames: ['LocalHost']}, 'localhost', true],
	['a name only in the common name', {commonName: 'localhost'}, 'localhost', false],
	['a wildcard that would have to stand for a top name', {dnsNames: ['*']}, 'localhost', false],
])('knows whether the certificate holds %s', async (_title, request, host, expected) => {
	expect((await look({commonName: 'a', ...request}, {host})).facts.isNamed).toBe(expected);
});

test.each<[string, CertificateRequest, object, string]>([
	['another CA of the same name', {commonName: 'a', ipAddresses: ['127.0.0.1']}, {signer: namesake}, 'CERT_SIGNATURE_FAILURE'],
	['a CA of another name', {commonName: 'a', ipAddresses: ['127.0.0.1']}, {signer: makeAuthority('other')}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
	['the CA long ago', {commonName: 'a', ipAddresses: ['127.0.0.1'], fromMs: -2 * day, untilMs: -day}, {}, 'CERT_HAS_EXPIRED'],
])('does not trust a certificate of %s, and says why', async (_title, request, options, trustError) => {
	expect((await look(request, options)).facts).toMatchObject({isTrusted: false, trustError, isNamed: true});
});

test.each([
	['an address stands for itself', '127.0.0.1', (found: readonly string[]) => expect(found).toEqual(['127.0.0.1'])],
	['a name stands for all that it resolves to', 'localhost', (found: readonly string[]) => expect(found).toContain('127.0.0.1')],
])('%s', async (_title, host, check) => {
	check((await look({commonName: 'a'}, {host})).facts.resolvedAddresses);
});

test.each([
	[200, 'ok'],
	[500, 'not-ready'],
	[403, 'unauthorized'],
	[401, 'unauthorized'],
	[404, 'unreachable'],
])('reads status %i of /readyz as %s', async (status, readyz) => {
	expect((await look({commonName: 'a'}, {status})).facts.readyz).toBe(readyz);
});

const silent = createServer(() => {}).listen(0, '127.0.0.1');
const rude = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
const chatty = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')).listen(0, '127.0.0.1');
await Promise.all([silent, rude, chatty].map((server) => once(server, 'listening')));
const portOf = (server: typeof silent): number => (server.address() as AddressInfo).port;
const ports = {silent: portOf(silent), rude: portOf(rude), chatty: portOf(chatty)};
afterAll(() => [silent, rude, chatty].map((server) => server.close()));

test.each([
	['a closed port', '127.0.0.1', closedPort, 'address-refused'],
	['a port that says nothing', '127.0.0.1', ports.silent, 'address-timeout'],
	['a port that hangs up', '127.0.0.1', ports.rude, 'address-reset'],
	['a port that does not speak TLS', '127.0.0.1', ports.chatty, 'address-not-tls'],
	['a name without address', 'no-such-host.invalid', 6443, 'address-unresolved'],
])('rejects for %s', async (_title, host, port, code) => {
	const failure = await endpoints.probe({host, port}, {caPem: authority.certificate, timeoutMs: code === 'address-timeout' ? 300 : 60_000}).then(() => undefined, (error: unknown) => error);
	expect(failure).toBeInstanceOf(Failure);
	expect((failure as Failure).problems).toMatchObject([{code, params: {host, port}}]);
});

test('ends when its signal aborts, as cancelled', async () => {
	await expect(endpoints.probe({host: '127.0.0.1', port: ports.silent}, {caPem: authority.certificate, timeoutMs: 5000, signal: AbortSignal.abort()})).rejects.toMatchObject({kind: 'cancelled'});
});
