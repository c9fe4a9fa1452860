import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {localFiles} from '../../../source/adapters/local/local-files.ts';
import {systemClock} from '../../../source/adapters/local/system-clock.ts';
import {parseHead, readLog} from '../../../source/core/record/decision-chain.ts';
import type {Decision} from '../../../source/core/record/record.ts';
import type {FileStore} from '../../../source/ports/file-store.ts';
import {decisionLogPaths, openDecisionLog} from '../../../source/workflow/csr/decision-log.ts';
import {csrPki} from '../../support/csr-objects.ts';
import {memoryFiles} from '../../support/memory-files.ts';
import {digest} from '../../support/plan-facts.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const pki = csrPki({sha256: digest});
const decisionOf = (request: string): Decision => ({at: 'now', request, kind: 'client', decision: 'approved', verdict: 'PASS', rules: [], plan: 'p', operator: 'me@here'});
const requests = (length: number, prefix: string): readonly string[] => Array.from({length}, (_, index) => `${prefix}-${index}`);

const read = async (files: FileStore, folder: string) => {
	const paths = decisionLogPaths(folder);
	return readLog((await files.read(paths.log)) ?? '', parseHead(await files.read(paths.head)), digest);
};

test('decisions that come together are written in few writes, in order', async () => {
	const files = memoryFiles();
	const log = openDecisionLog({files, pki, clock: virtualClock()}, '/run');
	await Promise.all(requests(1000, 'csr').map(async (request) => log.append(decisionOf(request))));
	const {decisions, defects} = await read(files, '/run');
	expect(defects).toEqual([]);
	expect(decisions.map(({decision: {request}}) => request)).toEqual(requests(1000, 'csr'));
	expect(files.writes.filter((path) => path.endsWith('.jsonl')).length).toBeLessThan(5);
	expect(files.modes.get('/run/decisions.head.json')).toBe(0o600);
});

test('two boards in one folder write one chain', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-log-'));
	onTestFinished(async () => rm(folder, {recursive: true}));
	const open = () => openDecisionLog({files: localFiles, pki, clock: systemClock}, folder);
	const [one, other] = [open(), open()];
	const append = async (log: typeof one, prefix: string): Promise<void> => {
		for (const request of requests(10, prefix)) {
			await log.append(decisionOf(request));
		}
	};
	await Promise.all([append(one, 'one'), append(other, 'other')]);
	const {decisions, defects} = await read(localFiles, folder);
	expect(defects).toEqual([]);
	expect(decisions).toHaveLength(20);
});

test('waits while another process writes, and says who holds the log when it takes too long', async () => {
	const files = memoryFiles();
	const clock = virtualClock();
	const log = openDecisionLog({files, pki, clock}, '/run');
	const unlock = await files.lock('/run/decisions.lock');
	const first = log.append(decisionOf('first'));
	await clock.advance(100);
	await unlock();
	await clock.run(first);
	await files.lock('/run/decisions.lock');
	await expect(clock.run(log.append(decisionOf('second')))).rejects.toMatchObject({problems: [{code: 'locked'}]});
});

test('tells of a full disk, and gives the lock back', async () => {
	const files = memoryFiles();
	const log = openDecisionLog({files, pki, clock: virtualClock()}, '/run');
	files.fails.add('/run/decisions.jsonl');
	await expect(log.append(decisionOf('a'))).rejects.toMatchObject({problems: [{code: 'local-no-space'}]});
	files.fails.clear();
	await log.append(decisionOf('b'));
	expect((await read(files, '/run')).decisions).toHaveLength(1);
});
