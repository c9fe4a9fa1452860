import {changeFolder} from '../../source/core/control-plane/host-change.ts';
import {startChangeScript, startUndoScript, stepBackScript} from '../../source/core/control-plane/change-watch.ts';
import {Failure} from '../../source/core/problem/failure.ts';
import {problem} from '../../source/core/problem/problem.ts';
import type {ClusterApi} from '../../source/ports/cluster-api.ts';
import type {RemoteShell} from '../../source/ports/remote-shell.ts';
import {commandResult, fakeRemoteShell} from './fake-remote-shell.ts';
import type {VirtualClock} from './virtual-clock.ts';

/** How a master takes a change: it restarts well, or after a minute, ends again and again, never answers, is never ready, refuses to begin, runs without the change, is lost, never restarts, its API server is down beforehand, its etcd takes its time, or somebody else puts a change of his own there, before or after this one. */
export type MasterTemper = 'well' | 'slow' | 'ends' | 'silent' | 'not-ready' | 'refuses' | 'without-effect' | 'lost' | 'stuck' | 'down' | 'etcd-slow' | 'overtaken' | 'taken-over';

/** Masters that change themselves as told, in memory, by the scripts' texts; each takes so long for a restart. */
export type ChangingMasters = {
	readonly shell: RemoteShell;
	readonly api: Pick<ClusterApi, 'call'>;
	/** What happened, in order: `m1 begins`, `m1 confirmed`, `m1 undone`. */
	readonly story: readonly string[];
	/** What was installed on a master, by path. */
	readonly installed: ReadonlyMap<string, ReadonlyMap<string, string>>;
};

type Host = {temper: MasterTemper; state: string; about: string; earlier: readonly string[]; process: number; beganAtMs: number; says: Set<string>; hasBegun: boolean};

const restartMs = 3000;
const slowReadMs = 800;

const usualAbout = 'id=LEFT\ncomponent=kube-apiserver\nunit=kube-apiserver.service\npath=/etc/unit';

