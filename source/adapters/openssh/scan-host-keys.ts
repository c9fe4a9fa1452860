import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import type {HostKey, HostKeyState, NodeAddress, RemoteShell} from '../../ports/remote-shell.ts';
import {type ClientSettings, destinationOptions, pasteableCommand} from './destination.ts';
import {explainWords, type FailedLogin} from './explain-failure.ts';
import {type createKnownHostsReader, isAbout, type KnownHost, parseKnownHosts, readHostKey} from './known-hosts.ts';
import type {ResolvedHost} from './resolve-host.ts';
import {plainSession, writeOptions} from './ssh-arguments.ts';
import {refuseShortage} from './start-shortage.ts';

/** What the scan shares with the logins. */
export type ScanSetup = {
	readonly settings: ClientSettings;
	readonly pinnedFile: string;
	readonly folder: string;
	readonly knownHosts: ReturnType<typeof createKnownHostsReader>;
	readonly resolve: (node: NodeAddress) => Promise<ResolvedHost>;
};

type Shown = {readonly keys: readonly HostKey[]; /** Of ssh, where there are no keys. */ readonly words: string};

// Processes at once: a handshake up to the key exchange is short, and where nobody answers there is only waiting.
const concurrency = 64;
const keyTypes = 'ed25519,ecdsa,rsa';

const forEach = async <Item>(items: readonly Item[], signal: AbortSignal | undefined, work: (item: Item) => Promise<void>): Promise<void> => {
	const queue = items.values();
	const take = async (): Promise<void> => {
		for (const item of queue) {
			if (signal?.aborted === true) {
				return;
			}
			await work(item);
		}
	};
	await Promise.all(Array.from({length: concurrency}, take));
};

const keyscan = async (node: NodeAddress, host: ResolvedHost, settings: ClientSettings, signal?: AbortSignal): Promise<readonly HostKey[]> => {
	const seconds = String(settings.connectTimeoutSeconds);
	const {stdout, code} = await execa('ssh-keyscan', ['-T', seconds, '-p', String(host.port), '-t', keyTypes, '--', host.hostName], {reject: false, stdin: 'ignore', timeout: (settings.connectTimeoutSeconds + 5) * 3000, ...(signal === undefined ? {} : {cancelSignal: signal})});
	refuseShortage(node.name, 'ssh-keyscan', code);
	return stdout.split('\n').flatMap((line) => {
		const [, type = '', base64 = ''] = line.startsWith('#') ? [] : line.trim().split(' ');
		return readHostKey(type, base64) ?? [];
	});
};

// ssh-keyscan tells no reason. Where it gave up at once, ssh knows why; where it waited in vain, so would ssh.
const show = async (node: NodeAddress, host: ResolvedHost, setup: ScanSetup, signal?: AbortSignal): Promise<Shown> => {
	if (host.via !== undefined) {
		return showThroughSsh(node, host, setup, signal);
	}
	const startedAtMs = Date.now();
	const keys = await keyscan(node, host, setup.settings, signal);
	if (keys.length > 0) {
		return {keys, words: ''};
	}
	const waitedMs = Date.now() - startedAtMs;
	return waitedMs < setup.settings.connectTimeoutSeconds * 900 ? showThroughSsh(node, host, setup, signal) : {keys, words: 'Connection timed out'};
};

