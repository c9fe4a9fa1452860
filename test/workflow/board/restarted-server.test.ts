/* The board of a server that goes away, through the real adapter and over the network: it says so, comes back by itself, and misses nothing. */
import {expect, test, vi} from 'vitest';
import {systemClock} from '../../../source/adapters/local/system-clock.ts';
import {cryptoPki} from '../../../source/adapters/pki/crypto-pki.ts';
import {startBoard} from '../../../source/session/start-board.ts';
import {followBoard} from '../../../source/workflow/board/follow-board.ts';
import {kubeletRequest, openPractice} from '../../sandbox/api-server/open-practice.ts';
import {memoryFiles} from '../../support/memory-files.ts';
import {answersFacts} from '../../support/plan-facts.ts';

const resource = 'certificatesigningrequests';

const openBoard = async (practice: Awaited<ReturnType<typeof openPractice>>) => {
	const api = await practice.connect();
	const operation = followBoard({api, pki: cryptoPki, clock: systemClock, files: memoryFiles()}, answersFacts(), {recordFolder: '.kubenroll', operator: 'me@here', apiServerAddresses: ['127.0.0.1']});
	const board = startBoard(operation, systemClock);
	const names = (): readonly string[] => [...board.getSnapshot().requests.values()].map(({view}) => view.name).sort();
	const sees = async (check: () => void): Promise<void> => vi.waitFor(check, {timeout: 60_000, interval: 10});
	return {board, names, sees};
};

test.each(['with what it knew', 'having forgotten what it knew'])('an API server that comes back %s has lost the board nothing', async (how) => {
	await using practice = await openPractice();
	const {server} = practice;
	const {board, names, sees} = await openBoard(practice);
	server.put(resource, kubeletRequest('csr-before'));
	server.put(resource, kubeletRequest('csr-goes'));
	await sees(() => expect(names()).toEqual(['csr-before', 'csr-goes']));
	expect(board.getSnapshot().connection.state).toBe('live');

	await server.refuse();
	await sees(() => expect(board.getSnapshot().connection.state).toBe('reconnecting'));
	server.put(resource, kubeletRequest('csr-meanwhile'));
	server.remove(resource, 'csr-goes');
	if (how !== 'with what it knew') {
		server.forgetHistory();
	}
	await server.serve();

	await sees(() => expect(board.getSnapshot().connection.state).toBe('live'));
	await sees(() => expect(names()).toEqual(['csr-before', 'csr-meanwhile']));
	expect(board.getSnapshot().history.map(({request}) => request.view.name)).toEqual(['csr-goes']);
	server.put(resource, kubeletRequest('csr-after'));
	await sees(() => expect(names()).toContain('csr-after'));
	board.close();
	await board.finished;
});
