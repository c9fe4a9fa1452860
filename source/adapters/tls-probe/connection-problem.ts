import {formatHostPort} from '../../core/facts/format-host-port.ts';
import {type Problem, problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';

/** What was dialled, and what a problem of it should say beside. */
export type DialledServer = {
	readonly host: string;
	readonly port: number;
	readonly timeoutMs: number;
	/** Subjects of the CA that it was verified with. */
	readonly expected: readonly string[];
};

type Kind = 'refused' | 'timeout' | 'unresolved' | 'unroutable' | 'reset' | 'not-tls' | 'client-refused' | 'untrusted' | 'unnamed' | 'expired' | 'not-yet-valid';

// Codes of Node's net, dns and tls (doc/api/errors.md; doc/api/tls.md, "X509 certificate error codes") and OpenSSL's alerts.
const kinds: readonly (readonly [RegExp, Kind])[] = [
	[/^ECONNREFUSED$/, 'refused'],
	[/^(?:ETIMEDOUT|TimeoutError)$/, 'timeout'],
	[/^(?:ENOTFOUND|EAI_AGAIN)$/, 'unresolved'],
	[/^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN)$/, 'unroutable'],
	[/^(?:ECONNRESET|EPIPE|ECONNABORTED)$/, 'reset'],
	[/^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/, 'not-tls'],
	[/ALERT_(?:BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+|ACCESS_DENIED)$/, 'client-refused'],
	[/^(?:UNABLE_TO_\w+|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|CERT_SIGNATURE_FAILURE|CERT_UNTRUSTED|CERT_REJECTED|CERT_CHAIN_TOO_LONG|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/, 'untrusted'],
	[/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'unnamed'],
	[/^CERT_HAS_EXPIRED$/, 'expired'],
	[/^CERT_NOT_YET_VALID$/, 'not-yet-valid'],
];

// A write that meets a TLS error is told as EPROTO with OpenSSL's line in the message (`…:SSL routines:function:wrong version number:…`), a read with a code of its own.
const codeOf = (error: unknown): string => {
	if (!(error instanceof Error)) {
		return '';
	}
	const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
	const reason = code === 'EPROTO' ? /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1] : undefined;
	return reason === undefined ? code : `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`;
};

/** Names why no TLS session, or no answer over it, came about; for any error of node:net, node:tls or node:https. */
export const connectionProblem = (error: unknown, {timeoutMs, expected, ...dialled}: DialledServer): Problem => {
	const subject = formatHostPort(dialled);
	const code = codeOf(error);
	const kind = kinds.find(([pattern]) => pattern.test(code))?.[1];
	const cause = {cause: escapeControls(error instanceof Error ? error.message.trim() || code : String(error))};
	switch (kind) {
		case 'timeout':
			return problem('address-timeout', subject, {...dialled, timeoutMs});
		case 'untrusted':
			return problem('address-untrusted', subject, {...dialled, issuer: '', expected}, cause);
		case 'unnamed':
			return problem('address-unnamed', subject, {...dialled, names: namesOf(error)}, cause);
		case 'expired':
			return problem('address-expired', subject, {...dialled, notAfter: ''}, cause);
		case undefined:
			return problem(code.startsWith('HPE_') ? 'address-silent' : 'address-tls-failed', subject, dialled, cause);
		case 'refused':
		case 'unresolved':
		case 'unroutable':
		case 'reset':
		case 'not-tls':
		case 'client-refused':
		case 'not-yet-valid':
			return problem(`address-${kind}`, subject, dialled, cause);
	}
};

// Node hangs the certificate on its own error (lib/tls.js, checkServerIdentity).
const namesOf = (error: unknown): readonly string[] => {
	const certificate: unknown = error instanceof Error && 'cert' in error ? error.cert : undefined;
	const names = typeof certificate === 'object' && certificate !== null && 'subjectaltname' in certificate ? certificate.subjectaltname : undefined;
	const {dnsNames, ipAddresses} = readAltNames(typeof names === 'string' ? names : '');
	return [...dnsNames, ...ipAddresses];
};

/** Reads Node's text of a SAN extension (`DNS:a, IP Address:10.0.0.1`), in which odd values are JSON strings. Other kinds are left out. */
export const readAltNames = (text: string): {readonly dnsNames: readonly string[]; readonly ipAddresses: readonly string[]} => {
	const entries = [...text.matchAll(/(?:^|, )(DNS|IP Address|[\w ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)];
	const pick = (kind: string): readonly string[] => entries.filter(([, found]) => found === kind).map(([, , value = '']) => escapeControls(value.replace(/^"(.*)"$/, '$1')));
	return {dnsNames: pick('DNS'), ipAddresses: pick('IP Address')};
};
