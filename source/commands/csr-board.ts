import {setFlagsFromString} from 'node:v8';
import {systemClock} from '../adapters/local/system-clock.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import {startBoard} from '../session/start-board.ts';
import {chooseFrontEnd} from './choose-front-end.ts';
import type {Invocation, RunCommand} from './invocation.ts';
import {openTerminal} from './open-terminal.ts';
import {commandIds} from './options.ts';

const subcommands = commandIds.filter((id) => id.startsWith('csr ')).map((id) => id.slice('csr '.length));

// A board is left open for hours beside other things. V8 would double the room for young objects up to 64 MB, and let old ones become twice as many before it
// cleans up; each as it is here costs a few milliseconds of work a second in a flood.
const smallHeap = ['--semi-space-growth-factor=1', '--heap-growing-percent=15'];

/** Shows the live board until the operator leaves it. It is up before anything that talks to a cluster is even loaded. */
export const showBoard = async (invocation: Invocation): Promise<void> => {
	const {text, signal, tour} = invocation;
	smallHeap.forEach((flag) => setFlagsFromString(flag));
	const {openBoard} = await import('../ui/open-board.tsx');
	const session = startBoard(async (control) => {
		const {followAnsweredBoard} = await import('./follow-answered-board.ts');
		await followAnsweredBoard(invocation, control);
	}, systemClock);
	tour?.onBoard(session);
	await openBoard(session, openTerminal(invocation), text, signal, tour?.guide);
	session.close();
	await session.finished;
};

/** `kubenroll csr`: the live board; the list where lines are wanted. Without a terminal one has to say what is meant. */
export const runCsrBoard: RunCommand = async (invocation) => {
	const {line} = invocation;
	const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
	const wantsLines = line.flags.has('plain');
	if (!isTerminal && !wantsLines) {
		throw new Failure(problem('command-missing', 'kubenroll', {group: 'csr', commands: subcommands}), 'usage');
	}
	if (chooseFrontEnd({isTerminal, env: process.env, wantsLines}) === 'lines') {
		const {runCsrList} = await import('./csr-list.ts');
		return runCsrList(invocation);
	}
	await showBoard(invocation);
	return 0;
};
