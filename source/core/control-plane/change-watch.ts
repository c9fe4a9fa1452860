import {quoteShell} from '../untrusted/quote-shell.ts';
import {changeFolder, type ChangeRun, earlierFolder, finishedFile} from './host-change.ts';
import type {ComponentName, Restart} from './component.ts';
import {findPidsScript, startOfScript} from './find-pids-script.ts';

/** Marks the lines that our scripts print, so that a banner or a profile's chatter is never taken for them. */
const mark = 'kubenroll:';

/** How far a host is with a change, in the order of performChangeScript; `none`: it has begun none, or opened one and not begun it. */
export const changeStates = ['none', 'staged', 'swapping', 'restarting', 'restarted', 'unproved', 'confirmed', 'undoing', 'undone', 'undo-failed', 'edited', 'refused'] as const;

/** One of the states that a host tells. */
export type ChangeState = (typeof changeStates)[number];

/** What a host tells of the change that it is in, or was in last. */
export type ChangeReport = {
	readonly state: ChangeState;
	/** Behind the state: why it was undone or refused, and which file by its place in the list. */
	readonly reason: string;
	/** The host works on it by itself right now. */
	readonly isGuarded: boolean;
	/** Id of the change; empty for `none`. */
	readonly id: string;
	/** The run that it belongs to; its `id` is empty and its number 0 where the host does not tell. */
	readonly run: ChangeRun;
	/** Number of the run before it whose change of the host came to its end; 0 for none. */
	readonly finishedNumber: number;
	/** How many changes the same run made on the host before this one. */
	readonly earlier: number;
	readonly component: ComponentName | undefined;
	readonly restart: Restart;
	/** Paths that it is about. */
	readonly paths: readonly string[];
	/** Those of them that were not there before. */
	readonly madePaths: readonly string[];
	/** Who runs as the component: process id and start, so that a restart is seen. */
	readonly processes: readonly string[];
	/** systemd's ActiveState; empty without systemd. */
	readonly activeState: string;
	/** How often systemd has started it again by itself since somebody restarted it. */
	readonly restarts: number;
	/** What it was started with, word by word, where it was asked for; as it came. */
	readonly arguments: readonly string[];
	/** What the system said against it; as it came: escape it. */
	readonly words: string;
	/** Last lines of the component's log, where they were asked for; as they came. */
	readonly log: string;
};

/** States in which nothing more happens by itself, and nothing is left to decide. */
const settled: ReadonlySet<ChangeState> = new Set(['none', 'confirmed', 'undone', 'refused']);

/** True where a host stands in the middle of a change that somebody has to finish or undo. */
export const isUnsettled = ({state}: ChangeReport): boolean => !settled.has(state);

const isGuarded = `[ -e guard ] && read -r pid start < guard && [ "$(start_of "$pid")" = "$start" ]`;

// Whoever has said the last word is gone in a moment.
const awaitEnd = [
	'tries=0',
	`while ${isGuarded} && [ $tries -lt 50 ]; do`,
	"\tcase $(cat state 2>/dev/null) in confirmed* | undone* | refused*) sleep 0.1 2>/dev/null || sleep 1 ;; *) exit 75 ;; esac",
	'\ttries=$((tries + 1))',
	'done',
].join('\n');

const tellAbout = (field: string): string => `sed -n 's/^${field}=//p' about 2>/dev/null`;

/**
 * Makes the folder for a new change of a run, empty but for some room that is kept for telling how it stands when the disk is full; of the same run's change before it the
 * way back is kept. Exits with 75 where the host is in a change that nobody has settled, and fails in words where there is no room.
 */
