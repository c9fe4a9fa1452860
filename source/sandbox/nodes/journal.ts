/** The lines that one service logged, oldest first, the last thousand of them. */
export type Journal = {
	readonly write: (line: string) => void;
	/** Lines since a time (ms since the epoch), the last `most` of them. */
	readonly read: (sinceMs: number, most: number) => readonly {readonly atMs: number; readonly line: string}[];
};

const longest = 1000;

/** Starts an empty journal. */
export const openJournal = (): Journal => {
	let entries: readonly {readonly atMs: number; readonly line: string}[] = [];
	return {
		write: (line) => {
			entries = [...entries.slice(entries.length >= longest ? 1 - longest : 0), {atMs: Date.now(), line}];
		},
		read: (sinceMs, most) => entries.filter(({atMs}) => atMs >= sinceMs).slice(-most),
	};
};

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** One line as klog writes it (k8s.io/klog/v2, klog.go, formatHeader): severity, month and day, time, process, place. */
export const formatKlog = (severity: 'I' | 'W' | 'E', pid: number, place: string, text: string, now = new Date()): string =>
	`${severity}${pad(now.getMonth() + 1, 2)}${pad(now.getDate(), 2)} ${pad(now.getHours(), 2)}:${pad(now.getMinutes(), 2)}:${pad(now.getSeconds(), 2)}.${pad(now.getMilliseconds(), 3)}000 ${String(pid).padStart(7, ' ')} ${place}] ${text}`;
