import {localFiles} from '../adapters/local/local-files.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import {startBoard} from '../session/start-board.ts';
import {followBoard} from '../workflow/board/follow-board.ts';
import {chooseFrontEnd} from './choose-front-end.ts';
import {runCsrList} from './csr-list.ts';
import type {RunCommand} from './invocation.ts';
import {nameOperator, openAnsweredCluster, recordFolderOf} from './open-edges.ts';
import {resolveHost} from './open-review.ts';
import {openTerminal} from './open-terminal.ts';
import {commandIds} from './options.ts';
import {readAnswersIfAny} from './read-answers.ts';

const subcommands = commandIds.filter((id) => id.startsWith('csr ')).map((id) => id.slice('csr '.length));

/** `kubenroll csr`: the live board; the list where lines are wanted. Without a terminal one has to say what is meant. */
export const runCsrBoard: RunCommand = async (invocation) => {
	const {line, text, signal} = invocation;
	const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
	const wantsLines = line.flags.has('plain');
	if (!isTerminal && !wantsLines) {
		throw new Failure(problem('command-missing', 'kubenroll', {group: 'csr', commands: subcommands}), 'usage');
	}
	if (chooseFrontEnd({isTerminal, env: process.env, wantsLines}) === 'lines') {
		return runCsrList(invocation);
	}
	const {answers, folder} = await readAnswersIfAny(localFiles, line);
	const api = await openAnsweredCluster(answers);
	try {
		const apiServerAddresses = await resolveHost(answers.cluster.apiServer?.host ?? api.server.host);
		const operation = followBoard({api, pki: cryptoPki, clock: systemClock, files: localFiles}, answers, {recordFolder: recordFolderOf(folder), operator: nameOperator(), apiServerAddresses});
		const session = startBoard(operation, systemClock);
		// Only here: lines need neither React nor Ink.
		const {openBoard} = await import('../ui/open-board.tsx');
		await openBoard(session, openTerminal(invocation), text, signal);
		session.close();
		await session.finished;
		return 0;
	} finally {
		api.close();
	}
};