export const openChangeScript = ({id}: Pick<ChangeRun, 'id'>): string =>
	[
		'umask 077',
		'export LC_ALL=C',
		startOfScript,
		`if cd ${changeFolder} 2>/dev/null; then`,
		awaitEnd,
		"\tcase $(cat state 2>/dev/null) in '' | confirmed* | undone* | refused*) ;; *) exit 75 ;; esac",
		`\trun=$(${tellAbout('run')})`,
		'\tcase $run:$(cat state 2>/dev/null) in',
		`\t\t${quoteShell(id)}:confirmed*) mkdir -p ${earlierFolder} && mv ${changeFolder} ${earlierFolder}/$(ls ${earlierFolder} | wc -l) ;;`,
		`\t\t?*:confirmed*) rm -rf ${earlierFolder} && echo "$run $(${tellAbout('number')})" > ${finishedFile} ;;`,
		`\t\t*) rm -rf ${earlierFolder} ;;`,
		'\tesac',
		'\tcd / || exit 1',
		'fi',
		`rm -rf ${changeFolder} && mkdir -p ${changeFolder} && dd if=/dev/zero of=${changeFolder}/spare bs=4096 count=16 >/dev/null`,
	].join('\n');

/** Makes the change before this one, of the same run, the one that the host is in, so that it can be undone as well; only once this one is undone. Exits with 75 where it is not. */
export const stepBackScript = (): string =>
	[
		`cd ${changeFolder} || exit 1`,
		startOfScript,
		awaitEnd,
		'case $(cat state 2>/dev/null) in undone*) ;; *) exit 75 ;; esac',
		'cd / || exit 1',
		`last=$(($(ls ${earlierFolder} | wc -l) - 1))`,
		`[ -d "${earlierFolder}/$last" ] && rm -rf ${changeFolder} && mv "${earlierFolder}/$last" ${changeFolder}`,
	].join('\n');

const launch = (how: 'perform' | 'undo', id: string): string =>
	[
		`cd ${changeFolder} || exit 1`,
		startOfScript,
		// Between opening a change and beginning it another run may have begun its own, or put its own there.
		`if ${isGuarded}; then exit 75; fi`,
		`[ "$(${tellAbout('id')})" = ${quoteShell(id)} ] || exit 75`,
		'rm -f confirm undo ready guard',
		': > alive',
		// A unit of its own outlives the session, whatever is set up there. Where systemd is not, or has no transient units, a session of its own does.
		`command -v systemd-run >/dev/null 2>&1 && systemd-run --quiet --unit="kubenroll-change-$$" --description='kubenroll changes the control plane' /bin/sh ${changeFolder}/perform ${how} 2>/dev/null ||`,
		`\tsetsid /bin/sh ${changeFolder}/perform ${how} </dev/null >/dev/null 2>&1 &`,
		// From now on it tells by itself how it stands.
		'tries=0',
		'until [ -e guard ] || [ $tries -ge 50 ]; do sleep 0.1 2>/dev/null || sleep 1; tries=$((tries + 1)); done',
		'[ -e guard ]',
	].join('\n');

/** Has the host begin the change of this id that was put into its folder, and go on by itself. Exits with 75 where it is at one already, or another one lies there. */
export const startChangeScript = (id: string): string => launch('perform', id);

/** Has a host whose change of this id nobody guards put the old files back and restart. Exits with 75 as `startChangeScript` does. */
export const startUndoScript = (id: string): string => launch('undo', id);

const printLog = (component: ComponentName, restart: Restart): readonly string[] => {
	switch (restart.how) {
		case 'systemd':
			// -o cat leaves out the host's name and the time.
			return [`journalctl -u ${quoteShell(restart.unit)} --no-pager -o cat -n 80 2>/dev/null | tail -c 30000`];
		case 'static-pod':
			// kubernetes pkg/kubelet/kuberuntime/helpers.go, BuildContainerLogsDirectory: the newest file is the last try's.
			return [`newest=$(ls -t /var/log/pods/kube-system_*/${component}/*.log 2>/dev/null | head -n 1)`, '[ -z "$newest" ] || tail -n 80 "$newest" | tail -c 30000'];
		case 'none':
			return [];
	}
};

/** What a host is told by whoever watches it. */
export type Saying = 'nothing' | 'alive' | 'ready' | 'confirm' | 'undo';

/**
 * Asks a host how its change stands. While somebody watches, `says` is what he tells it: `alive` that he is there, `ready` beside it that the
 * component answers, `confirm` or `undo` how it shall end; `nothing` for who only looks.
 */
