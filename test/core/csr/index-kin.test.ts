import {expect, test} from 'vitest';
import type {Csr} from '../../../source/core/csr/csr.ts';
import {createKinIndex} from '../../../source/core/csr/index-kin.ts';
import {clientRequest, subjectOf} from '../../support/requests.ts';

const request = (name: string, node: string, key: string): Csr => clientRequest({raw: {name, uid: name}, decoded: {subject: subjectOf(node), spkiSha256: key}});

const indexOf = (requests: readonly Csr[]) => {
	const index = createKinIndex();
	requests.forEach(index.put);
	index.takeMarked();
	return index;
};

const namesOf = (requests: readonly Csr[]): readonly string[] => requests.map(({raw}) => raw.name).sort();

const clones = (count: number): readonly Csr[] => Array.from({length: count}, (_, at) => request(`csr-${at + 1}`, `node-${at + 1}`, 'shared'));

test('P4 marks those with a key when another node comes with it, or leaves it', () => {
	const index = indexOf(clones(2));
	const third = request('csr-c', 'node-3', 'shared');
	index.put(third);
	expect(namesOf(index.takeMarked())).toEqual(['csr-1', 'csr-2', 'csr-c']);
	index.drop(third);
	expect(namesOf(index.takeMarked())).toEqual(['csr-1', 'csr-2']);
	expect(index.hasMarked()).toBe(false);
});

test('P4 marks nobody for a second request of a node with its key, nor for a newer object of one', () => {
	const index = indexOf(clones(2));
	const again = request('csr-again', 'node-2', 'shared');
	index.put(again);
	index.put({...again});
	index.drop(again);
	expect(index.hasMarked()).toBe(false);
});

test('P4 marks nobody for a node that no verdict would name', () => {
	const index = indexOf(clones(7));
	const [behind, before] = [request('csr-z', 'node-z', 'shared'), request('csr-a', 'node-0', 'shared')];
	index.put(behind);
	index.drop(behind);
	expect(index.hasMarked()).toBe(false);
	index.put(before);
	expect(index.takeMarked()).toHaveLength(8);
	index.drop(before);
	expect(index.takeMarked()).toHaveLength(7);
});

test('lists each of those with one key or one node once, however many mark them', () => {
	const index = indexOf([]);
	const [holders, family] = [clones(2000), Array.from({length: 2000}, (_, at) => request(`own-${at}`, 'node-own', `key-${at}`))];
	[...holders, ...family].forEach(index.put);
	family.forEach(index.markFamily);
	expect(index.takeMarked()).toHaveLength(4000);
	expect(index.takeMarked()).toEqual([]);
});

test('marks those for the node of a request that is gone, and nobody for one that was alone', () => {
	const [first, second, alone] = [request('csr-1', 'node-1', 'one'), request('csr-2', 'node-1', 'two'), request('csr-3', 'node-3', 'three')];
	const index = indexOf([first, second, alone]);
	index.markFamily(alone);
	expect(index.hasMarked()).toBe(false);
	index.drop(first);
	index.markFamily(first);
	expect(namesOf(index.takeMarked())).toEqual(['csr-2']);
});
