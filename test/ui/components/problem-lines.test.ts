import {describe, expect, it} from 'vitest';
import {problem} from '../../../source/core/problem/problem.ts';
import {english} from '../../../source/text/en/text.ts';
import {measureText} from '../../../source/text/typeset.ts';
import {layOutProblemInShort, layOutProblemLines} from '../../../source/ui/components/problem-lines.ts';
import type {LineSpans} from '../../../source/ui/typeset/spans.ts';

const logged = problem('kubelet-unknown-authority', 'n2', {authority: 'kubernetes'}, {
	cause: String.raw`E1123 07:00:01.123456    4711 certificate_manager.go:562] "Unhandled Error" err="kubernetes.io/kube-apiserver-client-kubelet: Failed while requesting: Post \"https://127.20.0.10:6443/apis/certificates.k8s.io/v1\": tls: unknown authority" logger="UnhandledError"`,
});
const dead = problem('ssh-unreachable', 'n2', {address: '127.20.0.13', port: 22, command: 'ssh -F /tmp/kubenroll-demo-abcdef/ssh_config 127.20.0.13'}, {cause: 'ssh: connect: timed out'});
const linesOf = (lines: readonly LineSpans[]): readonly string[] => lines.map((spans) => spans.map(({text}) => text).join(''));

describe('a problem in short', () => {
	it('says what to do before the words of the program underneath, which have one line with a mark', () => {
		const lines = linesOf(layOutProblemInShort(logged, english, {width: 78, most: 7, cut: '…'}));
		expect(lines[0]).toContain('n2: the kubelet does not trust');
		expect(lines.slice(0, -1).join(' ')).toContain('fingerprints');
		expect(lines.at(-1)).toMatch(/^ {2}Unhandled Error: kubernetes\.io.*…$/);
	});

	it('goes on below with a command that is longer than a line', () => {
		expect(linesOf(layOutProblemInShort(dead, english, {width: 78, most: 7, cut: '…'})).join(' ').replaceAll(/ +/g, ' ')).toContain('127.20.0.13 true');
	});

	it.each([1, 2, 3, 4, 5])('marks what it has no room for in %i lines', (most) => {
		const lines = linesOf(layOutProblemInShort(dead, english, {width: 40, most, cut: '…'}));
		expect(lines).toHaveLength(most);
		expect(lines.at(-1)).toMatch(/…$/);
		expect(Math.max(...lines.map(measureText))).toBeLessThanOrEqual(40);
	});
});

it('shows the whole of a line of a log without its head and its quoting', () => {
	const whole = linesOf(layOutProblemLines(logged, english, 78)).join('\n');
	expect(whole).toContain(' "https://127.20.0.10:6443/apis/certificates.k8s.io/v1": tls');
	expect(whole).not.toMatch(/certificate_manager|\\/);
});
