import fc from 'fast-check';
import {expect, test} from 'vitest';
import {strikeSecrets} from '../../../source/core/plan/strike-secrets.ts';

test.each([
	['--token=abc123', '--token=[secret]'],
	['--token abc123 --v=2', '--token [secret] --v=2'],
	['Environment="REGISTRY_PASSWORD=hunter2"', 'Environment="REGISTRY_PASSWORD=[secret]'],
	['password: "two words"', 'password: [secret]'],
	["client_secret = 'x y'", 'client_secret = [secret]'],
	['    client-key-data: LS0tLS1CRUdJTg==', '    client-key-data: [secret]'],
	['HTTPS_PROXY=http://user:pa55@proxy:3128/', 'HTTPS_PROXY=http://user:[secret]@proxy:3128/'],
	['Authorization: Bearer eyJhbGciOi.x.y', 'Authorization: Bearer [secret]'],
	['joins with abcdef.0123456789abcdef now', 'joins with [secret] now'],
	['-----BEGIN EC PRIVATE KEY-----\nMHc\nCAQ\n-----END EC PRIVATE KEY-----\nafter', '-----BEGIN EC PRIVATE KEY----- [secret] -----END EC PRIVATE KEY-----\nafter'],
	['-----BEGIN PRIVATE KEY-----\ncut off', '-----BEGIN PRIVATE KEY----- [secret] '],
	['"accessKey": "AKIA"', '"accessKey": [secret]'],
])('%j shows as %j', (text, expected) => {
	expect(strikeSecrets(text)).toBe(expected);
});

test.each([
	'--authentication-token-webhook=true --authentication-token-webhook-cache-ttl=2m',
	'--bootstrap-kubeconfig=/etc/kubernetes/kubelet-bootstrap.kubeconfig',
	'--tls-private-key-file=/etc/kubernetes/pki/kubelet.key',
	'authentication:\n  x509:\n    clientCAFile: /etc/kubernetes/pki/ca.crt',
	'clusterDomain: cluster.local',
	'-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
	'After=containerd.service',
	'image: registry.k8s.io/pause:3.10',
])('%j is no secret', (text) => {
	expect(strikeSecrets(text)).toBe(text);
});

test('striking twice equals striking once', () => {
	fc.assert(
		fc.property(fc.string({unit: fc.constantFrom('token', '=', ': ', ' ', '"', "'", '--', 'a', '.', '://', '@', '\n', '-----BEGIN PRIVATE KEY-----'), maxLength: 60}), (text) => {
			const once = strikeSecrets(text);
			expect(strikeSecrets(once)).toBe(once);
		}),
	);
});

test.each([
	["token=''s3cret", 'token=[secret]'],
	['password: "un closed', 'password: [secret]'],
])('strikes %j as a shell reads it', (text, struck) => {
	expect(strikeSecrets(text)).toBe(struck);
});

test.each(['token'.repeat(20_000), 'a-'.repeat(50_000), '://:'.repeat(20_000), '-----BEGIN PRIVATE KEY-----'.repeat(2000)])('comes to an end with a long text made to be slow', (text) => {
	expect(strikeSecrets(text).length).toBeGreaterThan(0);
});
