import type {X509Certificate} from 'node:crypto';
import {lookup} from 'node:dns/promises';
import {request} from 'node:http';
import {isIP} from 'node:net';
import type {TLSSocket} from 'node:tls';
import type {AddressFacts} from '../../core/facts/cluster-facts.ts';
import {formatHostPort} from '../../core/facts/format-host-port.ts';
import {canonicalIp} from '../../core/net/ip-address.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {EndpointProbe} from '../../ports/endpoint-probe.ts';
import {connectionProblem, readAltNames} from './connection-problem.ts';
import {shakeHands, type Target} from './shake-hands.ts';

// k8s.io/apiserver pkg/server/healthz: 200 `ok`, 500 with the failing checks; 401 and 403 where --anonymous-auth is off or narrowed.
const readiness: Readonly<Record<number, AddressFacts['readyz']>> = {200: 'ok', 401: 'unauthorized', 403: 'unauthorized', 500: 'not-ready', 503: 'not-ready'};

const askReadyz = async (socket: TLSSocket, {host, port}: Target): Promise<AddressFacts['readyz']> => {
	const {promise, resolve} = Promise.withResolvers<AddressFacts['readyz']>();
	socket.on('error', () => resolve('unreachable')).on('close', () => resolve('unreachable'));
	request({createConnection: () => socket, path: '/readyz', headers: {'host': formatHostPort({host, port}), 'user-agent': 'kubenroll', 'connection': 'close'}}, (answer) => {
		answer.resume();
		resolve(readiness[answer.statusCode ?? 0] ?? 'unreachable');
	})
		.on('error', () => resolve('unreachable'))
		.end();
	return promise;
};

// Go's rules (crypto/x509 verify.go, VerifyHostname): an IP only among the IP SANs, a name only among the DNS SANs, `*` for one whole label, never the common name.
const isNamed = (certificate: X509Certificate, host: string): boolean =>
	isIP(host) === 0
		? certificate.checkHost(host.replace(/\.$/, ''), {subject: 'never', wildcards: true, partialWildcards: false, multiLabelWildcards: false, singleLabelSubdomains: false}) !== undefined
		: certificate.checkIP(canonicalIp(host) ?? host) !== undefined;

// All of them, not the one that was dialled: no node may hold any. The system has just resolved the name, so this asks nobody anew where it caches; empty where the name is gone by now.
const resolve = async (host: string): Promise<readonly string[]> => {
	const found = await lookup(host, {all: true}).catch(() => []);
	return [...new Set(found.map(({address}) => canonicalIp(address) ?? address))];
};

const oneLine = (name: string): string => escapeControls(name.trim().replaceAll('\n', ', '));

/** Makes what dials API servers to look at their certificates, in one handshake that never fails for the certificate's sake. */
export const openEndpointProbe = (): EndpointProbe => ({
	probe: async ({host, port}, {caPem, timeoutMs, signal}) => {
		const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
		const target = {host, port, caPem, signal: limit};
		const startedMs = performance.now();
		let socket: TLSSocket;
		try {
			socket = await shakeHands(target);
		} catch (error) {
			throw signal?.aborted === true ? new Failure([], 'cancelled') : new Failure(connectionProblem(limit.aborted ? limit.reason : error, {host, port, timeoutMs, expected: []}));
		}
		try {
			const latencyMs = Math.round(performance.now() - startedMs);
			const certificate = socket.getPeerX509Certificate();
			if (certificate === undefined) {
				throw new Failure(problem('address-tls-failed', formatHostPort({host, port}), {host, port}));
			}
			const {dnsNames, ipAddresses} = readAltNames(certificate.subjectAltName ?? '');
			// Typed as an Error, told as a code: https://nodejs.org/api/tls.html#tlssocketauthorizationerror.
			const trustError = String(socket.authorizationError ?? '');
			return {
				host,
				port,
				resolvedAddresses: await resolve(host),
				latencyMs,
				tlsVersion: socket.getProtocol() ?? '',
				isTrusted: socket.authorized,
				...(socket.authorized ? {} : {trustError}),
				dnsNames,
				ipAddresses: ipAddresses.map((address) => canonicalIp(address) ?? address),
				isNamed: isNamed(certificate, host),
				issuer: oneLine(certificate.issuer),
				notAfter: new Date(certificate.validTo).toISOString(),
				readyz: await askReadyz(socket, target),
			};
		} finally {
			socket.destroy();
		}
	},
});
