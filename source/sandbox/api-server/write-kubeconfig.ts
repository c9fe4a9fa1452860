import type {KeyPair} from './pki/authority.ts';

/** What a kubeconfig says. `credentials` is a client certificate or a bearer token. */
export type KubeconfigContent = {
	readonly server: string;
	readonly caPem: string;
	readonly user: string;
	readonly credentials: KeyPair | {readonly token: string};
	/** The name that the server's certificate is held against, in place of the host's. */
	readonly tlsServerName?: string;
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Writes a kubeconfig with everything embedded, as `kubectl config` lays it out. */
export const writeKubeconfig = ({server, caPem, user, credentials, tlsServerName}: KubeconfigContent): string => {
	const name = JSON.stringify(user);
	const lines = [
		'apiVersion: v1', 'kind: Config', 'clusters:', '- cluster:', `    certificate-authority-data: ${base64(caPem)}`, `    server: ${server}`,
		...(tlsServerName === undefined ? [] : [`    tls-server-name: ${JSON.stringify(tlsServerName)}`]),
		'  name: kubernetes', 'contexts:', '- context:', '    cluster: kubernetes', `    user: ${name}`, `  name: ${JSON.stringify(`${user}@kubernetes`)}`, `current-context: ${JSON.stringify(`${user}@kubernetes`)}`, 'users:', `- name: ${name}`, '  user:',
		...('token' in credentials ? [`    token: ${credentials.token}`] : [`    client-certificate-data: ${base64(credentials.certificate)}`, `    client-key-data: ${base64(credentials.key)}`]),
		'',
	];
	return lines.join('\n');
};
