import {expect, test} from 'vitest';
import {giveGrace} from '../../../source/workflow/enroll/give-grace.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

test('aborts two seconds after the run, with its reason', async () => {
	const clock = virtualClock();
	const run = new AbortController();
	const grace = giveGrace(clock, run.signal);
	run.abort(new Error('given up'));
	await clock.advance(1999);
	expect(grace.signal.aborted).toBe(false);
	await clock.advance(1);
	expect(grace.signal).toMatchObject({aborted: true, reason: new Error('given up')});
});

test('counts from its own beginning where the run was given up before', async () => {
	const clock = virtualClock();
	const grace = giveGrace(clock, AbortSignal.abort());
	await clock.advance(1999);
	expect(grace.signal.aborted).toBe(false);
	await clock.advance(1);
	expect(grace.signal.aborted).toBe(true);
});

test('leaves no timer behind when it has ended', async () => {
	const clock = virtualClock();
	const run = new AbortController();
	const grace = giveGrace(clock, run.signal);
	grace.end();
	run.abort();
	await expect(clock.run(new Promise(() => {}))).rejects.toThrow('nothing will ever bring');
});
