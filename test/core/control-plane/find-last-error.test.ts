import {describe, expect, it} from 'vitest';
import {findLastError} from '../../../source/core/control-plane/find-last-error.ts';

const logs: readonly {readonly says: string; readonly log: string; readonly found: string}[] = [
	{
		says: 'the reason of a command since 1.23',
		log: 'I1123 02:00:00.1 1 server.go:1] "starting"\nE1123 02:00:01.2       7 run.go:72] "command failed" err="open /etc/kubernetes/token.csv: permission denied"\nkube-apiserver.service: Main process exited',
		found: 'open /etc/kubernetes/token.csv: permission denied',
	},
	{says: 'the reason of a command before 1.23', log: 'Error: token file has less than 3 columns\nUsage:\n  kube-apiserver [flags]', found: 'token file has less than 3 columns'},
	{says: 'the last of several tries', log: '"command failed" err="first"\n"command failed" err="second"', found: 'second'},
	{says: 'quotes inside of it', log: 'E1 "command failed" err="unknown key \\"x\\""', found: 'unknown key "x"'},
	{says: "a container's line without its head", log: '2026-11-23T02:00:00.1Z stderr F Error: unknown flag: --nonsense', found: 'unknown flag: --nonsense'},
	{says: 'an error of klog where nothing else is there', log: 'I1123 02:00:00.1 1 a.go:1] fine\nE1123 02:00:01.2       7 etcd.go:9] "no etcd"\nI1123 02:00:02.1 1 a.go:1] waiting', found: '"no etcd"'},
	{says: 'a port that is taken', log: 'listen tcp 0.0.0.0:6443: bind: address already in use\n', found: 'listen tcp 0.0.0.0:6443: bind: address already in use'},
	{says: 'else the last line', log: 'one\ntwo\n\n', found: 'two'},
	{says: 'nothing of an empty log', log: '\n', found: ''},
	{says: 'no secret', log: 'Error: token abcdef.0123456789abcdef refused', found: 'token [secret] refused'},
	{says: 'no control characters', log: 'Error: \u001B[31mred', found: String.raw`\x1b[31mred`},
];

describe('findLastError', () => {
	it.each(logs)('tells $says', ({log, found}) => {
		expect(findLastError(log)).toBe(found);
	});

	it('is short', () => {
		expect(findLastError('x'.repeat(1000))).toHaveLength(300);
	});
});
