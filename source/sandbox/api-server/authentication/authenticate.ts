import {createHash} from 'node:crypto';
import type {IncomingHttpHeaders} from 'node:http';
import type {TLSSocket} from 'node:tls';
import {unauthorized} from '../http/api-status.ts';
import type {Release} from '../release.ts';
import type {Store} from '../store/open-store.ts';
import {findBootstrapUser} from './bootstrap-token.ts';
import type {ServiceAccountTokens} from './service-account-token.ts';
import {anonymous, knownUser, type User} from './user.ts';

/** What one API server takes for credentials: its flags, and the accounts that a scene made up. */
export type Credentials = {
	readonly hasBootstrapTokens: boolean;
	readonly tokenFile: ReadonlyMap<string, User>;
	readonly serviceAccountTokens: ServiceAccountTokens;
	readonly allowsAnonymous: boolean;
};

const listOf = (value: string | readonly string[] | undefined): readonly string[] => (value === undefined ? [] : [value].flat());

type CertificateReading = {readonly user?: User; readonly isRefused: boolean};
// A connection's certificate never changes, and decoding it costs more than the whole rest of a request.
const readings = new WeakMap<TLSSocket, CertificateReading>();

const readCertificate = (socket: TLSSocket, release: Release): CertificateReading => {
	const earlier = readings.get(socket);
	if (earlier !== undefined) {
		return earlier;
	}
	const certificate = socket.getPeerCertificate();
	const reading = ((): CertificateReading => {
		// Node gives an empty object where the client showed none.
		if (Object.keys(certificate).length === 0) {
			return {isRefused: false};
		}
		if (!socket.authorized) {
			return {isRefused: true};
		}
		const extra = release.tellsCredentialId ? {'authentication.kubernetes.io/credential-id': [`X509SHA256=${createHash('sha256').update(certificate.raw).digest('hex')}`]} : {};
		const commonName = listOf(certificate.subject.CN).at(-1) ?? '';
		return commonName === '' ? {isRefused: false} : {user: knownUser(commonName, listOf(certificate.subject.O), {extra}), isRefused: false};
	})();
	readings.set(socket, reading);
	return reading;
};

const findTokenUser = (token: string, credentials: Credentials, store: Store): User | undefined =>
	credentials.tokenFile.get(token) ?? credentials.serviceAccountTokens.find(token) ?? (credentials.hasBootstrapTokens ? findBootstrapUser(store, token) : undefined);

/**
 * Tells who makes a request: client certificate, then bearer token, then nobody; the order of kubernetes pkg/kubeapiserver/authenticator/config.go.
 * Throws 401 for credentials that nobody knows: they never make one anonymous.
 */
export const authenticate = (headers: IncomingHttpHeaders, socket: TLSSocket, credentials: Credentials, release: Release, store: Store): User => {
	const {user, isRefused} = readCertificate(socket, release);
	if (user !== undefined) {
		return user;
	}
	// A token ends at the first space: k8s.io/apiserver pkg/authentication/request/bearertoken/bearertoken.go.
	const [scheme = '', token = ''] = (headers.authorization ?? '').trim().split(' ');
	const bearer = scheme.toLowerCase() === 'bearer' ? token : '';
	const holder = bearer === '' ? undefined : findTokenUser(bearer, credentials, store);
	if (holder !== undefined) {
		return holder;
	}
	if (isRefused || bearer !== '' || !credentials.allowsAnonymous) {
		throw unauthorized();
	}
	return anonymous;
};
