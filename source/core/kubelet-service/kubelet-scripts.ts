import {quoteShell} from '../untrusted/quote-shell.ts';

/** Marks the lines that our scripts print, so that a banner or a profile's chatter is never taken for them. */
const mark = 'kubenroll:';

/** How a kubelet's service stands, as systemd tells it. */
export type ServiceState = {
	readonly activeState: string;
	readonly subState: string;
	readonly mainPid: number;
	readonly restarts: number;
};

/** What starting or looking at the kubelet told. */
export type ServiceReport = {
	/** undefined where systemctl could not be asked. */
	readonly service?: ServiceState;
	/** `up`: it runs, and was not restarted where that was asked; `down`: it ended; `refused`: systemd would not start or enable it. */
	readonly outcome: 'up' | 'down' | 'refused';
	/** Last lines of the kubelet's journal since it was started. */
	readonly log: string;
	/** PEM of the certificates that the kubelet uses now, never their keys; empty where it has none or was not asked. */
	readonly certificates: {readonly client: string; readonly serving: string};
};

const asked = '-p ActiveState -p SubState -p MainPID -p NRestarts';

const showState = (unit: string): string => `systemctl show ${unit} ${asked} | sed 's/^/${mark}/'`;

// -o cat leaves out the host name and the time; 200 lines reach back over the kubelet's flag dump at start.
const printLog = (unit: string, since: string): string =>
	`echo '${mark}log'; journalctl -u ${unit} --since ${since} --no-pager -o cat -n 200 2>/dev/null | tail -c 60000`;

// What both parts of a start begin with: few programs are started, as many such scripts run at once on machines that are busy starting.
const looking = (unit: string): readonly string[] => [
	'export LC_ALL=C',
	"nl='\n'",
	`say() { while [ -n "$1" ]; do printf '%s\\n' "${mark}$2\${1%%"$nl"*}"; case $1 in *"$nl"*) set -- "\${1#*"$nl"}" "$2" ;; *) break ;; esac; done; }`,
	`look() { state=$(systemctl show ${unit} ${asked}); now=\${state##*MainPID=}; now=\${now%%"$nl"*}; }`,
];

// And what they end with: what was seen, and the log of a kubelet that is not up.
const tellOutcome = (unit: string, isUp: string, since: string): readonly string[] => [
	'look',
	'outcome=down',
	`if ${isUp}; then outcome=up; fi`,
	`echo "${mark}outcome=$outcome"`,
	'say "$state" ""',
	'[ "$outcome" = up ] && exit 0',
	printLog(unit, since),
	'exit 0',
];

const secondsAgo = (seconds: number): string => `"@$(($(date +%s) - ${Math.max(1, Math.trunc(seconds))}))"`;

/**
 * Sets stale credentials aside (kept beside, with the stamp in their name), makes systemd read its units anew, enables and
 * restarts the kubelet. Restart is used for a first start too: it is the same, and right as well where an old kubelet still runs.
 * `up` means that it has a process, which proveKubeletScript shall find again.
 */
export const startKubeletScript = (options: {readonly unit: string; readonly setAside: readonly string[]; readonly stamp: string}): string => {
	const unit = quoteShell(options.unit);
	const moves = options.setAside.map((path) => {
		const from = quoteShell(path);
		const to = quoteShell(`${path}.kubenroll-${options.stamp}`);
		return `if [ -e ${from} ] || [ -L ${from} ]; then mv -f ${from} ${to} || exit 71; fi`;
	});
	return [
		...looking(unit),
		...(moves.length === 0 ? [] : [`systemctl stop ${unit} 2>/dev/null`]),
		...moves,
		'since="@$(date +%s)"',
		`words=$({ systemctl daemon-reload && systemctl reset-failed ${unit} 2>/dev/null; systemctl enable ${unit} && systemctl restart ${unit}; } 2>&1)`,
		"say \"$words\" 'systemctl '",
		// One that is gone already is given half a second for its last words.
		...tellOutcome(unit, '[ "${now:-0}" != 0 ] || ! sleep 0.5', '"$since"'),
	].join('\n');
};

