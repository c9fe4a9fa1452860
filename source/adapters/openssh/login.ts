import {Failure} from '../../core/problem/failure.ts';
import type {NodeAddress, Privilege} from '../../ports/remote-shell.ts';
import {createConfigAsker} from './ask-ssh-config.ts';
import {type ClientSettings, pasteableCommand} from './destination.ts';
import {explainEnd, explainFailure, type FailedLogin} from './explain-failure.ts';
import {keepSessions} from './keep-sessions.ts';
import {isAbout, type createKnownHostsReader} from './known-hosts.ts';
import type {Session} from './open-session.ts';
import type {PrivateFolder} from './private-folder.ts';
import {type Elevation, remoteCommand} from './remote-command.ts';
import {resolveHost, type ResolvedHost} from './resolve-host.ts';
import {outputLimitMiB} from './run-script.ts';
import type {PasswordService} from './serve-passwords.ts';
import type {SessionWork, WorkEnd} from './session-work.ts';
import {loginOptions} from './ssh-arguments.ts';
import {isStartShortage, wasRefusedForShortage} from './start-shortage.ts';

/** A script to run, with what it reads. */
export type Work = SessionWork & {readonly asRoot: boolean};

/** Everything that logins of one run share. */
export type LoginSetup = {
	readonly settings: ClientSettings;
	readonly sudo: 'auto' | 'never';
	readonly pinnedFile: string;
	/** The same file by a path that needs no quoting in ssh's options. */
	readonly pinnedFileForSsh: string;
	readonly folder: PrivateFolder;
	readonly knownHosts: ReturnType<typeof createKnownHostsReader>;
	/** Present where there is a password to give. */
	readonly askpass?: {readonly program: string; readonly service: PasswordService};
	readonly sshPassword: (node: NodeAddress) => string | undefined;
	readonly sudoPassword: (node: NodeAddress) => string | undefined;
};

/** What a script left that came to its end. */
export type WorkResult = Pick<WorkEnd, 'exitCode' | 'stdout' | 'stderr' | 'sentAtMs' | 'firstByteAtMs' | 'endedAtMs'> & {readonly privilege: Privilege};

/** Logs in to nodes, and goes on in the logins that are there; a password that a node refused is not tried there again. */
export type LoginDesk = {
	work(node: NodeAddress, work: Work): Promise<WorkResult>;
	resolve(node: NodeAddress): Promise<ResolvedHost>;
	/** Ends every login. */
	close(): Promise<void>;
};

// Under what one login happens.
type LoginTerms = {
	readonly isPinned: boolean;
	readonly knownHostsFiles: readonly string[];
	readonly elevation: Elevation;
	/** For askpass; of this login alone. */
	readonly token: string;
};

// Through a jump host, its own prompts come to the same askpass: only one that names this very login is answered. Without, keyboard-interactive
// prompts of clients before OpenSSH 8.5 name nobody; key passphrases and host-key questions never match.
const acceptsPrompt = (host: ResolvedHost, node: NodeAddress) => (prompt: string): boolean => {
	const names = [host.hostName, node.address].flatMap((name) => [`${host.user}@${name}'s password:`, `(${host.user}@${name}) `]);
	const namesUs = names.some((name) => prompt.toLowerCase().startsWith(name.toLowerCase()));
	return /password|密码/i.test(prompt) && !/passphrase|yes\/no/i.test(prompt) && (namesUs || (host.via === undefined && !prompt.includes('@')));
};

