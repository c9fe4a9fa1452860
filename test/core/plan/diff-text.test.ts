import {expect, test} from 'vitest';
import {diffText} from '../../../source/core/plan/diff-text.ts';
import {cpuTimeMs} from '../../support/cpu-time.ts';

test('a new file is all added lines', () => {
	expect(diffText('/etc/a', undefined, 'one\ntwo\n')).toBe('--- /dev/null\n+++ /etc/a\n@@ -0,0 +1,2 @@\n+one\n+two\n');
});

test('a change shows three lines around it', () => {
	const before = Array.from({length: 20}, (_, index) => `line ${index}\n`).join('');
	expect(diffText('/etc/a', before, before.replace('line 10', 'line ten'))).toBe(
		'--- /etc/a\n+++ /etc/a\n@@ -8,7 +8,7 @@\n line 7\n line 8\n line 9\n-line 10\n+line ten\n line 11\n line 12\n line 13\n',
	);
});

test('what differs only in a secret shows no diff, and no secret', () => {
	expect(diffText('/etc/a', '--token=old\n', '--token=new\n')).toBeUndefined();
	expect(diffText('/etc/a', '--token=old --v=2\n', '--token=new --v=4\n')).not.toMatch(/old|new/);
});

test('an empty file that is made new is a diff all the same', () => {
	expect(diffText('/etc/a', undefined, '')).toContain('+++ /etc/a');
});

test('a file from outside cannot drive the terminal', () => {
	const diff = diffText('/etc/\u001B[2J', 'a\u001B]0;x\u0007\n\u202Eb\n', 'c\n') ?? '';
	expect(diff).toContain(String.raw`-a\x1b]0;x\x07`);
	expect(diff).toContain(String.raw`-\u202eb`);
	expect(diff).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F\u202E]/);
});

test('two large files that share nothing are shown as replaced, in time', () => {
	const make = (word: string): string => Array.from({length: 6000}, (_, index) => `${word} ${index}\n`).join('');
	const tookMs = cpuTimeMs(() => {
		const diff = diffText('/etc/a', make('old'), make('new')) ?? '';
		expect(diff).toContain('-old 5999\n');
		expect(diff).toContain('+new 0\n');
	});
	expect(tookMs).toBeLessThan(8000);
});
