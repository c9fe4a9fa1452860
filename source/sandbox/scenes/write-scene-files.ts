import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {PracticeNodes} from '../nodes/start-nodes.ts';
import type {Scene} from './scenes.ts';

/** What the operator of a practice cluster is given. */
export type OperatorFiles = {
	readonly folder: string;
	readonly scene: Scene;
	readonly nodes: Pick<PracticeNodes, 'doors' | 'clientKey'>;
	/** `host:port` for kubelets. */
	readonly apiServer: string;
	readonly kubeconfig: string;
};

// ssh_config(5): quoted for blanks, and `%` begins a token.
const quotePath = (path: string): string => `"${path.replaceAll('%', '%%')}"`;

const formatAnswers = ({scene, apiServer, nodes}: OperatorFiles): string => `# A practice cluster of kubenroll demo: a file like yours would be.
apiVersion: kubenroll.dev/v1alpha1
cluster:
  kubeconfig: kubeconfig
  apiServer: ${apiServer}
ssh:
  configFile: ssh_config
${scene.concurrency === undefined ? '' : `  concurrency: ${scene.concurrency}\n`}nodes:
${nodes.doors.map(({name, address}) => `  - ${name}=${address}\n`).join('')}`;

const formatSshConfig = ({folder, nodes}: OperatorFiles): string => `# Leads the addresses of the practice nodes to their servers on loopback.
${nodes.doors.map(({name, address, port}) => `Host ${name} ${address}\n  HostName 127.0.0.1\n  Port ${port}\n  HostKeyAlias ${address}\n`).join('')}Host *
  User root
  IdentityFile ${quotePath(join(folder, 'id_ed25519'))}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${quotePath(join(folder, 'known_hosts'))} ${quotePath(join(folder, '.kubenroll/known_hosts'))}
  GlobalKnownHostsFile /dev/null
`;

/** Writes kubenroll.yaml, kubeconfig, ssh_config, key and known_hosts into the scene's folder; what is secret with 0600. */
export const writeSceneFiles = async (files: OperatorFiles): Promise<void> => {
	const {folder, scene, nodes} = files;
	await mkdir(folder, {recursive: true, mode: 0o700});
	// ssh itself writes here when somebody logs in by hand.
	const known = scene.knowsHostKeys ? nodes.doors.map(({address, hostKey}) => `${address} ${hostKey}\n`).join('') : '';
	await Promise.all([
		writeFile(join(folder, 'kubeconfig'), files.kubeconfig, {mode: 0o600}),
		writeFile(join(folder, 'id_ed25519'), nodes.clientKey.private, {mode: 0o600}),
		writeFile(join(folder, 'ssh_config'), formatSshConfig(files), {mode: 0o600}),
		writeFile(join(folder, 'known_hosts'), known, {mode: 0o600}),
		writeFile(join(folder, 'kubenroll.yaml'), formatAnswers(files), {mode: 0o644}),
	]);
};
