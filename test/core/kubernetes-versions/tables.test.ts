import {describe, expect, test} from 'vitest';
import {findGateRemoval, isGateRefused} from '../../../source/core/kubernetes-versions/feature-gates.ts';
import {findKubeletConfigField, isOfKind, listKubeletConfigFields, type FieldKind} from '../../../source/core/kubernetes-versions/kubelet-config-fields.ts';
import {findFlagState, findKubeletFlag} from '../../../source/core/kubernetes-versions/kubelet-flags.ts';
import {isKubeletLabel} from '../../../source/core/kubernetes-versions/kubelet-labels.ts';
import {findVersionSupport, listSupportedMinors} from '../../../source/core/kubernetes-versions/supported-range.ts';

describe('flags', () => {
	test.each([
		['container-runtime', {20: 'fine', 23: 'fine', 24: 'deprecated', 26: 'deprecated', 27: 'removed', 36: 'removed'}],
		['container-runtime-endpoint', {20: 'fine', 26: 'fine', 27: 'deprecated', 36: 'deprecated'}],
		['network-plugin', {20: 'fine', 21: 'deprecated', 23: 'deprecated', 24: 'removed'}],
		['pod-infra-container-image', {23: 'fine', 24: 'deprecated', 34: 'deprecated', 35: 'removed'}],
		['logtostderr', {22: 'fine', 23: 'deprecated', 25: 'deprecated', 26: 'removed'}],
		['register-with-taints', {22: 'fine', 23: 'deprecated', 36: 'deprecated'}],
		['config-dir', {27: 'not-yet', 28: 'fine', 36: 'fine'}],
		['fail-cgroupv1', {30: 'not-yet', 31: 'fine'}],
		['cloud-provider', {28: 'deprecated', 29: 'fine'}],
		['containerd', {36: 'deprecated', 37: 'removed'}],
		['housekeeping-interval', {20: 'fine', 37: 'fine'}],
		['config', {20: 'fine', 37: 'fine'}],
		['anonymous-auth', {20: 'deprecated', 37: 'deprecated'}],
		['allow-privileged', {20: 'removed'}],
		['no-such-flag', {30: 'unknown'}],
		['constructor', {30: 'unknown'}],
	])('--%s', (name, states) => {
		expect(Object.fromEntries(Object.keys(states).map((minor) => [minor, findFlagState(name, Number(minor))]))).toEqual(states);
	});

	test('a name with underscores is the same flag', () => {
		expect(findKubeletFlag('container_runtime_endpoint')).toBe(findKubeletFlag('container-runtime-endpoint'));
	});

	test('every field that a flag overrides is one of the table', () => {
		const top = ['anonymous-auth', 'client-ca-file', 'cgroup-driver', 'cluster-dns', 'read-only-port', 'rotate-certificates', 'rotate-server-certificates', 'authorization-mode', 'register-with-taints', 'container-runtime-endpoint'];
		for (const name of top) {
			expect(findKubeletConfigField(findKubeletFlag(name)?.field?.split('.')[0] ?? '')).toBeDefined();
		}
	});
});

describe('fields of KubeletConfiguration', () => {
	test('came when the table says', () => {
		expect(listKubeletConfigFields(26)).not.toContain('containerRuntimeEndpoint');
		expect(listKubeletConfigFields(27)).toContain('containerRuntimeEndpoint');
		expect(listKubeletConfigFields(30)).not.toContain('failCgroupV1');
		// kubelet.config.k8s.io/v1beta1 of 0.20 has 94 fields of its own.
		expect(listKubeletConfigFields(20)).toHaveLength(94 + 2);
	});

	test.each<[FieldKind, readonly unknown[], readonly unknown[]]>([
		['boolean', [true, null], ['true', 1]],
		['integer', [1, -1], [1.5, '1']],
		['number', [0.8, 1], ['0.8']],
		['string', ['', 'x'], [1, true]],
		['duration', ['2m0s', '0', '1h30m', '1.5s', '0s'], ['5', 5, 'soon', '']],
		['list', [[]], [{}, 'a']],
		['object', [{}], [[], 'a']],
	])('a %s is told from what it is not', (kind, right, wrong) => {
		expect(right.filter((value) => !isOfKind(value, kind))).toEqual([]);
		expect(wrong.filter((value) => isOfKind(value, kind))).toEqual([]);
	});
});

test('feature gates are refused from the minor that dropped them', () => {
	expect([20, 21].map((minor) => isGateRefused('RotateKubeletClientCertificate', minor))).toEqual([false, true]);
	expect(findGateRemoval('RotateKubeletServerCertificate')).toBeUndefined();
});

test.each([
	['disk', true], ['example.org/disk', true], ['topology.kubernetes.io/zone', true], ['node.kubernetes.io/anything', true], ['x.node.kubernetes.io/a', true],
	['kubelet.kubernetes.io/a', true], ['kubernetes.io/hostname', true], ['node-role.kubernetes.io/worker', false], ['kubernetes.io/role', false], ['k8s.io/a', false],
	['a.k8s.io/b', false], ['notkubernetes.io/a', true],
])('a kubelet may set the label %s: %j', (key, isAllowed) => {
	expect(isKubeletLabel(key)).toBe(isAllowed);
});

test('versions outside of the tables are told from those inside', () => {
	expect(listSupportedMinors()).toHaveLength(17);
	expect([19, 20, 36, 37].map((minor) => findVersionSupport({major: 1, minor}))).toEqual([
		{state: 'older', minor: 20}, {state: 'known', minor: 20}, {state: 'known', minor: 36}, {state: 'newer', minor: 36},
	]);
});
