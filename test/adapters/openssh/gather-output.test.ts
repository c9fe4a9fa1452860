import {expect, test} from 'vitest';
import {gatherOutput} from '../../../source/adapters/openssh/gather-output.ts';

const mark = 'c0ffee';

const gather = (text: string, pieceLength: number) => {
	const gathering = gatherOutput(mark);
	const bytes = Buffer.from(text);
	for (let from = 0; from < bytes.length; from += pieceLength) {
		gathering.take(bytes.subarray(from, from + pieceLength));
	}
	return {exitCode: gathering.exitCode(), text: gathering.text()};
};

test.each([1, 2, 3, 7, 100])('finds the end in pieces of %i bytes, and leaves what comes after it', (pieceLength) => {
	expect(gather('one 节点\nc0ffee 3\nlate', pieceLength)).toEqual({exitCode: 3, text: 'one 节点\n'});
	expect(gather('no line feed|c0ffee 254\n', pieceLength)).toEqual({exitCode: 254, text: 'no line feed|'});
	expect(gather('c0ffee 0\n', pieceLength)).toEqual({exitCode: 0, text: ''});
});

test.each(['', 'c0ffee', 'c0ffee 0', 'c0ffee x\n', 'coffee 0\n'])('takes %j for no end', (text) => {
	expect(gather(text, 4)).toEqual({exitCode: undefined, text});
});
