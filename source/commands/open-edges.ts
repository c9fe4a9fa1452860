import {homedir, hostname, userInfo} from 'node:os';
import {fileURLToPath} from 'node:url';
import {localFiles} from '../adapters/local/local-files.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import {systemEntropy} from '../adapters/local/system-entropy.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import type {WatchTiming} from '../adapters/kubernetes/watch-timing.ts';
import type {Answers} from '../core/answers/answers.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import type {ClusterApi} from '../ports/cluster-api.ts';
import type {RemoteShell} from '../ports/remote-shell.ts';
import type {OfflineEdges} from '../workflow/artifacts/write-offline-artifacts.ts';
import type {Edges} from '../workflow/operation.ts';
import type {Passwords} from './read-passwords.ts';
import {recordFolderOf} from './record-folder.ts';

/** Who is at the keys, as the record names them: `user@host`. */
export const nameOperator = (): string => {
	try {
		return `${userInfo().username}@${hostname()}`;
	} catch {
		// A user id without an entry in the user database, as in containers.
		return `${process.getuid?.() ?? 'unknown'}@${hostname()}`;
	}
};

/** Opens the cluster that the answers name; the caller closes it. `timing` is how its watches come back, unless as client-go's do. */
export const openAnsweredCluster = async ({cluster}: Answers, timing?: WatchTiming): Promise<ClusterApi> => {
	if (cluster.offline !== undefined) {
		throw new Failure(problem('cluster-offline', 'kubenroll.yaml', {folder: './kubenroll-files'}), 'usage');
	}
	// Node's HTTP takes longer to load than a screen does: not before it is needed.
	const {openCluster} = await import('../adapters/kubernetes/open-cluster.ts');
	return openCluster({kubeconfig: cluster.kubeconfig, context: cluster.context, env: process.env, home: homedir(), ...(timing === undefined ? {} : {timing})});
};

const askpassProgram = (programFolder: URL): string => fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? 'askpass.ts' : 'askpass.js', programFolder));

/** `shell`: instead of the system's ssh, for a practice cluster on a machine that has none. */
type EdgeOptions = {readonly folder: string; readonly programFolder: URL; readonly passwords: Passwords; readonly shell?: RemoteShell | undefined};

/** Opens the system's ssh as the answers want it used; nothing is dialled yet. The caller closes it. */
export const openShell = async ({ssh}: Answers, options: EdgeOptions): Promise<RemoteShell> => {
	const {passwords} = options;
	const {createOpenSsh} = await import('../adapters/openssh/create-open-ssh.ts');
	return createOpenSsh({
		knownHostsFile: `${recordFolderOf(options.folder)}/known_hosts`,
		connectTimeoutSeconds: ssh.connectTimeoutSeconds,
		sudo: ssh.sudo === 'never' ? 'never' : 'auto',
		askpassProgram: askpassProgram(options.programFolder),
		...(ssh.configFile === undefined ? {} : {configFile: ssh.configFile}),
		...(ssh.identityFile === undefined ? {} : {identityFile: ssh.identityFile}),
		...(passwords.ssh === undefined ? {} : {sshPassword: () => passwords.ssh}),
		...(passwords.sudo === undefined ? {} : {sudoPassword: () => passwords.sudo}),
	});
};

/** What needs neither a cluster nor a node. */
export const offlineEdges: OfflineEdges = {pki: cryptoPki, files: localFiles, clock: systemClock, entropy: systemEntropy};

/** Opens every edge that a run works through; `close` ends the logins that are kept, and connections to the cluster. */
export const openEdges = async (answers: Answers, options: EdgeOptions): Promise<{readonly edges: Edges; readonly close: () => Promise<void>}> => {
	const api = await openAnsweredCluster(answers);
	const shell = options.shell ?? (await openShell(answers, options));
	const {openEndpointProbe} = await import('../adapters/tls-probe/open-endpoint-probe.ts');
	return {
		edges: {...offlineEdges, api, shell, probe: openEndpointProbe()},
		close: async () => {
			api.close();
			await shell.close();
		},
	};
};
