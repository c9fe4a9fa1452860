import {expect, test} from 'vitest';
import {createNews} from '../../../source/workflow/enroll/news.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const never = new AbortController().signal;

test('wakes who waits for the subject, all of them, and no one else', async () => {
	const clock = virtualClock();
	const news = createNews(clock);
	const woken: string[] = [];
	for (const subject of ['n1', 'n1', 'n2']) {
		void news.since(subject, news.mark(subject), 60_000, never).then(() => woken.push(subject));
	}
	news.tell('n1');
	await clock.settle();
	expect(woken).toEqual(['n1', 'n1']);
	news.tell('n2');
	await clock.settle();
	expect(woken).toEqual(['n1', 'n1', 'n2']);
});

test('news that came after the mark and before the wait is not missed', async () => {
	const clock = virtualClock();
	const news = createNews(clock);
	const mark = news.mark('n1');
	news.tell('n1');
	await news.since('n1', mark, 60_000, never);
	expect(clock.nowMs()).toBe(virtualClock().nowMs());
});

test('wakes when the time is over', async () => {
	const clock = virtualClock();
	const news = createNews(clock);
	await clock.run(news.since('n1', news.mark('n1'), 500, never));
	expect(clock.nowMs() - virtualClock().nowMs()).toBe(500);
});

test('wakes when the run is given up', async () => {
	const clock = virtualClock();
	const news = createNews(clock);
	const abort = new AbortController();
	const wait = news.since('n1', news.mark('n1'), 60_000, abort.signal);
	abort.abort();
	await wait;
	expect(clock.nowMs()).toBe(virtualClock().nowMs());
});
