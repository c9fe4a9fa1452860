// A host of a hand-built control plane, as far as one sees it over ssh: a unit that people wrote, a token file, and an API server that reads both when it starts.
import {copyFile, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {quoteShell} from '../../core/untrusted/quote-shell.ts';
import type {PracticeMaster as Server} from '../api-server/practice-api-server.ts';
import {openJournal} from '../nodes/journal.ts';
import {placeInTree} from '../nodes/practice-tree.ts';
import {formatAnswer, pickProperties, type ProgramAnswer, unitOf} from '../nodes/program-answer.ts';
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
	/** Answers one line of a stand-in; `run` starts a command in its tree that outlives the session. Never rejects. */
	readonly answer: (request: string, run: (command: string) => void) => Promise<string>;
};

const unit = 'kube-apiserver.service';
const unitPath = `/etc/systemd/system/${unit}`;
const program = '/usr/local/bin/kube-apiserver';
const manager = {name: 'kube-controller-manager', unit: 'kube-controller-manager.service', program: '/usr/local/bin/kube-controller-manager', unitPath: '/etc/systemd/system/kube-controller-manager.service', kubeconfig: '/etc/kubernetes/controller-manager.conf', keyPath: '/etc/kubernetes/pki/ca.key'} as const;
const caPath = '/etc/kubernetes/pki/ca.crt';
const tokenPath = '/etc/kubernetes/token.csv';

const formatUnit = ({address, server: {port}, rows}: MasterSpec): string => `[Unit]
Description=Kubernetes API Server
After=network.target

[Service]
ExecStart=${program} \\
  --advertise-address=${address} \\
  --secure-port=${port} \\
  --client-ca-file=${caPath} \\
  --authorization-mode=Node,RBAC \\
  --enable-admission-plugins=NodeRestriction${rows === undefined ? '' : ` \\\n  --token-auth-file=${tokenPath}`}
Restart=on-failure
LimitNOFILE=65536

[Install]
WantedBy=multi-user.target
`;

const managerFlags = [`--kubeconfig=${manager.kubeconfig}`, '--leader-elect=true', '--use-service-account-credentials=true', '--controllers=*,bootstrapsigner,tokencleaner', `--cluster-signing-cert-file=${caPath}`, `--cluster-signing-key-file=${manager.keyPath}`, `--root-ca-file=${caPath}`];

const managerUnit = `[Unit]
Description=Kubernetes Controller Manager

[Service]
ExecStart=${[manager.program, ...managerFlags].join(' \\\n  ')}
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;

// Long enough that whoever asks meanwhile is refused.
const downMs = 800;

const wordsOf = (text: string): readonly string[] => (/^ExecStart=(.*)$/m.exec(text.replaceAll('\\\n', ' '))?.[1] ?? '').trim().split(/\s+/).slice(1);

const flagOf = (words: readonly string[], name: string): string | undefined => words.findLast((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);

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
		const words = wordsOf(await readFile(placeInTree(tree, unitPath), 'utf8'));
		const path = flagOf(words, 'token-auth-file');
		return {words, rows: path === undefined ? [] : (await readFile(placeInTree(tree, path), 'utf8')).split('\n')};
	};
	const start = async (): Promise<void> => {
		try {
			const {words, rows} = await readFlags();
			server.setFlags({tokenFile: rows, hasBootstrapTokens: words.includes('--enable-bootstrap-token-auth') || flagOf(words, 'enable-bootstrap-token-auth') === 'true'});
			lastPid += 1;
			pid = lastPid;
			await showProcess(tree, bootedAt, {pid, program, words, unit});
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
		const running = name === 'kube-apiserver' ? {path: unitPath, activeState, pid} : name === manager.name ? {path: manager.unitPath, activeState: 'active', pid: managerPid} : undefined;
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
			if (words[0] === 'restart' && unitOf(words) === 'kube-apiserver') {
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
		'kube-apiserver': tellVersion,
		[manager.name]: tellVersion,
	};
	return {
		furnish: async (place, standIns) => {
			tree = place;
			bootedAt = await writeBoot(tree);
			await Promise.all([program, manager.program].map(async (path) => copyFile(join(standIns, path.split('/').at(-1) ?? ''), placeInTree(tree, path))));
			const {certificate, key} = spec.authority;
			await Promise.all([
				writeFile(placeInTree(tree, caPath), certificate),
				writeFile(placeInTree(tree, manager.keyPath), key, {mode: 0o600}),
				writeFile(placeInTree(tree, manager.kubeconfig), 'apiVersion: v1\nkind: Config\n', {mode: 0o600}),
				writeFile(placeInTree(tree, unitPath), formatUnit(spec)),
				writeFile(placeInTree(tree, manager.unitPath), managerUnit),
			]);
			if (spec.rows !== undefined) {
				await writeFile(placeInTree(tree, tokenPath), spec.rows.map((row) => `${row}\n`).join(''), {mode: 0o600});
			}
			lastPid += 1;
			managerPid = lastPid;
			await showProcess(tree, bootedAt, {pid: managerPid, program: manager.program, words: managerFlags, unit: manager.unit});
			await start();
		},
		answer: async (request, run) => {
			const [asked = '', ...words] = request.split('\t');
			return formatAnswer(programs[asked]?.(words, run) ?? {lines: [], errors: [`${asked}: not found`], exitCode: 127});
		},
	};
};