/** Opens the desk; the caller closes it. */
export const openLoginDesk = (setup: LoginSetup): LoginDesk => {
	const {settings, folder} = setup;
	const hosts = new Map<string, Promise<ResolvedHost>>();
	const refused = new Map<string, Failure>();
	const ask = createConfigAsker(settings);
	const sessions = keepSessions();
	let logins = 0;

	const keyOf = (node: NodeAddress): string => [node.user, node.address, node.port].join(' ');
	const resolve = (node: NodeAddress): Promise<ResolvedHost> => {
		const known = hosts.get(keyOf(node));
		if (known !== undefined) {
			return known;
		}
		const host = resolveHost(node, settings, ask).catch(async (error: unknown) => {
			if (!wasRefusedForShortage(error)) {
				throw error;
			}
			await sessions.endIdle();
			return resolveHost(node, settings, ask);
		});
		hosts.set(keyOf(node), host);
		host.catch((error: unknown) => {
			if (wasRefusedForShortage(error)) {
				hosts.delete(keyOf(node));
			}
		});
		return host;
	};
	const elevationFor = (node: NodeAddress, asRoot: boolean): Elevation => {
		if (!asRoot) {
			return 'none';
		}
		if (setup.sudo === 'never') {
			return 'be-root';
		}
		return setup.sudoPassword(node) === undefined ? 'sudo' : 'sudo-with-password';
	};

	const logIn = (node: NodeAddress, host: ResolvedHost, {isPinned, knownHostsFiles, elevation, token}: LoginTerms): Session => {
		const password = setup.sshPassword(node);
		// Never where no sudo will ask: whatever a login prints must not draw it out.
		const sudoPassword = elevation === 'sudo-with-password' ? setup.sudoPassword(node) : undefined;
		if (password !== undefined) {
			setup.askpass?.service.grant(token, {password, accepts: acceptsPrompt(host, node)});
		}
		return sessions.open({
			args: [...loginOptions({node, host, settings, knownHostsFiles: isPinned ? [setup.pinnedFileForSsh] : knownHostsFiles, isPinned, hasPassword: password !== undefined}), remoteCommand(elevation)],
			environment: {LC_ALL: 'C', ...(password === undefined || setup.askpass === undefined ? {SSH_ASKPASS_REQUIRE: 'never'} : askpassEnvironment(setup.askpass.program, folder.promptSocket, token))},
			...(sudoPassword === undefined ? {} : {sudoPassword}),
		});
	};

	return {
		resolve,
		async work(node, work) {
			const earlier = refused.get(keyOf(node));
			if (earlier !== undefined) {
				throw earlier;
			}
			const host = await resolve(node);
			const pinned = await setup.knownHosts.read(setup.pinnedFile);
			const isPinned = pinned.some((entry) => isAbout(entry, host.keyName));
			const knownHostsFiles = isPinned ? [setup.pinnedFile] : host.knownHostsFiles;
			const elevation = elevationFor(node, work.asRoot);
			const purpose = `${keyOf(node)} ${elevation}`;
			const token = String((logins += 1));
			const workIn = async (session: Session): Promise<WorkEnd> => {
				const ended = await session.work(work);
				await sessions.put(purpose, session);
				return ended;
			};
			const workAnew = async (): Promise<WorkEnd> => workIn(logIn(node, host, {isPinned, knownHostsFiles, elevation, token}));
			const kept = await sessions.take(purpose, work.signal);
			const endedInKept = kept === undefined ? undefined : await workIn(kept);
			// A login that was kept may be gone by now; what certainly did not run there is sent anew, once.
			let ended = endedInKept === undefined || wasMissed(endedInKept) ? await workAnew() : endedInKept;
			if (isStartShortage(ended.startError)) {
				await sessions.endIdle();
				ended = await workAnew();
			}
			const passwordWasGiven = setup.askpass?.service.revoke(token) ?? false;
			const login: FailedLogin = {
				node: node.name,
				target: {address: node.address, port: host.port, command: pasteableCommand(node, settings)},
				user: host.user,
				...(host.via === undefined ? {} : {via: host.via}),
				connectTimeoutSeconds: settings.connectTimeoutSeconds,
				keyName: host.keyName,
				knownHostsFile: knownHostsFiles[0] ?? setup.pinnedFile,
				passwordWasGiven,
				timeoutMs: work.timeoutMs,
			};
			const problem = explainEnd(login, ended, outputLimitMiB) ?? (ended.wasReady && ended.exitCode !== 255 ? undefined : explainFailure(login, ended));
			if (problem !== undefined) {
				const failure = new Failure(problem, ended.end === 'cancelled' ? 'cancelled' : 'failed');
				if (problem.code === 'ssh-password-wrong' || problem.code === 'sudo-password-wrong') {
					refused.set(keyOf(node), failure);
				}
				throw failure;
			}
			return {...ended, privilege: privilegeOf(work.asRoot, ended)};
		},
		async close() {
			await sessions.close();
		},
	};
};

const wasMissed = ({end, exitCode, mayHaveBegun}: WorkEnd): boolean => end === 'exited' && exitCode === 255 && !mayHaveBegun;

const privilegeOf = (asRoot: boolean, ended: WorkEnd): Privilege => {
	if (!asRoot) {
		return 'user';
	}
	if (!ended.cameBySudo) {
		return 'root';
	}
	return ended.sudoPrompts > 0 ? 'sudo-with-password' : 'sudo';
};

// DISPLAY: OpenSSH before 8.4 knows no SSH_ASKPASS_REQUIRE and asks only where a display seems to be there.
const askpassEnvironment = (program: string, socket: string, token: string): Readonly<Record<string, string>> => ({
	SSH_ASKPASS: program,
	SSH_ASKPASS_REQUIRE: 'force',
	DISPLAY: process.env['DISPLAY'] ?? ':0',
	KUBENROLL_ASKPASS_SOCKET: socket,
	KUBENROLL_ASKPASS_TOKEN: token,
});
