import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {createNews} from '../../../source/workflow/enroll/news.ts';

const clock = {
	nowMs: () => Date.now(),
	sleep: async (durationMs: number, signal?: AbortSignal) => sleep(durationMs, undefined, signal === undefined ? {} : {signal}).catch(() => undefined),
};
const never = new AbortController().signal;

test('wakes who waits for the subject, all of them, and no one else', async () => {
	const news = createNews(clock);
	const woken: string[] = [];
	const waits = ['n1', 'n1', 'n2'].map(async (subject) => news.next(subject, 60_000, never).then(() => woken.push(subject)));
	news.tell('n1');
	await Promise.all(waits.slice(0, 2));
	expect(woken).toEqual(['n1', 'n1']);
	news.tell('n2');
	await waits[2];
});

test('wakes when the time is over', async () => {
	await expect(createNews(clock).next('n1', 1, never)).resolves.toBeUndefined();
});

test('wakes when the run is given up', async () => {
	const abort = new AbortController();
	const wait = createNews(clock).next('n1', 60_000, abort.signal);
	abort.abort();
	await expect(wait).resolves.toBeUndefined();
});