/** Sees whether the kubelet still is the process that it was started as `seconds` ago: one that cannot read its flags or configuration ends within a second. */
export const proveKubeletScript = (options: {readonly unit: string; readonly mainPid: number; readonly seconds: number}): string => {
	const unit = quoteShell(options.unit);
	return [...looking(unit), ...tellOutcome(unit, `[ "\${now:-0}" != 0 ] && [ "$now" = ${options.mainPid} ]`, secondsAgo(options.seconds))].join('\n');
};

// The pair in use: k8s.io/client-go util/certificate/certificate_store.go. The file holds the key as well, which stays where it is.
const printCertificate = (folder: string, kind: 'client' | 'serving', file: string): string =>
	`sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p' ${quoteShell(`${folder}/${file}`)} 2>/dev/null | sed 's/^/${mark}${kind} /'`;

/** Looks at a kubelet that should be getting on: its state, the certificates in its folder `certificates`, and what it logged in the last seconds. */
export const inspectKubeletScript = (options: {readonly unit: string; readonly seconds: number; readonly certificates: string}): string => {
	const unit = quoteShell(options.unit);
	const folder = options.certificates.replace(/\/+$/, '');
	return [
		'export LC_ALL=C',
		showState(unit),
		printCertificate(folder, 'client', 'kubelet-client-current.pem'),
		printCertificate(folder, 'serving', 'kubelet-server-current.pem'),
		printLog(unit, secondsAgo(options.seconds)),
		'exit 0',
	].join('\n');
};

/** Removes a bootstrap kubeconfig whose token is used up: gone for readers at once, then overwritten in place, as far as the file system lets one. */
export const burnFileScript = (path: string): string => {
	const file = quoteShell(path);
	return [
		`if [ -f ${file} ]; then`,
		`\treal=$(readlink -f ${file}) || real=${file}`,
		// The name that installing sweeps up, should this be cut short.
		'\taway=${real%/*}/.${real##*/}.kubenroll-tmp.$$',
		'\tmv -f "$real" "$away" || exit 1',
		'\tsize=$(wc -c < "$away")',
		'\thead -c "$size" /dev/zero 1<> "$away"',
		'\trm -f "$away"',
		'fi',
		`[ ! -e ${file} ]`,
	].join('\n');
};

/** Reads what startKubeletScript, proveKubeletScript or inspectKubeletScript printed; lines that are not ours are passed over. */
export const parseServiceReport = (stdout: string): ServiceReport & {readonly systemctl: string} => {
	const lines = stdout.split('\n');
	const logStart = lines.indexOf(`${mark}log`);
	const told = lines.slice(0, logStart === -1 ? undefined : logStart).filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
	const fields = new Map(told.map((line): [string, string] => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]));
	const systemctl = told.filter((line) => line.startsWith('systemctl ')).map((line) => line.slice('systemctl '.length));
	const textOf = (kind: string): string => told.filter((line) => line.startsWith(`${kind} `)).map((line) => `${line.slice(kind.length + 1)}\n`).join('');
	const activeState = fields.get('ActiveState');
	const service = activeState === undefined ? undefined : {
		activeState,
		subState: fields.get('SubState') ?? '',
		mainPid: Number(fields.get('MainPID') ?? 0),
		restarts: Number(fields.get('NRestarts') ?? 0),
	};
	const refused = systemctl.some((line) => /^(?:Failed to|Job for|Unit .* (?:not found|is masked))/.test(line)) && service?.activeState !== 'active';
	const isUp = fields.get('outcome') === undefined ? service?.activeState === 'active' : fields.get('outcome') === 'up';
	return {
		...(service === undefined ? {} : {service}),
		outcome: isUp ? 'up' : refused ? 'refused' : 'down',
		log: logStart === -1 ? '' : lines.slice(logStart + 1).join('\n'),
		certificates: {client: textOf('client'), serving: textOf('serving')},
		systemctl: systemctl.join('; '),
	};
};
