/* Masters in memory beside a practice ground: apiservers that read flags and token file when they start, and that are changed as real hosts are. */
import {createHash} from 'node:crypto';
import {changeFolder} from '../../source/core/control-plane/host-change.ts';
import {parseTokenFile} from '../../source/core/token-file/parse-token-file.ts';
import type {CallOptions} from '../../source/ports/cluster-api.ts';
import type {CommandResult} from '../../source/ports/remote-shell.ts';
import {commandResult} from './fake-remote-shell.ts';
import type {practiceGround} from './practice-run.ts';

/** A master whose unit is one line of flags. */
export type PracticeMaster = {
	readonly name: string;
	readonly address: string;
	readonly files: Map<string, {readonly content: string; readonly mode: string; readonly owner: string; readonly writtenAtMs: number}>;
	/** Its apiserver, as it was started last. */
	process: {readonly pid: number; readonly startedAtMs: number; readonly flags: readonly string[]; readonly tokens: ReadonlyMap<string, {readonly user: string; readonly groups: readonly string[]}>};
	/** How often its apiserver was restarted. */
	restarts: number;
	/** Nobody can log in. */
	isDown: boolean;
	/** Its apiserver does not come back with the next change. */
	breaks: boolean;
	/** Its apiserver goes on taking the tokens that it had. */
	clings: boolean;
};

export const tokenPath = '/etc/kubernetes/token.csv';
const unitPath = '/etc/systemd/system/kube-apiserver.service';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const block = (name: string, text: string): readonly string[] => [`begin ${name}`, base64(text), '.'];
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const readUnit = (content: string): readonly string[] => (/^ExecStart=(.*)$/m.exec(content)?.[1] ?? '').split(' ');

