import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import {expect, test} from 'vitest';
import {readServedCertificate} from '../../../source/adapters/pki/read-served-certificate.ts';
import {openKubeletProbe} from '../../../source/adapters/tls-probe/open-kubelet-probe.ts';
import {startApiServer} from '../../support/api-server.ts';
import {makeAuthority} from '../../support/certificates.ts';

const authority = makeAuthority('kubernetes');
const namesake = makeAuthority('kubernetes');
const kubelets = openKubeletProbe(readServedCertificate);
const {signal} = new AbortController();

const fetch = async (port: number) => kubelets.fetchCertificate({host: '127.0.0.1', port}, {caPem: authority.certificate, timeoutMs: 60_000, signal});

const serving = {commonName: 'system:node:n1', organizations: ['system:nodes'], dnsNames: ['n1', 'n1.example'], ipAddresses: ['10.0.0.11']};

test('tells which certificate a kubelet serves, with all of its names, and asks it for nothing', async () => {
	await using kubelet = await startApiServer(authority.issue(serving), authority.certificate, (_request, response) => response.end());
	expect(await fetch(kubelet.port)).toEqual({
		isTrusted: true,
		commonName: 'system:node:n1',
		notBefore: expect.stringMatching(/Z$/) as string,
		notAfter: expect.stringMatching(/Z$/) as string,
		altNames: [{kind: 'dns', value: 'n1'}, {kind: 'dns', value: 'n1.example'}, {kind: 'ip', value: '10.0.0.11'}],
	});
	expect(kubelet.seen).toEqual([]);
});

test('a name that looks like several stays one', async () => {
	await using kubelet = await startApiServer(authority.issue({...serving, dnsNames: ['n1, DNS:n2'], ipAddresses: []}), authority.certificate, (_request, response) => response.end());
	expect((await fetch(kubelet.port))?.altNames).toEqual([{kind: 'dns', value: 'n1, DNS:n2'}]);
});

test.each([
	['that another CA of the same name has signed', namesake.issue(serving)],
	['that has run out', authority.issue({...serving, fromMs: -2000, untilMs: -1000})],
])('does not trust a certificate %s', async (_title, pair) => {
	await using kubelet = await startApiServer(pair, authority.certificate, (_request, response) => response.end());
	expect(await fetch(kubelet.port)).toMatchObject({isTrusted: false, commonName: 'system:node:n1'});
});

test('knows nothing where no TLS session comes about', async () => {
	const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
	await once(silent, 'listening');
	// A listening server on TCP has an address with a port.
	const {port} = silent.address() as AddressInfo;
	expect(await kubelets.fetchCertificate({host: '127.0.0.1', port}, {caPem: authority.certificate, timeoutMs: 50, signal})).toBeUndefined();
	silent.close();
	await once(silent, 'close');
	expect(await fetch(port)).toBeUndefined();
	expect(await kubelets.fetchCertificate({host: '127.0.0.1', port}, {caPem: authority.certificate, timeoutMs: 2000, signal: AbortSignal.abort()})).toBeUndefined();
});
