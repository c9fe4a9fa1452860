import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pkiFolderOf, servingCaOf} from './pki.ts';
import {addressOf, type LabPlace} from './place.ts';
import type {LabShape} from './shape.ts';

/** Which of a lab's client certificates a kubeconfig holds, and what it trusts. */
export type KubeconfigContent = {
	/** Name of the certificate's files in the lab's PKI folder, without ending. */
	readonly certificate: string;
	readonly user: string;
	/** Default: the VIP. */
	readonly server?: string;
	/** Whether any certificate of the server is taken; for the lab's own work, which goes on where a test made the certificate wrong. */
	readonly isTrusting?: boolean;
};

/** Composes a kubeconfig as `kubectl config` would, all PEM embedded. */
export async function composeKubeconfig(lab: LabPlace, shape: LabShape, {certificate, user, server, isTrusting}: KubeconfigContent): Promise<string> {
	const embed = async (file: string) => (await readFile(join(pkiFolderOf(lab), file))).toString('base64');
	const trust = isTrusting ? 'insecure-skip-tls-verify: true' : `certificate-authority-data: ${await embed(`${servingCaOf(shape)}.crt`)}`;
	return `apiVersion: v1
kind: Config
clusters:
- cluster:
    ${trust}
    server: ${server ?? `https://${addressOf(lab, 100)}:6443`}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: ${JSON.stringify(user)}
  name: ${JSON.stringify(`${user}@kubernetes`)}
current-context: ${JSON.stringify(`${user}@kubernetes`)}
preferences: {}
users:
- name: ${JSON.stringify(user)}
  user:
    client-certificate-data: ${await embed(`${certificate}.crt`)}
    client-key-data: ${await embed(`${certificate}.key`)}
`;
}

/** Writes a kubeconfig into the lab's folder; resolves to its path. */
export async function writeKubeconfig(lab: LabPlace, shape: LabShape, name: string, content: KubeconfigContent): Promise<string> {
	const path = join(lab.folder, `${name}.kubeconfig`);
	await writeFile(path, await composeKubeconfig(lab, shape, content), {mode: 0o600});
	return path;
}