/** Adds masters to a ground; `rows` is what a token file holds that is there and read, undefined: no flag and no file. */
export const practiceMasters = (ground: ReturnType<typeof practiceGround>, given: readonly {readonly name: string; readonly address: string; readonly rows?: string}[]) => {
	const {clock, edges, hosts} = ground;
	let pid = 100;

	const start = (master: PracticeMaster): void => {
		const flags = readUnit(master.files.get(unitPath)?.content ?? '').slice(1);
		const path = flags.findLast((flag) => flag.startsWith('--token-auth-file='))?.split('=')[1];
		const {rows} = parseTokenFile(path === undefined ? '' : (master.files.get(path)?.content ?? ''));
		pid += 1;
		master.process = {pid, startedAtMs: clock.nowMs(), flags, tokens: master.clings ? master.process.tokens : new Map(rows.map(({token, user, groups}) => [token, {user, groups}]))};
	};
	const masters = given.map(({name, address, rows}): PracticeMaster => {
		const unit = `[Service]\nExecStart=/usr/local/bin/kube-apiserver --secure-port=6443 --client-ca-file=/ca.crt --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction${rows === undefined ? '' : ` --token-auth-file=${tokenPath}`}\n`;
		const file = (content: string, mode: string) => ({content, mode, owner: 'root:root', writtenAtMs: 0});
		const master: PracticeMaster = {name, address, files: new Map([[unitPath, file(unit, '644')], ...(rows === undefined ? [] : [[tokenPath, file(rows, '600')] as const])]), process: {pid: 0, startedAtMs: 0, flags: [], tokens: new Map()}, restarts: 0, isDown: false, breaks: false, clings: false};
		start(master);
		return master;
	});

	const state = (master: PracticeMaster, path: string): string => {
		const file = master.files.get(path);
		return file === undefined ? `missing ${path}` : `${file.mode} ${file.owner} ${Math.floor(file.writtenAtMs / 1000)} ${sha256(file.content)} ${path}`;
	};
	const describe = (master: PracticeMaster): string => {
		const {process, files} = master;
		const content = (path: string): string => files.get(path)?.content ?? '';
		const named = process.flags.some((flag) => flag.startsWith('--token-auth-file=')) || content(unitPath).includes('--token-auth-file=');
		return [
			'kubenroll-survey 1',
			`clock=${clock.nowMs() / 1000}`,
			`hostname=${master.name}`,
			...block('addresses', `2: eth0    inet ${master.address}/24 brd x scope global eth0\\ x`),
			'boot=0',
			'ticks=1000',
			`process=kube-apiserver ${process.pid} ${process.startedAtMs} root:root systemd`,
			...block('arguments', `${['/usr/local/bin/kube-apiserver', ...process.flags].join('\u0000')}\u0000`),
			...block('cgroup', '0::/system.slice/kube-apiserver.service'),
			'version=kube-apiserver Kubernetes v1.36.3',
			'unit=kube-apiserver kube-apiserver.service',
			...block('service', `LoadState=loaded\nActiveState=active\nMainPID=${process.pid}\nNeedDaemonReload=no\nFragmentPath=${unitPath}\n`),
			`source=${state(master, unitPath)}`,
			...block('content', content(unitPath)),
			...(named ? [`file=${state(master, tokenPath)}`] : []),
			...(files.has(tokenPath) ? [`token-file=${process.flags.some((flag) => flag.startsWith('--token-auth-file=')) ? process.pid : 0} ${tokenPath}`, ...block('token-text', content(tokenPath))] : []),
			'done',
			'',
		].join('\n');
	};

	type Change = {state: string; readonly texts: Map<string, string>; readonly old: Map<string, string | undefined>; isRestarted: boolean};
	const changes = new Map<string, Change>();
	const changeOf = (master: PracticeMaster): Change => changes.get(master.name) ?? {state: 'none', texts: new Map(), old: new Map(), isRestarted: false};
	const pathsOf = ({texts}: Change): readonly string[] => [...(texts.get('perform') ?? '').matchAll(/^path_\d+=(\S+) /gm)].map(([, path = '']) => path.replaceAll("'", ''));
	const modesOf = ({texts}: Change): readonly string[] => [...(texts.get('perform') ?? '').matchAll(/ mode_\d+=(\d+) /g)].map(([, mode = '']) => mode);

	const perform = (master: PracticeMaster, change: Change): void => {
		pathsOf(change).forEach((path, index) => {
			const before = master.files.get(path);
			change.old.set(path, before?.content);
			master.files.set(path, {content: change.texts.get(`new-${index}`) ?? '', mode: path === unitPath ? '644' : (modesOf(change)[index] ?? '600'), owner: before?.owner ?? 'root:root', writtenAtMs: clock.nowMs()});
		});
		change.state = 'restarted';
	};
	const undo = (master: PracticeMaster, change: Change): void => {
		for (const [path, content] of change.old) {
			if (content === undefined) {
				master.files.delete(path);
			} else {
				master.files.set(path, {content, mode: path === unitPath ? '644' : '600', owner: 'root:root', writtenAtMs: clock.nowMs()});
			}
		}
		start(master);
		master.breaks = false;
		change.state = 'undone asked';
	};
	const watch = (master: PracticeMaster, text: string): string => {
		const change = changeOf(master);
		if (text.includes(': > confirm') && change.state === 'restarted') {
			change.state = 'confirmed';
		}
		if (text.includes(': > undo') && change.state === 'restarted') {
			undo(master, change);
		}
		// The first look after the start sees the old process, as on a real host.
		const processes = [`${master.process.pid}-1`];
		if (change.state === 'restarted' && !change.isRestarted) {
			change.isRestarted = true;
			master.restarts += 1;
			start(master);
			return [`kubenroll:state=restarting`, 'kubenroll:guarded=yes', ...processes.map((each) => `kubenroll:process=${each}`), ''].join('\n');
		}
		return [
			`kubenroll:state=${change.state}`,
			...(change.state === 'restarted' ? ['kubenroll:guarded=yes'] : []),
			...(change.texts.get('about') ?? '').split('\n').filter((line) => line !== '').map((line) => `kubenroll:${line}`),
			`kubenroll:ActiveState=${master.breaks && change.state === 'restarted' ? 'failed' : 'active'}`,
			`kubenroll:process=${master.process.pid}-1`,
			...(text.includes('argument=') ? ['/usr/local/bin/kube-apiserver', ...master.process.flags].map((word) => `kubenroll:argument=${word}`) : []),
			'',
		].join('\n');
	};
	const run = (master: PracticeMaster, text: string): Partial<CommandResult> => {
		if (text.includes('kubenroll-survey 1')) {
			return {stdout: describe(master), sentAtMs: clock.nowMs(), firstByteAtMs: clock.nowMs()};
		}
		if (text.includes('kubenroll:state=')) {
			return {stdout: watch(master, text)};
		}
		if (text.includes('systemd-run')) {
			perform(master, changeOf(master));
			return {};
		}
		if (text.includes('exit 75')) {
			changes.set(master.name, {state: 'staged', texts: new Map(), old: new Map(), isRestarted: false});
			return {};
		}
		throw new Error(`unexpected script on ${master.name}: ${text.slice(0, 80)}`);
	};
	for (const master of masters) {
		hosts.ssh.set(master.name, {
			run: async (_node, script) => commandResult(run(master, script.text)),
			install: async (_node, files) => {
				files.forEach(({artifact: {path, content}}) => changeOf(master).texts.set(path.slice(changeFolder.length + 1), content));
				return {written: files.map(({artifact}) => artifact.path), unchanged: [], backups: {}};
			},
		});
	}

	/** Who the apiserver at an address takes a token for; the VIP is on the first master that is up. */
	const userOf = (token: string, server: CallOptions['server']): {readonly user: string; readonly groups: readonly string[]} | undefined => {
		const master = masters.find(({address}) => address === server?.host) ?? masters[0];
		return master?.process.tokens.get(token);
	};
	const api = {...edges.api};
	// The one edge that knows masters apart.
	Object.assign(edges.api, {
		call: async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, options: CallOptions = {}) => {
			const master = masters.find(({address}) => address === options.server?.host);
			if (path.startsWith('/readyz')) {
				return master?.breaks === true && changeOf(master).isRestarted ? {status: 500, body: '[-]etcd failed: x\n'} : {status: 200, body: 'ok'};
			}
			if (master !== undefined && path === '/api/v1/namespaces/kube-system') {
				return {status: 200, body: {}};
			}
			if (options.token !== undefined && userOf(options.token, options.server) !== undefined) {
				return {status: 201, body: {}};
			}
			return api.call(method, path, body, options);
		},
	});
	hosts.findRow = (token) => userOf(token, undefined);
	return {masters, master: (name: string): PracticeMaster => masters.find((each) => each.name === name)!};
};
