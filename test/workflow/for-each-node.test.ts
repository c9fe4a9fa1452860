import {expect, test} from 'vitest';
import {forEachNode} from '../../source/workflow/for-each-node.ts';

/** Promises that the test settles, by name. */
const gates = () => {
	const resolvers = new Map<string, () => void>();
	return {
		wait: (name: string) => new Promise<void>((resolve) => resolvers.set(name, resolve)),
		open: (name: string) => resolvers.get(name)?.(),
		names: () => [...resolvers.keys()],
	};
};

const collect = async <T>(events: AsyncIterable<T>): Promise<readonly T[]> => {
	const all: T[] = [];
	for await (const event of events) {
		all.push(event);
	}
	return all;
};

test('yields what nodes tell as it comes, not in their order', async () => {
	const gate = gates();
	const events = forEachNode(['slow', 'fast'], {concurrency: 2}, async function* (node) {
		yield `${node} begins`;
		await gate.wait(node);
		yield `${node} ends`;
	});
	expect([(await events.next()).value, (await events.next()).value]).toEqual(['slow begins', 'fast begins']);
	gate.open('fast');
	expect((await events.next()).value).toBe('fast ends');
	gate.open('slow');
	expect(await collect(events)).toEqual(['slow ends']);
});

test('never works on more nodes than allowed, and on all in the end', async () => {
	let [working, most] = [0, 0];
	const nodes = Array.from({length: 50}, (_, index) => index);
	const done = await collect(
		forEachNode(nodes, {concurrency: 7}, async function* (node) {
			working += 1;
			most = Math.max(most, working);
			await new Promise(setImmediate);
			yield node;
			working -= 1;
		}),
	);
	expect(done.toSorted((a, b) => a - b)).toEqual(nodes);
	expect(most).toBe(7);
});

test('begins no further node once cancelled, and ends those in work', async () => {
	const abort = new AbortController();
	const begun: number[] = [];
	const done = await collect(
		forEachNode([1, 2, 3, 4], {concurrency: 2, signal: abort.signal}, async function* (node) {
			begun.push(node);
			await new Promise(setImmediate);
			abort.abort();
			yield node;
		}),
	);
	expect([begun, done]).toEqual([[1, 2], [1, 2]]);
});

test('lets a bug through after the nodes in work have ended', async () => {
	const ended: number[] = [];
	const events = forEachNode([1, 2], {concurrency: 2}, async function* (node) {
		if (node === 1) {
			throw new TypeError('bug');
		}
		await new Promise(setImmediate);
		ended.push(node);
		yield node;
	});
	await expect(collect(events)).rejects.toThrow('bug');
	expect(ended).toEqual([2]);
});

test('has nothing to tell of no nodes', async () => {
	expect(await collect(forEachNode([], {concurrency: 3}, async function* () { yield 1; }))).toEqual([]);
});
