import {expect, test} from 'vitest';
import {gatherOutput} from '../../../source/adapters/openssh/gather-output.ts';

const mark = {word: 'c0ffee', number: 2};

const gather = (text: string, pieceLength: number) => {
	const gathering = gatherOutput(mark);
	const bytes = Buffer.from(text);
	for (let from = 0; from < bytes.length; from += pieceLength) {
		gathering.take(bytes.subarray(from, from + pieceLength));
	}
	return {hasBegun: gathering.hasBegun(), exitCode: gathering.exitCode(), text: gathering.text()};
};

test.each([1, 2, 3, 7, 100])('finds beginning and end in pieces of %i bytes, and leaves what comes before and after', (pieceLength) => {
	expect(gather('c0ffee 2 begins\none 节点\nc0ffee 2 3\nlate', pieceLength)).toEqual({hasBegun: true, exitCode: 3, text: 'one 节点\n'});
	expect(gather('late 节点 c0ffee 1 0\nc0ffee 2 begins\nno line feed|c0ffee 2 254\n', pieceLength)).toEqual({hasBegun: true, exitCode: 254, text: 'no line feed|'});
	expect(gather('c0ffee 2 begins\nc0ffee 2 0\n', pieceLength)).toEqual({hasBegun: true, exitCode: 0, text: ''});
});

test.each(['', 'c0ffee', 'c0ffee 2 0', 'c0ffee 2 x\n', 'coffee 2 0\n', 'c0ffee 1 0\n', 'c0ffee 12 0\n'])('takes %j for no end', (text) => {
	expect(gather(`c0ffee 2 begins\n${text}`, 4)).toEqual({hasBegun: true, exitCode: undefined, text});
});

test.each(['', 'c0ffee 1 begins\n', 'c0ffee 2 0\n', 'Connection closed by 节点'])('takes %j for no beginning, and keeps it', (text) => {
	expect(gather(text, 4)).toEqual({hasBegun: false, exitCode: undefined, text});
});

test('keeps the last of what comes before the beginning', () => {
	const {text} = gather(`${'late\n'.repeat(20_000)}last words`, 1000);
	expect(text).toMatch(/late\nlast words$/);
	expect(text.length).toBeLessThan(17_000);
});
