import {describe, expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import {renderBootstrapperBinding, renderRenewalBinding} from '../../../source/core/artifacts/render-bindings.ts';
import {renderBootstrapKubeconfig} from '../../../source/core/artifacts/render-bootstrap-kubeconfig.ts';
import {renderNodeArtifacts} from '../../../source/core/artifacts/render-node-artifacts.ts';
import {renderTokenSecret} from '../../../source/core/artifacts/render-token-secret.ts';
import {findKubeletConfigField, isOfKind} from '../../../source/core/kubernetes-versions/kubelet-config-fields.ts';
import {findFlagState} from '../../../source/core/kubernetes-versions/kubelet-flags.ts';
import {listSupportedMinors} from '../../../source/core/kubernetes-versions/supported-range.ts';
import {expectGolden} from '../../support/golden.ts';
import {answersFacts, certificateFacts, clusterFacts, nodeAnswers, nodeFacts} from '../../support/plan-facts.ts';

const node = nodeAnswers('node-1.example.org', {labels: {'topology.kubernetes.io/zone': 'a', disk: 'ssd'}, taints: [{key: 'dedicated', value: 'gpu', effect: 'NoSchedule'}]});

const render = (minor: number) => renderNodeArtifacts({answers: answersFacts(), node, facts: nodeFacts(node.name, {usesSystemdResolved: true}), cluster: clusterFacts(), minor});

const contentOf = (minor: number, id: string): string => render(minor).artifacts.find((artifact) => artifact.id === id)?.content ?? '';

describe.each(listSupportedMinors())('for 1.%i', (minor) => {
	test('the configuration and the unit are the golden ones', () => {
		expectGolden(`artifacts/1.${minor}/kubelet-config.yaml`, contentOf(minor, 'kubelet-config'));
		expectGolden(`artifacts/1.${minor}/kubelet.service`, contentOf(minor, 'kubelet-unit'));
		expect(render(minor).problems).toEqual([]);
	});

	test('no flag is deprecated, removed or unknown', () => {
		const flags = [...contentOf(minor, 'kubelet-unit').matchAll(/ --([a-z-]+)=/g)].map(([, name = '']) => name);
		expect(flags).toEqual(expect.arrayContaining(['bootstrap-kubeconfig', 'kubeconfig', 'config', 'hostname-override', 'node-labels']));
		expect(flags.filter((name) => findFlagState(name, minor) !== 'fine')).toEqual([]);
	});

	test('no field is unknown or misshapen', () => {
		const fields: Record<string, unknown> = parse(contentOf(minor, 'kubelet-config'));
		expect(Object.keys(fields).length).toBeGreaterThan(8);
		expect(Object.entries(fields).filter(([name, value]) => {
			const field = findKubeletConfigField(name);
			return field === undefined || field.since > minor || !isOfKind(value, field.kind);
		})).toEqual([]);
	});

	test('taints and the runtime are told once, by flag or by field', () => {
		const unit = contentOf(minor, 'kubelet-unit');
		const config = contentOf(minor, 'kubelet-config');
		for (const [flag, field] of [['register-with-taints', 'registerWithTaints'], ['container-runtime-endpoint', 'containerRuntimeEndpoint']] as const) {
			expect(unit.includes(`--${flag}=`)).toBe(!config.includes(`${field}:`));
		}
	});
});

test('the bootstrap kubeconfig is the golden one and says what it is to say', () => {
	const content = renderBootstrapKubeconfig({server: {host: 'fd00::9', port: 6443}, servingCaPem: certificateFacts().pem, token: 'fakeid.fakefakefakefake'});
	expectGolden('artifacts/bootstrap.kubeconfig', content);
	expect(parse(content)).toEqual({
		apiVersion: 'v1',
		kind: 'Config',
		clusters: [{name: 'kubernetes', cluster: {server: 'https://[fd00::9]:6443', 'certificate-authority-data': Buffer.from(certificateFacts().pem).toString('base64')}}],
		users: [{name: 'kubelet-bootstrap', user: {token: 'fakeid.fakefakefakefake'}}],
		contexts: [{name: 'kubelet-bootstrap', context: {cluster: 'kubernetes', user: 'kubelet-bootstrap'}}],
		'current-context': 'kubelet-bootstrap',
	});
});

test.each(['123456.1234567890123456', '1e1234.0000000000000000', '00000000000000000000000000000012'])('the token %s stays a string in YAML 1.1 and 1.2', (token) => {
	const content = renderBootstrapKubeconfig({server: {host: 'vip', port: 6443}, servingCaPem: certificateFacts().pem, token});
	for (const version of ['1.1', '1.2'] as const) {
		expect(parse(content, {version}).users[0].user.token).toBe(token);
	}
});

test('the bindings and the Secret are the golden ones', () => {
	expectGolden('artifacts/bindings.yaml', [renderBootstrapperBinding(), renderRenewalBinding()].map((object) => stringify(object)).join('---\n'));
	expectGolden(
		'artifacts/token-secret.yaml',
		stringify(renderTokenSecret({id: 'fakeid', secret: 'fakefakefakefake', nodeName: 'node-1.example.org', expiration: '2026-03-01T13:00:00Z', planId: '0123456789ab'}), {version: '1.1', lineWidth: 0}),
	);
});
