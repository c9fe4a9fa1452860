import {expect, test} from 'vitest';
import {cleanLogLine, diagnoseKubeletLog, findLastError} from '../../../source/core/kubelet-log/diagnose-kubelet-log.ts';

test.each([
	['E1 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --network-plugin"', 'kubelet-unknown-flag', {flag: '--network-plugin'}],
	['Error: failed to run Kubelet: cannot create certificate signing request: Unauthorized', 'kubelet-token-refused', {server: ''}],
	[
		'"Unhandled Error" err="cannot create certificate signing request: certificatesigningrequests.certificates.k8s.io is forbidden: User \\"system:bootstrap:ab12cd\\" cannot create resource \\"certificatesigningrequests\\" in API group \\"certificates.k8s.io\\" at the cluster scope"',
		'kubelet-request-forbidden',
		{user: 'system:bootstrap:ab12cd'},
	],
	['err="Post \\"https://10.0.0.1:6443/apis\\": tls: failed to verify certificate: x509: certificate is valid for 10.96.0.1, 10.0.0.2, not 10.0.0.1"', 'kubelet-name-mismatch', {valid: '10.96.0.1, 10.0.0.2', wanted: '10.0.0.1'}],
	['x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")', 'kubelet-unknown-authority', {authority: 'kubernetes'}],
	['x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is before 2026-02-01T00:00:00Z', 'kubelet-clock-wrong', {detail: 'current time 2026-01-01T00:00:00Z is before 2026-02-01T00:00:00Z'}],
	['dial tcp 10.0.0.1:6443: connect: connection refused', 'kubelet-server-unreachable', {server: '10.0.0.1:6443'}],
	['err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap.conf: no such file or directory"', 'kubelet-no-credentials', {path: '/etc/kubernetes/bootstrap.conf'}],
	['err="failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported"', 'kubelet-cgroup-v1', {field: 'failCgroupV1'}],
	['"command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"', 'kubelet-swap-on', {field: 'failSwapOn'}],
	['err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unavailable"', 'kubelet-runtime-down', {endpoint: 'unix:///run/containerd/containerd.sock'}],
	['rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService', 'kubelet-runtime-without-cri', {endpoint: ''}],
	['certificate signing request is denied, reason: KubectlDeny, message: no', 'kubelet-request-denied', {reason: 'KubectlDeny'}],
	['nodes "n2" is forbidden: node "n1" is not allowed to modify node "n2"', 'kubelet-node-renamed', {was: 'n1'}],
])('reads the cause out of %j', (line, code, params) => {
	expect(diagnoseKubeletLog(`I1 start\n${line}\nI1 more`, 'n1')).toMatchObject({code, params, subject: 'n1', cause: line});
});

test('takes the refusals before the first certificate for what they are', () => {
	const line = 'nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope';
	expect(diagnoseKubeletLog(line, 'n1')).toBeUndefined();
});

test('names an anonymous request, which is no noise', () => {
	expect(diagnoseKubeletLog('User "system:anonymous" cannot create resource "certificatesigningrequests"', 'n1')?.code).toBe('kubelet-anonymous');
});

test('prefers the root of the trouble to what follows from it', () => {
	const log = 'dial tcp 10.0.0.1:6443: connect: connection refused\nfailed to parse kubelet flag: unknown flag: --x\ncannot create certificate signing request: Unauthorized';
	expect(diagnoseKubeletLog(log, 'n1')?.code).toBe('kubelet-unknown-flag');
});

test('shows no token and no control character of a log', () => {
	expect(cleanLogLine('token abcdef.0123456789abcdef \u001B[31mred')).toBe('token abcdef.… \\x1b[31mred');
});

test('finds the newest error where no cause is recognised', () => {
	expect(findLastError('E0101 a.go:1] first\nI0101 b.go:1] fine\nE0101 c.go:1] last\nI0101 d.go:1] fine')).toBe('E0101 c.go:1] last');
});
