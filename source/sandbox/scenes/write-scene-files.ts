import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {NodeDoor} from '../nodes/start-nodes.ts';
import type {SshKeyPair} from '../nodes/serve-ssh.ts';

/** What the operator of a practice cluster is given. */
export type OperatorFiles = {
	readonly folder: string;
	readonly doors: readonly NodeDoor[];
	readonly clientKey: SshKeyPair;
	/** The keys of the nodes are known. */
	readonly knowsHostKeys: boolean;
	readonly kubeconfig: string;
};

/** Where they lie, in a scene's folder. */
export const placeSceneFiles = (folder: string) => ({kubeconfigPath: join(folder, 'kubeconfig'), sshConfigPath: join(folder, 'ssh_config'), identityPath: join(folder, 'id_ed25519'), knownHostsPath: join(folder, 'known_hosts')});

// ssh_config(5): quoted for blanks, and `%` begins a token.
const quotePath = (path: string): string => `"${path.replaceAll('%', '%%')}"`;

const formatSshConfig = (folder: string, doors: readonly NodeDoor[]): string => {
	const {identityPath, knownHostsPath} = placeSceneFiles(folder);
	return `# Leads the addresses of the practice nodes to their servers on loopback.
${doors.map(({name, address, port}) => `Host ${name} ${address}\n  HostName 127.0.0.1\n  Port ${port}\n  HostKeyAlias ${address}\n`).join('')}Host *
  User root
  IdentityFile ${quotePath(identityPath)}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${quotePath(knownHostsPath)} ${quotePath(join(folder, '.kubenroll/known_hosts'))}
  GlobalKnownHostsFile /dev/null
`;
};

/** Writes where ssh gets into the nodes; again whenever that changes. */
export const writeSshConfig = async (folder: string, doors: readonly NodeDoor[]): Promise<void> => writeFile(placeSceneFiles(folder).sshConfigPath, formatSshConfig(folder, doors), {mode: 0o600});

/** Writes kubeconfig, ssh_config, key and known_hosts into the scene's folder, 0600. kubenroll.yaml is the operator's own. */
export const writeSceneFiles = async ({folder, doors, clientKey, knowsHostKeys, kubeconfig}: OperatorFiles): Promise<void> => {
	const {kubeconfigPath, identityPath, knownHostsPath} = placeSceneFiles(folder);
	await mkdir(folder, {recursive: true, mode: 0o700});
	// ssh itself writes here when somebody logs in by hand.
	const known = knowsHostKeys ? doors.filter(({hostKey}) => hostKey !== '').map(({address, hostKey}) => `${address} ${hostKey}\n`).join('') : '';
	await Promise.all([
		writeFile(kubeconfigPath, kubeconfig, {mode: 0o600}),
		writeFile(identityPath, clientKey.private, {mode: 0o600}),
		writeFile(knownHostsPath, known, {mode: 0o600}),
		writeSshConfig(folder, doors),
	]);
};
