import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {KeyPair} from '../../support/certificates.ts';

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The JSON (hence YAML) of a kubeconfig with one context; what is given replaces parts of it. */
export const kubeconfigOf = ({server, caPem, user}: {readonly server: string; readonly caPem: string; readonly user: object}, more: object = {}): Record<string, unknown> => ({
	'apiVersion': 'v1',
	'kind': 'Config',
	'clusters': [{name: 'lab', cluster: {server, 'certificate-authority-data': base64(caPem)}}],
	'users': [{name: 'admin', user}],
	'contexts': [{name: 'admin@lab', context: {cluster: 'lab', user: 'admin'}}],
	'current-context': 'admin@lab',
	...more,
});

/** A user entry with an inline certificate. */
export const certificateUser = ({certificate, key}: KeyPair): object => ({'client-certificate-data': base64(certificate), 'client-key-data': base64(key)});

/** A folder of a test's own, gone when the scope ends. */
export const openFolder = () => {
	const path = mkdtempSync(join(tmpdir(), 'kubenroll-'));
	return {
		path,
		write: (name: string, content: unknown): string => {
			const file = join(path, name);
			writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), {mode: 0o700});
			return file;
		},
		[Symbol.dispose]: () => rmSync(path, {recursive: true, force: true}),
	};
};
