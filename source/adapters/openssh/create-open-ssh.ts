// The system's own ssh, as the operator set it up: agent, ssh_config, jump hosts, keys a host. One login a node for all its scripts, known host
// keys only, and no decision: every answer is a result, every failure a Failure that says what to do. Passwords leave this process through
// the private socket (ssh) or ssh's standard input after sudo has asked (sudo), and in no other way.
import type {NodeAddress, RemoteShell} from '../../ports/remote-shell.ts';
import {createInstall, createUpload} from './install-files.ts';
import {createKnownHostsReader} from './known-hosts.ts';
import {openLoginDesk} from './login.ts';
import {createPinHostKeys} from './pin-host-keys.ts';
import {makePrivateFolder} from './private-folder.ts';
import {createScanHostKeys} from './scan-host-keys.ts';
import {servePasswords} from './serve-passwords.ts';

/** How the operator wants ssh to be used. Paths are absolute; passwords stay in the memory of this process. */
export type OpenSshOptions = {
	/** Instead of ~/.ssh/config and /etc/ssh/ssh_config. */
	readonly configFile?: string;
	readonly identityFile?: string;
	/** Of this cluster alone, usually `.kubenroll/known_hosts`; need not exist. A host that is in it is trusted by it only. */
	readonly knownHostsFile: string;
	readonly connectTimeoutSeconds: number;
	/** `never`: the login must be root; default: sudo where it is not. */
	readonly sudo?: 'auto' | 'never';
	/** The bundled dist/askpass.js; needed only with `sshPassword`. */
	readonly askpassProgram?: string;
	/** undefined: keys and agent only. */
	readonly sshPassword?: (node: NodeAddress) => string | undefined;
	/** undefined: sudo must not ask. */
	readonly sudoPassword?: (node: NodeAddress) => string | undefined;
};

/** Opens the way to the nodes; the caller must close it. Nothing is dialled before the first call. */
export const createOpenSsh = async (options: OpenSshOptions): Promise<RemoteShell> => {
	const folder = await makePrivateFolder();
	const settings = {
		connectTimeoutSeconds: options.connectTimeoutSeconds,
		...(options.configFile === undefined ? {} : {configFile: options.configFile}),
		...(options.identityFile === undefined ? {} : {identityFile: options.identityFile}),
	};
	const service = options.sshPassword === undefined || options.askpassProgram === undefined ? undefined : await servePasswords(folder.promptSocket);
	const program = options.askpassProgram === undefined ? undefined : await folder.writeAskpass([process.execPath, options.askpassProgram]);
	const knownHosts = createKnownHostsReader();
	const desk = openLoginDesk({
		settings,
		folder,
		knownHosts,
		sudo: options.sudo ?? 'auto',
		pinnedFile: options.knownHostsFile,
		pinnedFileForSsh: await folder.pathForSsh(options.knownHostsFile),
		sshPassword: options.sshPassword ?? (() => undefined),
		sudoPassword: options.sudoPassword ?? (() => undefined),
		...(service === undefined || program === undefined ? {} : {askpass: {service, program}}),
	});
	const scanSetup = {settings, pinnedFile: options.knownHostsFile, folder: folder.path, knownHosts, resolve: (node: NodeAddress) => desk.resolve(node)};
	return {
		async run(node, script, runOptions = {}) {
			const {timeoutMs = 60_000, signal, input} = runOptions;
			const ended = await desk.work(node, {script: script.text, asRoot: script.asRoot, timeoutMs, ...(signal === undefined ? {} : {signal}), ...(input === undefined ? {} : {input: {text: input}})});
			const {exitCode, stdout, stderr, sentAtMs, firstByteAtMs, privilege} = ended;
			return {exitCode, stdout, stderr, sentAtMs, firstByteAtMs, privilege, durationMs: ended.endedAtMs - sentAtMs};
		},
		install: createInstall(desk),
		upload: createUpload(desk),
		scanHostKeys: createScanHostKeys(scanSetup),
		pinHostKeys: createPinHostKeys(scanSetup),
		async close() {
			await desk.close();
			await service?.close();
			await folder.remove();
		},
	};
};
