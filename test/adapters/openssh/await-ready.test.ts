import {expect, test} from 'vitest';
import {awaitReady} from '../../../source/adapters/openssh/await-ready.ts';
import {errorsStart, refusals, sudoPrompt, sudoStart} from '../../../source/adapters/openssh/remote-command.ts';

const greet = (output: string, pieceLength: number) => {
	const greeting = awaitReady(() => {});
	const bytes = Buffer.from(output);
	for (let from = 0; from < bytes.length; from += pieceLength) {
		greeting.takeOutput(bytes.subarray(from, from + pieceLength));
	}
	return {isReady: greeting.isReady(), cameBySudo: greeting.cameBySudo(), refusal: greeting.refusal(), isEndless: greeting.isEndless(), isMerged: greeting.isMerged()};
};
const silent = {isReady: false, cameBySudo: false, refusal: undefined, isEndless: false, isMerged: false};

test.each([
	['', silent],
	['kubenroll-ready', silent],
	['echo kubenroll-ready\n', silent],
	['kubenroll-ready\n', {...silent, isReady: true}],
	['welcome 节点\nkubenroll-ready sudo\n', {...silent, isReady: true, cameBySudo: true}],
	[`welcome\n${refusals.noSudo}\n`, {...silent, refusal: 'noSudo'}],
	[`${'welcome\n'.repeat(30_000)}kubenroll-ready\n`, {...silent, isReady: true}],
	['welcome\n'.repeat(40_000), {...silent, isEndless: true}],
	[`\u001B]0;title\u0007${errorsStart}\n`, {...silent, isMerged: true}],
	['\u001B]0;title\u0007\nkubenroll-ready\n', {...silent, isReady: true}],
])('takes %.40j for what it is, in large pieces and small', (output, expected) => {
	expect(greet(output, 65_536)).toEqual(expected);
	expect(greet(output, 1000)).toEqual(expected);
	expect(greet(output.slice(-20_000), 7)).toEqual({...expected, isEndless: false});
});

test('asks for an answer as often as sudo asks, and keeps the last words without its prompt', () => {
	const asked: number[] = [];
	const greeting = awaitReady((times) => asked.push(times));
	for (const piece of [`${sudoStart}\n`, 'first\n'.repeat(10_000), sudoPrompt.slice(0, 5), sudoPrompt.slice(5), 'Sorry\n', sudoPrompt, '\nlast words 节点\n']) {
		greeting.takeErrors(Buffer.from(piece));
	}
	expect(asked).toEqual([1, 2]);
	expect(greeting.words()).toMatch(/^[^k]*first\nSorry\n\nlast words 节点\n$/);
	expect(greeting.words().length).toBeLessThan(17_000);
});