// ssh-keyscan knows neither jump hosts nor ssh_config: there ssh itself takes down the key that it is shown, and tries no way to log in.
const showThroughSsh = async (node: NodeAddress, host: ResolvedHost, setup: ScanSetup, signal?: AbortSignal): Promise<Shown> => {
	const {settings} = setup;
	const folder = await mkdtemp(join(setup.folder, 'scan-'));
	const file = join(folder, 'known_hosts');
	const options = {
		...plainSession,
		BatchMode: 'yes',
		StrictHostKeyChecking: 'no',
		UserKnownHostsFile: `"${file}"`,
		GlobalKnownHostsFile: '/dev/null',
		HashKnownHosts: 'no',
		PreferredAuthentications: 'none',
		ControlPath: 'none',
		ClearAllForwardings: 'yes',
		PermitLocalCommand: 'no',
		ConnectTimeout: String(settings.connectTimeoutSeconds),
		LogLevel: 'INFO',
	};
	try {
		const {stderr, code} = await execa('ssh', [...destinationOptions(node, settings), ...writeOptions(options, host), '--', node.address, 'true'], {reject: false, stdin: 'ignore', timeout: (settings.connectTimeoutSeconds + 5) * 2000, env: {LC_ALL: 'C', SSH_ASKPASS_REQUIRE: 'never'}, killDescendants: true, ...(signal === undefined ? {} : {cancelSignal: signal})});
		refuseShortage(node.name, 'ssh', code);
		const keys = parseKnownHosts(await readFile(file, 'utf8').catch(() => ''), file).map(({key}) => key);
		return {keys, words: stderr};
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
};

/** Holds what a host shows against what is on file, as ssh with StrictHostKeyChecking would. */
export const compareKeys = (shown: readonly HostKey[], onFile: readonly KnownHost[]): 'known' | 'unknown' | 'changed' => {
	const isShown = (entry: KnownHost): boolean => shown.some(({line}) => line === entry.key.line);
	if (onFile.some((entry) => entry.marker === '@revoked' && isShown(entry))) {
		return 'changed';
	}
	const trusted = onFile.filter(({marker}) => marker !== '@revoked');
	// A certificate authority vouches for keys that no scan can see; the login itself decides.
	if (trusted.some((entry) => entry.marker === '@cert-authority' || isShown(entry))) {
		return 'known';
	}
	return trusted.length === 0 ? 'unknown' : 'changed';
};

const describeLogin = (node: NodeAddress, host: ResolvedHost, setup: ScanSetup): FailedLogin => ({
	node: node.name,
	target: {address: node.address, port: host.port, command: pasteableCommand(node, setup.settings)},
	user: host.user,
	...(host.via === undefined ? {} : {via: host.via}),
	connectTimeoutSeconds: setup.settings.connectTimeoutSeconds,
	keyName: host.keyName,
	knownHostsFile: setup.pinnedFile,
	passwordWasGiven: false,
	timeoutMs: 0,
});

/** Makes the scan; see `RemoteShell.scanHostKeys`. */
export const createScanHostKeys = (setup: ScanSetup): RemoteShell['scanHostKeys'] => async (nodes, options = {}) => {
	const states = new Map<string, HostKeyState>();
	const scan = async (node: NodeAddress): Promise<void> => {
		const host = await setup.resolve(node);
		const pinned = (await setup.knownHosts.read(setup.pinnedFile)).filter((entry) => isAbout(entry, host.keyName));
		const others = pinned.length > 0 ? [] : (await Promise.all(host.knownHostsFiles.map(setup.knownHosts.read))).flat().filter((entry) => isAbout(entry, host.keyName));
		const onFile = [...pinned, ...others];
		if (options.skipsKnown === true && onFile.some(({marker}) => marker !== '@revoked')) {
			states.set(node.name, {state: 'known', keys: onFile.filter(({marker}) => marker === undefined).map(({key}) => key)});
			return;
		}
		const shown = await show(node, host, setup, options.signal);
		if (shown.keys.length === 0) {
			states.set(node.name, {state: 'unreachable', keys: [], problems: [explainWords(describeLogin(node, host, setup), shown.words)]});
			return;
		}
		const state = compareKeys(shown.keys, onFile);
		const file = state === 'changed' ? onFile[0]?.file : undefined;
		states.set(node.name, {state, keys: shown.keys, ...(file === undefined ? {} : {onFile: {file, name: host.keyName}})});
	};
	await forEach(nodes, options.signal, async (node) => {
		try {
			await scan(node);
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			states.set(node.name, {state: 'unreachable', keys: [], problems: error.problems});
		}
	});
	if (options.signal?.aborted === true) {
		throw new Failure(problem('ssh-cancelled', 'host keys', {}), 'cancelled');
	}
	return states;
};