export const watchChangeScript = (says: Saying, asks: {readonly arguments?: true; readonly log?: {readonly component: ComponentName; readonly restart: Restart}} = {}): string =>
	[
		'export LC_ALL=C',
		startOfScript,
		`cd ${changeFolder} 2>/dev/null || { echo ${mark}state=none; exit 0; }`,
		...(says === 'nothing' ? [] : [': > alive']),
		...(says === 'nothing' || says === 'alive' ? [] : [`: > ${says}`]),
		`if read -r state < state; then echo "${mark}state=$state"; fi 2>/dev/null`,
		`if ${isGuarded}; then echo ${mark}guarded=yes; fi`,
		`[ ! -s words ] || sed 's/^/${mark}words=/' words`,
		'unit= component= manifest=',
		'while IFS= read -r line; do',
		`\tprintf '${mark}%s\\n' "$line"`,
		'\tcase $line in unit=* | component=* | manifest=*) eval "${line%%=*}=\\${line#*=}" ;; esac',
		'done 2>/dev/null < about',
		`[ ! -s ${finishedFile} ] || sed 's/^/${mark}finished=/' ${finishedFile}`,
		`echo ${mark}earlier=$(ls ${earlierFolder} 2>/dev/null | wc -l)`,
		findPidsScript,
		`[ -z "$unit" ] || systemctl show "$unit" -p ActiveState -p NRestarts | sed 's/^/${mark}/'`,
		'pids=$(find_pids "$unit" "$component" "$manifest")',
		`for pid in $pids; do start=$(start_of "$pid"); [ -z "$start" ] || echo "${mark}process=$pid-$start"; done`,
		...(asks.arguments === undefined ? [] : [`for pid in $pids; do tr '\\0' '\\n' < /proc/$pid/cmdline 2>/dev/null | sed 's/^/${mark}argument=/'; done`]),
		...(asks.log === undefined ? [] : [`echo ${mark}log`, ...printLog(asks.log.component, asks.log.restart)]),
		'exit 0',
	].join('\n');

const isState = (text: string): text is ChangeState => changeStates.some((state) => state === text);

const isComponent = (text: string): text is ComponentName => text === 'kube-apiserver' || text === 'kube-controller-manager';

const readCount = (text = ''): number => (/^\d{1,9}$/.test(text) ? Number(text) : 0);

/** Reads what watchChangeScript printed; lines that are not ours are passed over. */
export const parseChangeReport = (stdout: string): ChangeReport => {
	const lines = stdout.split('\n');
	const logStart = lines.indexOf(`${mark}log`);
	const told = lines.slice(0, logStart === -1 ? undefined : logStart).filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
	const all = (field: string): readonly string[] => told.filter((line) => line.startsWith(`${field}=`)).map((line) => line.slice(field.length + 1));
	const [state = 'none', ...reason] = all('state')[0]?.split(' ') ?? [];
	const [component = ''] = all('component');
	const [unit] = all('unit');
	const [manifest] = all('manifest');
	const files = told.flatMap((line) => {
		const [, kind, path] = /^(path|made)=(.*)$/.exec(line) ?? [];
		return path === undefined ? [] : [{path, isMade: kind === 'made'}];
	});
	return {
		state: isState(state) ? state : 'none',
		reason: reason.join(' '),
		isGuarded: all('guarded').length > 0,
		id: all('id')[0] ?? '',
		run: {id: all('run')[0] ?? '', number: readCount(all('number')[0]), hosts: all('host')},
		finishedNumber: readCount(all('finished')[0]?.split(' ')[1]),
		earlier: readCount(all('earlier')[0]),
		component: isComponent(component) ? component : undefined,
		restart: unit === undefined ? (manifest === undefined ? {how: 'none'} : {how: 'static-pod', manifest}) : {how: 'systemd', unit},
		paths: files.map(({path}) => path),
		madePaths: files.filter(({isMade}) => isMade).map(({path}) => path),
		processes: all('process'),
		activeState: all('ActiveState')[0] ?? '',
		restarts: readCount(all('NRestarts')[0]),
		arguments: all('argument'),
		words: all('words').join('\n'),
		log: logStart === -1 ? '' : lines.slice(logStart + 1).join('\n').trim(),
	};
};
