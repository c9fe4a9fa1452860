// A host of a hand-built control plane, as far as one sees it over ssh: a unit that people wrote, a token file, and an API server that reads both when it starts.
import {copyFile, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {quoteShell} from '../../core/untrusted/quote-shell.ts';
import type {PracticeMaster as Server} from '../api-server/practice-api-server.ts';
import {openJournal} from '../nodes/journal.ts';
import {placeInTree} from '../nodes/practice-tree.ts';
import {formatAnswer, pickProperties, type ProgramAnswer, unitOf} from '../nodes/program-answer.ts';
import {apiServer, caPath, controllerManager, findValue, formatApiServerUnit, managerFlags, managerUnit, readStartWords, tokenPath} from './master-units.ts';
import {hideProcess, runShown, showProcess, writeBoot} from './shown-process.ts';

/** What a master is made of. */
export type MasterSpec = {
	readonly name: string;
	/** On its wire. */
	readonly address: string;
	readonly kubernetesVersion: string;
	/** Its API server, which serves by what the tree says. */
	readonly server: Pick<Server, 'host' | 'port' | 'setFlags' | 'refuse' | 'serve'>;
	/** The authority of the cluster, with its key. */
	readonly authority: {readonly certificate: string; readonly key: string};
	/** Lines of its token.csv; undefined: no file and no flag. */
	readonly rows?: readonly string[];
	/** Called when its API server goes down, as what holds a VIP is told. */
	readonly onDown: () => void;
	/** Aborted when the scene ends: its API server does not come back then. */
	readonly signal: AbortSignal;
	readonly onBug: (error: unknown) => void;
};

/** A master; it has no API server before it is furnished. */
export type Master = {
	/** Puts into its tree what a master has, and starts its API server. */
	readonly furnish: (tree: string, standIns: string) => Promise<void>;
	/** Names of the programs that it answers. */
	readonly programs: readonly string[];
	/** Answers one line of a stand-in; `run` starts a command in its tree that outlives the session. Never rejects. */
	readonly answer: (request: string, run: (command: string) => void) => Promise<string>;
};

// Long enough that whoever asks meanwhile is refused.
const downMs = 800;

const fine: ProgramAnswer = {lines: [], exitCode: 0};
let lastPid = 800;

/** Makes a master over the tree that `furnish` is called with. */
export const createMaster = (spec: MasterSpec): Master => {
	const {name, address, server, onBug} = spec;
	const journal = openJournal();
	let tree = '';
	let bootedAt = 0;
	let pid = 0;
	let managerPid = 0;
	let activeState: 'active' | 'activating' | 'failed' = 'activating';

	const readFlags = async (): Promise<{readonly words: readonly string[]; readonly rows: readonly string[]}> => {
		const words = readStartWords(await readFile(placeInTree(tree, apiServer.unitPath), 'utf8'));
		const path = findValue(words, 'token-auth-file');
		return {words, rows: path === undefined ? [] : (await readFile(placeInTree(tree, path), 'utf8')).split('\n')};
	};
	const start = async (): Promise<void> => {
		try {
			const {words, rows} = await readFlags();
			server.setFlags({tokenFile: rows, hasBootstrapTokens: words.includes('--enable-bootstrap-token-auth') || findValue(words, 'enable-bootstrap-token-auth') === 'true'});
			lastPid += 1;
			pid = lastPid;
			await showProcess(tree, bootedAt, {pid, program: apiServer.program, words, unit: apiServer.unit});
			await server.serve();
			activeState = 'active';
		} catch (error) {
			// What kube-apiserver says before it ends: cmd/kube-apiserver/apiserver.go.
			journal.write(`E run.go:72] "command failed" err="${error instanceof Error ? error.message : String(error)}"`);
			activeState = 'failed';
		}
	};
	const restart = async (): Promise<void> => {
		activeState = 'activating';
		await hideProcess(tree, pid);
		pid = 0;
		spec.onDown();
		await server.refuse();
		await sleep(downMs, undefined, {signal: spec.signal});
		await start();
	};

	const show = (words: readonly string[]): ProgramAnswer => {
		const name = unitOf(words);
		const running = name === apiServer.name ? {path: apiServer.unitPath, activeState, pid} : name === controllerManager.name ? {path: controllerManager.unitPath, activeState: 'active', pid: managerPid} : undefined;
		return pickProperties(words, {
			LoadState: running === undefined ? 'not-found' : 'loaded',
			ActiveState: running?.activeState ?? 'inactive',
			SubState: running?.activeState === 'active' ? 'running' : 'dead',
			FragmentPath: running?.path ?? '',
			DropInPaths: '',
			UnitFileState: running === undefined ? '' : 'enabled',
			MainPID: String(running?.pid ?? 0),
			NRestarts: '0',
			NeedDaemonReload: 'no',
			EnvironmentFiles: '',
		});
	};
	const tellVersion = (words: readonly string[]): ProgramAnswer => (words[0] === '--version' ? {lines: [`Kubernetes ${spec.kubernetesVersion}`], exitCode: 0} : fine);
	const programs: Readonly<Record<string, (words: readonly string[], run: (command: string) => void) => ProgramAnswer>> = {
		systemctl: (words) => {
			if (words[0] === 'restart' && unitOf(words) === apiServer.name) {
				restart().catch((error: unknown) => (spec.signal.aborted ? undefined : onBug(error)));
			}
			return words[0] === 'show' ? show(words) : fine;
		},
		'systemd-run': (words, run) => {
			run(runShown(words.slice(words.findIndex((word) => !word.startsWith('--'))).map(quoteShell).join(' ')));
			return fine;
		},
		'systemd-analyze': () => fine,
		journalctl: () => ({lines: journal.read(0, 80).map(({line}) => line), exitCode: 0}),
		ip: () => ({lines: ['1: lo    inet 127.0.0.1/8 scope host lo', `2: eth0    inet ${address}/16 brd 10.20.255.255 scope global eth0`], exitCode: 0}),
		hostname: () => ({lines: [name], exitCode: 0}),
		[apiServer.name]: tellVersion,
		[controllerManager.name]: tellVersion,
	};
	return {
		programs: Object.keys(programs),
		furnish: async (place, standIns) => {
			tree = place;
			bootedAt = await writeBoot(tree);
			await Promise.all([apiServer.program, controllerManager.program].map(async (path) => copyFile(join(standIns, path.split('/').at(-1) ?? ''), placeInTree(tree, path))));
			const {certificate, key} = spec.authority;
			await Promise.all([
				writeFile(placeInTree(tree, caPath), certificate),
				writeFile(placeInTree(tree, controllerManager.keyPath), key, {mode: 0o600}),
				writeFile(placeInTree(tree, controllerManager.kubeconfig), 'apiVersion: v1\nkind: Config\n', {mode: 0o600}),
				writeFile(placeInTree(tree, apiServer.unitPath), formatApiServerUnit({address, port: server.port, hasTokenFile: spec.rows !== undefined})),
				writeFile(placeInTree(tree, controllerManager.unitPath), managerUnit),
			]);
			if (spec.rows !== undefined) {
				await writeFile(placeInTree(tree, tokenPath), spec.rows.map((row) => `${row}\n`).join(''), {mode: 0o600});
			}
			lastPid += 1;
			managerPid = lastPid;
			await showProcess(tree, bootedAt, {pid: managerPid, program: controllerManager.program, words: managerFlags, unit: controllerManager.unit});
			await start();
		},
		answer: async (request, run) => {
			const [asked = '', ...words] = request.split('\t');
			return formatAnswer(programs[asked]?.(words, run) ?? {lines: [], errors: [`${asked}: not found`], exitCode: 127});
		},
	};
};
