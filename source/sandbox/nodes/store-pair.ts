import {chmod, mkdir, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {placeInTree} from './practice-tree.ts';

const stampOf = (now: Date): string => new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replaceAll(/[T:]/g, '-');

/** Stores a pair as client-go's certificate_store.go does: a file with the time in its name, and `<prefix>-current.pem` led to it in one step. */
export const storePair = async (tree: string, folder: string, prefix: 'kubelet-client' | 'kubelet-server', pairPem: string): Promise<void> => {
	const place = placeInTree(tree, folder);
	await mkdir(place, {recursive: true});
	const name = `${prefix}-${stampOf(new Date())}.pem`;
	await writeFile(join(place, name), pairPem, {mode: 0o600});
	await chmod(join(place, name), 0o600);
	const updated = join(place, `${prefix}-updated.pem`);
	await rm(updated, {force: true});
	// A real kubelet writes an absolute target; the tree has another root seen from here.
	await symlink(name, updated);
	await rename(updated, join(place, `${prefix}-current.pem`));
};

/** Writes the kubeconfig that a kubelet makes at once, before it has any certificate: cmd/kubelet/app/server.go, bootstrap.LoadClientConfig. */
export const writeKubeletKubeconfig = async (tree: string, path: string, content: {readonly server: string; readonly caPem: string; readonly certificateFolder: string}): Promise<void> => {
	const pair = `${content.certificateFolder}/kubelet-client-current.pem`;
	const text = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${Buffer.from(content.caPem).toString('base64')}
    server: ${content.server}
  name: default-cluster
contexts:
- context:
    cluster: default-cluster
    namespace: default
    user: default-auth
  name: default-context
current-context: default-context
kind: Config
preferences: {}
users:
- name: default-auth
  user:
    client-certificate: ${pair}
    client-key: ${pair}
`;
	await writeFile(placeInTree(tree, path), text, {mode: 0o600});
};
