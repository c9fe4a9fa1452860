import {createPrivateKey, type KeyObject, X509Certificate} from 'node:crypto';
import type {ChosenContext} from '../../core/facts/parse-kubeconfig.ts';
import {Failure} from '../../core/problem/failure.ts';
import {type Problem, problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {kubeconfigLimitMiB, readAtMost} from './read-at-most.ts';

/** What a kubeconfig says, looked at closely before anything is dialled. `host` has no brackets. */
export type CheckedKubeconfig = {
	readonly host: string;
	readonly port: number;
	/** Path before every API path, for API servers behind a proxy such as Rancher's; most often empty. */
	readonly basePath: string;
	readonly caPem: string;
	/** Who the client certificate says one is; undefined where one signs in by token or plugin. */
	readonly certificateIdentity?: {readonly username: string; readonly groups: readonly string[]};
};

const pemCertificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

// Host names and addresses only: what stands here is shown in commands to paste.
const hostShape = /^(?:[\w.-]+|[\da-f:.]+)$/i;

const readServer = (server: string): Pick<CheckedKubeconfig, 'host' | 'port' | 'basePath'> | undefined => {
	const url = URL.parse(server);
	const host = url?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
	return url?.protocol === 'https:' && hostShape.test(host) ? {host, port: url.port === '' ? 443 : Number(url.port), basePath: url.pathname.replace(/\/+$/, '')} : undefined;
};

// As kubectl does: k8s.io/client-go tools/clientcmd/client_config.go and rest, parseProxyURL.
const proxyProtocols: readonly string[] = ['http:', 'https:', 'socks5:'];

/** The scheme of a proxy that cannot be one, empty where it is no URL at all; undefined for none and for one that can. The rest of it may hold a password. */
const findBadProxy = (proxy: string): string | undefined => {
	const url = URL.parse(proxy);
	if (proxy === '' || (url !== null && proxyProtocols.includes(url.protocol) && url.hostname !== '')) {
		return undefined;
	}
	return url === null || proxyProtocols.includes(url.protocol) ? '' : escapeControls(url.protocol.slice(0, -1));
};

/** Reads everything that a kubeconfig's context points to. Rejects with all its problems at once (`kubeconfig-…`, `client-certificate-…`). */
export const checkKubeconfig = ({path, cluster, clusterName, user, userName}: ChosenContext, nowMs: number): CheckedKubeconfig => {
	const problems: Problem[] = [];
	const names = {path, cluster: escapeControls(clusterName), user: escapeControls(userName)};
	// Data stands before a file of the same name: k8s.io/client-go rest/config.go, dataFromSliceOrFile.
	const read = (field: keyof typeof cluster | keyof typeof user, file: string | undefined, data: string | undefined): string | undefined => {
		if (data !== undefined && data !== '') {
			return Buffer.from(data, 'base64').toString();
		}
		if (file === undefined || file === '') {
			return undefined;
		}
		try {
			return readAtMost(file, kubeconfigLimitMiB);
		} catch (error) {
			problems.push(...(error instanceof Failure ? error.problems : [problem('kubeconfig-file-missing', path, {path, field, file: escapeControls(file)}, {cause: escapeControls(String(error))})]));
			return undefined;
		}
	};

	const server = readServer(cluster.server);
	if (server === undefined) {
		problems.push(problem('kubeconfig-server-invalid', path, {path, server: escapeControls(cluster.server)}));
	}

	const proxyScheme = findBadProxy(cluster['proxy-url'] ?? '');
	if (proxyScheme !== undefined) {
		problems.push(problem('kubeconfig-proxy-invalid', path, {path, cluster: names.cluster, scheme: proxyScheme}));
	}

	const ca = read('certificate-authority', cluster['certificate-authority'], cluster['certificate-authority-data']);
	const hasCa = [cluster['certificate-authority'], cluster['certificate-authority-data']].some((value) => value !== undefined && value !== '');
	if (cluster['insecure-skip-tls-verify'] === true) {
		problems.push(problem('kubeconfig-insecure', path, names));
	} else if (!hasCa) {
		problems.push(problem('kubeconfig-no-ca', path, names));
	} else if (ca !== undefined && !holdsCertificates(ca)) {
		problems.push(problem('kubeconfig-ca-invalid', path, names));
	}

	const certificate = read('client-certificate', user['client-certificate'], user['client-certificate-data']);
	const key = read('client-key', user['client-key'], user['client-key-data']);
	const privateKey = key === undefined ? undefined : readPrivateKey(key);
	read('tokenFile', user.tokenFile, undefined);
	const identity = certificate === undefined ? undefined : readIdentity(certificate);
	if (certificate !== undefined) {
		if (identity === undefined) {
			problems.push(problem('client-certificate-invalid', path, names));
		} else if (identity.notAfterMs < nowMs) {
			problems.push(problem('client-certificate-expired', path, {...names, commonName: escapeControls(identity.username), notAfter: new Date(identity.notAfterMs).toISOString()}));
		} else if (privateKey === undefined) {
			problems.push(problem('kubeconfig-invalid', path, {path, line: 0, detail: `user ${names.user} has a client certificate, and its client-key ${key === undefined ? 'is not there' : 'is encrypted or no PEM key'}`}));
		} else if (!belongTogether(certificate, privateKey)) {
			problems.push(problem('kubeconfig-key-mismatch', path, names));
		}
	}
	// No HTTP header can hold it, and nothing would be sent.
	if (/[\r\n\0]/.test(user.token?.trim() ?? '')) {
		problems.push(problem('kubeconfig-invalid', path, {path, line: 0, detail: `user ${names.user} has a token with a line break or NUL in it`}));
	}
	// As kubectl does: k8s.io/client-go tools/clientcmd/validation.go, validateAuthInfo.
	const alone = (['as-groups', 'as-uid', 'as-user-extra'] as const).find((field) => user[field] !== undefined && user[field] !== null);
	if (alone !== undefined && (user.as ?? '') === '') {
		problems.push(problem('kubeconfig-invalid', path, {path, line: 0, detail: `user ${names.user} has ${alone} without as`}));
	}
	const provider = user['auth-provider']?.name;
	// Those of the clouds went from kubectl in 1.26; OpenID Connect is the only one left (k8s.io/client-go plugin/pkg/client/auth).
	if (provider !== undefined && provider !== 'oidc') {
		problems.push(problem('kubeconfig-auth-provider', path, {...names, provider: escapeControls(provider)}));
	}
	const hasCredentials = [user['client-certificate'], user['client-certificate-data'], user.token, user.tokenFile, user.username, user.exec?.command, provider].some((value) => value !== undefined && value !== '');
	if (!hasCredentials) {
		problems.push(problem('kubeconfig-no-credentials', path, names));
	}

	if (problems.length > 0 || server === undefined || ca === undefined) {
		throw new Failure(problems);
	}
	const usesCertificate = identity !== undefined && user.token === undefined && user.tokenFile === undefined && user.as === undefined;
	return {...server, caPem: ca, ...(usesCertificate ? {certificateIdentity: {username: identity.username, groups: identity.groups}} : {})};
};

const holdsCertificates = (pem: string): boolean => {
	try {
		const blocks = pem.match(pemCertificate) ?? [];
		return blocks.length > 0 && blocks.every((block) => new X509Certificate(block).subject !== '');
	} catch {
		return false;
	}
};

// CN is the user and every O a group: k8s.io/apiserver pkg/authentication/request/x509/x509.go, CommonNameUserConversion.
const readIdentity = (pem: string): {readonly username: string; readonly groups: readonly string[]; readonly notAfterMs: number} | undefined => {
	try {
		const certificate = new X509Certificate(pem);
		const {CN, O} = certificate.toLegacyObject().subject;
		return {username: [CN].flat()[0] ?? '', groups: [O ?? []].flat(), notAfterMs: Date.parse(certificate.validTo)};
	} catch {
		return undefined;
	}
};

const readPrivateKey = (key: string): KeyObject | undefined => {
	try {
		return createPrivateKey(key);
	} catch {
		return undefined;
	}
};

const belongTogether = (certificate: string, key: KeyObject): boolean => {
	try {
		return new X509Certificate(certificate).checkPrivateKey(key);
	} catch {
		return false;
	}
};
