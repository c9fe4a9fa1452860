import type {Problem} from '../problem/problem.ts';

/** One look at the outside, and what came of it. `key` tells which question an answer is for: answers to earlier ones are dropped. */
export type Check<Found> =
	| {readonly state: 'idle'}
	| {readonly state: 'asking'; readonly key: string}
	| {readonly state: 'found'; readonly key: string; readonly found: Found}
	| {readonly state: 'failed'; readonly key: string; readonly problems: readonly Problem[]};

/** What a check found for exactly this question; undefined while it is asked, and after it failed. */
export const foundFor = <Found>(check: Check<Found>, key: string | undefined): Found | undefined => (check.state === 'found' && check.key === key ? check.found : undefined);
