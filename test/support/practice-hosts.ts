/* Hosts in memory: they can be surveyed, take files, and run kubelets that ask the practice cluster for certificates as real ones do. */
import {createHash} from 'node:crypto';
import type {Answers} from '../../source/core/answers/answers.ts';
import {certificatePath, listSurveyedPaths} from '../../source/core/survey/surveyed-paths.ts';
import type {KubernetesObject} from '../../source/ports/cluster-api.ts';
import type {CommandResult, RemoteShell} from '../../source/ports/remote-shell.ts';
import {clientCsr, nodeManifest, servingCsr} from './csr-objects.ts';
import {commandResult, fakeRemoteShell} from './fake-remote-shell.ts';
import {caPem, type PracticeCluster} from './practice-cluster.ts';

export type PracticeHost = {
	readonly name: string;
	readonly files: Map<string, {readonly content: string; readonly mode: number; readonly owner: string}>;
	isRunning: boolean;
	/** What its kubelet does when it is started: `silent` never asks for anything, `stops` ends at once. */
	kubelet: 'works' | 'silent' | 'stops';
	starts: number;
};

export type PracticeHosts = {
	readonly hosts: ReadonlyMap<string, PracticeHost>;
	readonly shell: ReturnType<typeof fakeRemoteShell>;
	/** Overrides of what ssh does, for a node. */
	readonly ssh: Map<string, Partial<Pick<RemoteShell, 'run' | 'install'>>>;
	/** Names of hosts that nobody has the keys of. */
	readonly strangers: Set<string>;
	readonly host: (name: string) => PracticeHost;
	/** Who a row of the token file stands for; nobody, where masters have none. */
	findRow: (token: string) => {readonly user: string; readonly groups: readonly string[]} | undefined;
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const block = (name: string, text: string): readonly string[] => [`begin ${name}`, base64(text), '.'];

/** What stands for a certificate of the practice cluster: the fake PKI reads it back. */
export const certificateText = (name: string): string => `issued system:node:${name}`;

const describeHost = (host: PracticeHost, answers: Answers, nowMs: number): string => {
	const {paths} = answers.kubelet;
	const place = (path: string): string => {
		const {content, mode, owner} = host.files.get(path) ?? {content: '', mode: 0, owner: ''};
		return `${mode.toString(8)} ${owner} ${createHash('sha256').update(content).digest('hex')}`;
	};
	const files = listSurveyedPaths(answers).flatMap(({path, isSecret}, index) => (host.files.has(path) ? [`file${index}=${place(path)}`, ...(isSecret ? [] : block('content', host.files.get(path)?.content ?? ''))] : []));
	const unit = host.files.has(paths.unit) ? [...block('service', `LoadState=loaded\nActiveState=${host.isRunning ? 'active' : 'inactive'}\nUnitFileState=enabled\nNRestarts=0\nNeedDaemonReload=no\n`), `unit=${place(paths.unit)} ${paths.unit}`, ...block('content', host.files.get(paths.unit)?.content ?? '')] : [];
	const has = (name: string): boolean => host.files.has(certificatePath(paths, name));
	return [
		'kubenroll-survey 1',
		`clock=${nowMs / 1000}`,
		`hostname=${host.name}`,
		`fqdn=${host.name}`,
		`machine-id=${host.name}`,
		'machine=x86_64',
		'cgroup=2',
		'systemd=1',
		'kubelet=0 Kubernetes v1.36.3',
		'socket=1 containerd /run/containerd/containerd.sock',
		'interface=eth0 device',
		...block('addresses', `2: eth0    inet 10.0.0.1${host.name.slice(-1)}/24 brd 10.0.0.255 scope global eth0\\ x`),
		...files,
		...unit,
		...(has('kubelet-client-current.pem') ? block('client-certificate', certificateText(host.name)) : []),
		...(has('kubelet-server-current.pem') ? block('server-certificate', certificateText(host.name)) : []),
		...(host.files.has(paths.kubeconfig) ? ['kubeconfig-server=https://10.0.0.100:6443', 'kubeconfig-credentials=0', ...block('kubeconfig-ca', caPem)] : []),
		'folder=fine 9000000 /etc',
		'done',
		'',
	].join('\n');
};

export const practiceHosts = (names: readonly string[], answers: Answers, cluster: PracticeCluster, nowMs: () => number): PracticeHosts => {
	const hosts = new Map(names.map((name): [string, PracticeHost] => [name, {name, files: new Map(), isRunning: false, kubelet: 'works', starts: 0}]));
	const ssh: PracticeHosts['ssh'] = new Map();
	const strangers = new Set<string>();
	const {paths} = answers.kubelet;
	const host = (name: string): PracticeHost => hosts.get(name)!;
	const put = (at: PracticeHost, path: string, content: string): void => {
		at.files.set(path, {content, mode: 0o600, owner: 'root:root'});
	};
	const hasFile = (at: PracticeHost, name: string): boolean => at.files.has(certificatePath(paths, name));
	const stamp = (name: string, at: PracticeHost): {readonly name: string; readonly createdAt: string} => ({name: `csr-${name}${at.name.slice(-1)}${String(at.starts).padStart(3, 'b')}`, createdAt: new Date(nowMs()).toISOString()});

	const askForServing = (at: PracticeHost): void => {
		if (!hasFile(at, 'kubelet-server-current.pem')) {
			cluster.put('csrs', servingCsr(at.name, stamp('s', at)));
		}
	};
	const register = (at: PracticeHost): void => {
		cluster.put('nodes', nodeManifest(at.name, hasFile(at, 'kubelet-server-current.pem') ? 'True' : 'False'));
	};
	const startKubelet = (at: PracticeHost): void => {
		at.isRunning = true;
		at.starts += 1;
		if (at.kubelet === 'silent') {
			return;
		}
		if (hasFile(at, 'kubelet-client-current.pem')) {
			register(at);
			askForServing(at);
			return;
		}
		const [, tokenId = '', secret] = /\b([a-z0-9]{6})\.([a-z0-9]{16})\b/.exec(at.files.get(paths.bootstrapKubeconfig)?.content ?? '') ?? [];
		const stored = cluster.get('secrets', `bootstrap-token-${tokenId}`)?.['stringData'] as Record<string, string> | undefined;
		// The kubelet writes its kubeconfig before it has a certificate.
		put(at, paths.kubeconfig, 'kubeconfig');
		const row = practice.findRow(/\btoken: "?([^"\s]+)/.exec(at.files.get(paths.bootstrapKubeconfig)?.content ?? '')?.[1] ?? '');
		if (row !== undefined) {
			cluster.put('csrs', clientCsr(at.name, {...stamp('c', at), username: row.user, groups: row.groups.filter((group) => group !== 'system:bootstrappers')}));
		}
		if (stored !== undefined && secret === stored['token-secret']) {
			cluster.put('csrs', clientCsr(at.name, {...stamp('c', at), tokenId, groups: (stored['auth-extra-groups'] ?? '').split(',')}));
		}
	};
	cluster.onIssued = (csr: KubernetesObject) => {
		const {signerName, request} = csr['spec'] as {signerName: string; request: string};
		const {subject} = JSON.parse(Buffer.from(request, 'base64').toString()) as {subject: readonly {type: string; value: string}[]};
		const at = host(subject.find(({type}) => type === 'CN')!.value.replace('system:node:', ''));
		if (!at.isRunning) {
			return;
		}
		const isClient = signerName.endsWith('client-kubelet');
		put(at, certificatePath(paths, isClient ? 'kubelet-client-current.pem' : 'kubelet-server-current.pem'), certificateText(at.name));
		register(at);
		if (isClient) {
			askForServing(at);
		}
	};

	const runScript = (at: PracticeHost, text: string): Partial<CommandResult> => {
		if (text.includes('kubenroll-survey')) {
			return {stdout: describeHost(at, answers, nowMs()), sentAtMs: nowMs(), firstByteAtMs: nowMs()};
		}
		if (text.includes('daemon-reload')) {
			if (at.kubelet === 'stops') {
				return {stdout: 'kubenroll:outcome=down\nkubenroll:ActiveState=activating\nkubenroll:NRestarts=1\nkubenroll:log\nE0101 run.go:72] "command failed" err="unknown flag: --x"\n'};
			}
			startKubelet(at);
			return {stdout: 'kubenroll:outcome=up\nkubenroll:ActiveState=active\n'};
		}
		if (text.includes('/dev/zero')) {
			at.files.delete(paths.bootstrapKubeconfig);
			return {};
		}
		if (text.includes('journalctl')) {
			return {stdout: 'kubenroll:ActiveState=active\nkubenroll:log\n'};
		}
		throw new Error(`unexpected script on ${at.name}: ${text.slice(0, 80)}`);
	};

	const practice: PracticeHosts = {
		hosts,
		ssh,
		findRow: () => undefined,
		strangers,
		host,
		shell: fakeRemoteShell({
			scanHostKeys: async (nodes) => new Map(nodes.map(({name}) => [name, {state: strangers.has(name) ? 'unknown' : 'known', keys: [{type: 'ssh-ed25519', fingerprint: `SHA256:${name}`, line: 'x'}]} as const])),
			pinHostKeys: async () => {},
			run: async (node, script, options) => {
				const own = ssh.get(node.name)?.run;
				return own === undefined ? commandResult(runScript(host(node.name), script.text)) : own(node, script, options);
			},
			install: async (node, files, options) => {
				const own = ssh.get(node.name)?.install;
				if (own !== undefined) {
					return own(node, files, options);
				}
				files.forEach(({artifact: {path, content, mode, owner}}) => host(node.name).files.set(path, {content, mode, owner}));
				return {written: files.map(({artifact}) => artifact.path), unchanged: [], backups: {}};
			},
		}),
	};
	return practice;
};
