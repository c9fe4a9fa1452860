import {expect, test} from 'vitest';
import {systemClock} from '../../../source/adapters/local/system-clock.ts';

test('tells milliseconds since the epoch', () => {
	const before = Date.now();
	const now = systemClock.nowMs();
	expect(now).toBeGreaterThanOrEqual(before);
	expect(now).toBeLessThanOrEqual(Date.now());
});

test('sleeps no shorter than asked', async () => {
	const startedAt = performance.now();
	await systemClock.sleep(20);
	expect(performance.now() - startedAt).toBeGreaterThan(18);
});

test('wakes without an error when aborted, before or while it sleeps', async () => {
	const abort = new AbortController();
	const sleeping = systemClock.sleep(2 ** 40, abort.signal);
	abort.abort();
	await expect(sleeping).resolves.toBeUndefined();
	await expect(systemClock.sleep(60_000, abort.signal)).resolves.toBeUndefined();
});

test('takes a time that is over already as none', async () => {
	await expect(systemClock.sleep(-5)).resolves.toBeUndefined();
});