/** Starts masters by name and temper; the address of each is its name. With `losesVip` what stands before them goes on sending to one that restarts; `left` is the state that an earlier run left a master in, `unproved` and `undoing` with somebody at it; `abouts` what its changes were about, the last one last. */
export const changingMasters = (clock: VirtualClock, tempers: Readonly<Record<string, MasterTemper>>, {losesVip = false, left = {}, abouts = {}}: {readonly losesVip?: boolean | undefined; readonly left?: Readonly<Record<string, string>>; readonly abouts?: Readonly<Record<string, readonly string[]>>} = {}): ChangingMasters => {
	const hosts = new Map(Object.entries(tempers).map(([name, temper]): [string, Host] => [name, {temper, state: left[name] ?? '', about: abouts[name]?.at(-1) ?? usualAbout, earlier: abouts[name]?.slice(0, -1) ?? [], process: 100, beganAtMs: clock.nowMs(), says: new Set(), hasBegun: false}]));
	const story: string[] = [];
	const installed = new Map<string, Map<string, string>>();
	const hostOf = (name: string): Host => {
		const host = hosts.get(name);
		if (host === undefined) {
			throw new Error(`there is no master ${name}`);
		}
		return host;
	};
	const isBad = ({state, temper, hasBegun}: Host): boolean => hasBegun && (state === 'restarting' || state === 'restarted') && (temper === 'ends' || temper === 'silent' || temper === 'not-ready');
	const end = (name: string, host: Host, state: string): void => {
		host.state = state;
		story.push(`${name} ${state.split(' ')[0] ?? ''}`);
	};
	const step = (name: string, host: Host): void => {
		const sinceMs = clock.nowMs() - host.beganAtMs;
		if (host.state === 'restarting' && sinceMs >= (host.temper === 'slow' ? 20 * restartMs : restartMs) && host.temper !== 'stuck') {
			host.process += 1;
			host.state = 'restarted';
		}
		if (host.state === 'restarted' && host.temper === 'ends') {
			host.process += 1;
		}
		if (host.state.startsWith('undoing') && sinceMs >= restartMs) {
			host.process += 1;
			end(name, host, 'undone asked');
		}
		if (host.says.has('confirm') && (host.state === 'restarted' || host.state === 'unproved')) {
			end(name, host, 'confirmed');
		} else if (host.says.has('undo') && (host.state === 'restarted' || host.state === 'restarting' || host.state === 'unproved')) {
			host.state = host.temper === 'taken-over' ? 'none' : 'undoing';
			host.beganAtMs = clock.nowMs();
		}
	};
	const isEdited = ({state}: Host): boolean => state.startsWith('edited');
	const begin = (name: string, host: Host): void => {
		// Nothing is begun over what somebody else wrote.
		if (isEdited(host)) {
			return;
		}
		story.push(`${name} begins`);
		host.hasBegun = true;
		host.says.clear();
		host.beganAtMs = clock.nowMs();
		host.state = host.temper === 'refuses' ? 'refused changed 0' : 'restarting';
	};
	const tell = (name: string, host: Host, text: string): string => {
		if (host.temper === 'lost' && host.hasBegun) {
			throw new Failure(problem('ssh-connection-lost', name, {address: name, port: 22, command: 'ssh'}));
		}
		for (const says of ['confirm', 'undo']) {
			if (text.includes(`: > ${says}\n`)) {
				host.says.add(says);
			}
		}
		step(name, host);
		const flag = host.temper === 'without-effect' || host.temper === 'taken-over' ? '--other=1' : '--known=1';
		return [
			...(host.state === '' ? [] : [`kubenroll:state=${host.state}`]),
			...(['restarting', 'restarted', 'undoing', 'unproved'].includes(host.state.split(' ')[0] ?? '') ? ['kubenroll:guarded=yes'] : []),
			...host.about.split('\n').map((line) => `kubenroll:${line}`),
			`kubenroll:earlier=${host.earlier.length}`,
			'kubenroll:ActiveState=active',
			'kubenroll:NRestarts=0',
			`kubenroll:process=${host.process}-1`,
			...(text.includes('argument=') ? ['kubenroll:argument=kube-apiserver', `kubenroll:argument=${flag}`] : []),
			...(text.includes('echo kubenroll:log') ? ['kubenroll:log', '"command failed" err="no such file"'] : []),
		].join('\n');
	};
	const shell = fakeRemoteShell({
		run: async ({name}, {text}) => {
			const host = hostOf(name);
			const id = /^id=(.*)$/m.exec(host.about)?.[1] ?? '';
			if (text === stepBackScript()) {
				host.about = host.earlier.at(-1) ?? '';
				host.earlier = host.earlier.slice(0, -1);
				host.state = 'confirmed';
				return commandResult();
			}
			if (text === startChangeScript(id)) {
				if (host.temper === 'overtaken') {
					return commandResult({exitCode: 75});
				}
				begin(name, host);
				return commandResult();
			}
			if (text === startUndoScript(id)) {
				if (isEdited(host)) {
					return commandResult();
				}
				host.state = 'undoing';
				host.beganAtMs = clock.nowMs();
				return commandResult();
			}
			return text.includes('dd if=/dev/zero') && !text.includes('find_pids') ? commandResult() : commandResult({stdout: tell(name, host, text)});
		},
		install: async ({name}, files) => {
			const contents = new Map(files.map(({artifact}) => [artifact.path, artifact.content]));
			installed.set(name, contents);
			hostOf(name).about = contents.get(`${changeFolder}/about`) ?? '';
			return {written: files.map(({artifact}) => artifact.path), unchanged: [], backups: {}};
		},
	});
	const api: Pick<ClusterApi, 'call'> = {
		call: async (_method, path, _body, options) => {
			if (path.includes('leases')) {
				return {status: 200, body: {spec: {holderIdentity: 'm1_x', renewTime: `${clock.nowMs()}`}}};
			}
			const host = hosts.get(options?.server?.host ?? '') ?? (losesVip ? [...hosts.values()].find(({state}) => state === 'restarting') : undefined);
			if (host !== undefined && (host.temper === 'down' || host.state === 'restarting' || host.state === 'undoing' || (isBad(host) && host.temper === 'silent'))) {
				throw new Failure(problem('address-refused', options?.server?.host ?? '', {host: options?.server?.host ?? '', port: 6443}));
			}
			if (host?.temper === 'etcd-slow' && path.startsWith('/api/')) {
				await clock.sleep(slowReadMs);
			}
			return host !== undefined && isBad(host) ? {status: 500, body: '[+]ping ok\n[-]etcd failed: reason withheld\n'} : {status: 200, body: 'ok'};
		},
	};
	return {shell, api, story, installed};
};
