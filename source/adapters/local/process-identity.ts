import {readFile} from 'node:fs/promises';
import {hostname} from 'node:os';

/** One process for ever: a number that is used again, or a machine that was started again, gives another one. */
export type ProcessIdentity = {
	readonly host: string;
	/** Of the kernel; empty where it has none to tell (no Linux). */
	readonly bootId: string;
	readonly pid: number;
	/** Clock ticks from boot to the start of the process; empty where it cannot be told. */
	readonly startTicks: string;
};

const readOrEmpty = async (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

// Field 22 of proc_pid_stat(5). The name in field 2 may hold blanks and parentheses, so fields count from the last parenthesis.
const readStartTicks = async (pid: number): Promise<string> => {
	const stat = await readOrEmpty(`/proc/${pid}/stat`);
	return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
};

const readBootId = async (): Promise<string> => (await readOrEmpty('/proc/sys/kernel/random/boot_id')).trim();

/** This process. */
export const identifyProcess = async (): Promise<ProcessIdentity> => ({host: hostname(), bootId: await readBootId(), pid: process.pid, startTicks: await readStartTicks(process.pid)});

const exists = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it is there and somebody else's.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
};

/** True where the process is surely gone. One on another host may live: nobody here can tell. */
export const hasEnded = async (identity: ProcessIdentity): Promise<boolean> => {
	if (identity.host !== hostname()) {
		return false;
	}
	if (identity.bootId !== (await readBootId())) {
		return true;
	}
	// A /proc that hides other users' processes tells no start: then the number alone decides.
	const startTicks = await readStartTicks(identity.pid);
	return !exists(identity.pid) || (startTicks !== '' && startTicks !== identity.startTicks);
};

/** One line of text that parseIdentity reads back; the host comes last, because only it may hold a colon. */
export const formatIdentity = ({host, bootId, pid, startTicks}: ProcessIdentity): string => `${pid}:${startTicks}:${bootId}:${host}`;

/** undefined for what formatIdentity did not write. */
export const parseIdentity = (text: string): ProcessIdentity | undefined => {
	const [, pid, startTicks = '', bootId = '', host = ''] = /^(\d+):(\d*):([^:]*):(.*)$/s.exec(text) ?? [];
	return pid === undefined ? undefined : {pid: Number(pid), startTicks, bootId, host};
};
