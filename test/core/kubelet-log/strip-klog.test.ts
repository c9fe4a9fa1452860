import {expect, it} from 'vitest';
import {stripKlog} from '../../../source/core/kubelet-log/strip-klog.ts';

it.each([
	['a whole structured line', String.raw`E1123 07:00:01.123456    4711 certificate_manager.go:562] "Unhandled Error" err="kubernetes.io/kube-apiserver-client-kubelet: Post \"https://10.0.0.1:6443\": x509: unknown authority" logger="UnhandledError"`, 'Unhandled Error: kubernetes.io/kube-apiserver-client-kubelet: Post "https://10.0.0.1:6443": x509: unknown authority'],
	['a line that begins at its file', String.raw`certificate_manager.go:562] "Unhandled Error" err="Post \"https://a\": EOF"`, 'Unhandled Error: Post "https://a": EOF'],
	['a line that was cut', String.raw`E1123 07:00:01.123456    4711 certificate_manager.go:562] "Unhandled Error" err="Post \"https://a…`, 'Unhandled Error: Post "https://a…'],
	['a line that was cut behind its error', '"Unhandled Error" err="EOF" logger="Unh…', '"Unhandled Error" err="EOF" logger="Unh…'],
	['a line that was cut behind its error, with its head', 'kubelet.go:1] "Unhandled Error" err="EOF" logger="Unh…', 'Unhandled Error: EOF'],
	['values beside the error, which stay', 'E1123 07:00:01.123456       1 kubelet.go:2461] "Error getting node" err="not found" node="n1"', '"Error getting node" err="not found" node="n1"'],
	['a line of plain klog', 'F1123 07:00:01.123456       1 server.go:292] failed to run Kubelet: swap on', 'failed to run Kubelet: swap on'],
	['the words of another program', String.raw`ssh: connect to \"n2\": timed out`, String.raw`ssh: connect to \"n2\": timed out`],
	['control characters, which stay written out', 'E1123 07:00:01.123456       1 server.go:292] \u001B[31mred', String.raw`\x1b[31mred`],
])('reads %s', (_, line, words) => {
	expect(stripKlog(line)).toBe(words);
});
