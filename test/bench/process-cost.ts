// What a process has cost so far, as Linux tells it. Unlike the clock, CPU time hardly changes when the machine is busy with something else.
import {readdirSync, readFileSync} from 'node:fs';

/** Milliseconds that all threads of a process ran on a CPU: the first number of /proc/PID/task/TID/schedstat, in nanoseconds (kernel Documentation/scheduler/sched-stats.rst). */
export const readCpuMs = (pid: number): number =>
	readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]), 0) / 1e6;

/** Milliseconds of CPU that ended children of this process have used, and theirs: fields 16 and 17 of proc(5), /proc/PID/stat, in hundredths of a second. */
export const readEndedChildrenCpuMs = (): number => {
	const fields = readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /s, '').split(' ');
	return (Number(fields[13]) + Number(fields[14])) * 10;
};

/** Memory in MB that the process holds now, and the most that it ever held: /proc/PID/status, in kB. */
export const readMemoryMb = (pid: number): {readonly now: number; readonly most: number} => {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const read = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
	return {now: read('VmRSS'), most: read('VmHWM')};
};
