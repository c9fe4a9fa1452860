// Five hundred practice nodes from nothing to Ready: both ends on this machine, from the start of the program to its last node.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {formatMs, time} from './figures.ts';
import {readEndedChildrenCpuMs} from './process-cost.ts';
import type {Row} from './table.ts';

const program = fileURLToPath(new URL('../../bin/kubenroll.js', import.meta.url));

// What a user sees too: how long it took until the cluster was up, and until every node was Ready.
const isUp = /^API server .* up in /m;
const isDone = /^500 of 500 nodes done/m;

/** Runs the scene once, in lines. CPU time is that of all its processes. */
export const measureFiveHundredNodes = async (signal: AbortSignal): Promise<readonly Row[]> => {
	const seenAtMs = new Map<RegExp, number>();
	const beganAtMs = performance.now();
	const cpuBeforeMs = readEndedChildrenCpuMs();
	let said = '';
	const wholeMs = await time(async () => {
		const child = spawn(process.execPath, [program, 'demo', '--scene', 'five-hundred-nodes', '--auto'], {stdio: ['ignore', 'ignore', 'pipe'], env: {...process.env, LANG: 'C.UTF-8'}});
		const stop = (): void => void child.kill('SIGTERM');
		signal.addEventListener('abort', stop);
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			said += text;
			for (const sign of [isUp, isDone]) {
				if (!seenAtMs.has(sign) && sign.test(said)) {
					seenAtMs.set(sign, performance.now() - beganAtMs);
				}
			}
		});
		await once(child, 'close');
		signal.removeEventListener('abort', stop);
	});
	signal.throwIfAborted();
	const cpuMs = readEndedChildrenCpuMs() - cpuBeforeMs;
	const [upMs, doneMs] = [seenAtMs.get(isUp), seenAtMs.get(isDone)];
	if (upMs === undefined || doneMs === undefined) {
		return [['500 nodes: zero to Ready', 'not done', said.trimEnd().split('\n').at(-2) ?? '']];
	}
	return [
		['500 nodes: zero to Ready', formatMs(doneMs), `${formatMs(upMs)} of it until sshd and API server are up`],
		['500 nodes: CPU of all processes', formatMs(cpuMs), `${formatMs(cpuMs / 500)} a node; ${formatMs(wholeMs)} from first to last`],
	];
};
