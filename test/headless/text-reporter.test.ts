import {describe, expect, it} from 'vitest';
import type {Plan} from '../../source/core/plan/plan.ts';
import {problem} from '../../source/core/problem/problem.ts';
import type {RequestView, RunEvent} from '../../source/core/run/event.ts';
import {createTextReporter} from '../../source/headless/text-reporter.ts';
import {formatDuration} from '../../source/text/format-duration.ts';
import type {Text} from '../../source/text/catalog.ts';
import {english} from '../../source/text/en/text.ts';
import {simplifiedChinese} from '../../source/text/zh-cn/text.ts';
import {expectGolden} from '../support/golden.ts';

const file = {artifact: 'kubelet-config', path: '/etc/kubernetes/kubelet-config.yaml', action: 'change', mode: 0o644, owner: 'root:root', isSecret: false, before: 'aa', wasEditedByHand: true} as const;

const plan: Plan = {
	id: '0123456789ab',
	cluster: {server: 'https://10.0.0.11:6443', apiServer: '10.0.0.100:6443', version: 'v1.36.3', identity: 'kubernetes-admin', caSha256: 'ca'},
	objects: [
		{kind: 'ClusterRoleBinding', name: 'kubenroll:node-bootstrapper', action: 'create', isSecret: false, diff: '--- a\n+++ b\n@@ -0,0 +1 @@\n+roleRef: x\n'},
		{kind: 'Secret', namespace: 'kube-system', name: 'bootstrap-token-…', action: 'create', isSecret: true, node: 'node01'},
	],
	nodes: [
		{
			name: 'node01',
			address: '10.0.0.21',
			state: 'new',
			needsToken: true,
			needsServingCertificate: true,
			kubelet: 'start',
			files: [
				{...file, artifact: 'client-ca', path: '/etc/kubernetes/pki/ca.crt', action: 'keep', wasEditedByHand: false},
				{...file, diff: '--- a\n+++ b\n@@ -1,2 +1,2 @@\n-cgroupDriver: cgroupfs\n+cgroupDriver: systemd\n port: 1\u001B[2J\n'},
				{...file, artifact: 'bootstrap-kubeconfig', path: '/etc/kubernetes/kubelet-bootstrap.kubeconfig', action: 'create', isSecret: true, mode: 0o600, wasEditedByHand: false},
			],
			setAside: ['/var/lib/kubelet/pki/kubelet-client-current.pem'],
			problems: [problem('swap-on', 'node01', {}, {severity: 'warning'})],
		},
		{name: 'node02', address: '10.0.0.22', state: 'blocked', needsToken: false, needsServingCertificate: false, kubelet: 'keep', files: [], setAside: [], problems: [problem('kubelet-missing', 'node02', {path: '/usr/local/bin/kubelet'})]},
		{name: 'node03', address: '10.0.0.23', state: 'ready', needsToken: false, needsServingCertificate: false, kubelet: 'keep', files: [], setAside: [], problems: []},
	],
	problems: [],
};

const request: RequestView = {
	name: 'csr-x7k2p',
	node: 'node01',
	kind: 'serving',
	state: 'pending',
	verdict: 'ASK',
	reasons: [
		{rule: 'P19', verdict: 'PASS', code: 'serving-node-exists', params: {node: 'node01'}},
		{rule: 'P21', verdict: 'ASK', code: 'address-in-status-only', params: {address: '10.0.0.54'}},
	],
	signer: 'kubernetes.io/kubelet-serving',
	requester: 'system:node:node01',
	createdAt: '2026-03-01T12:00:00Z',
	names: ['ip:10.0.0.54'],
	usages: ['digital signature', 'server auth'],
};

const events: readonly RunEvent[] = [
	{type: 'run-started', operation: 'enroll', version: '0.1.0'},
	{type: 'phase-started', phase: 'read-cluster'},
	{type: 'cluster-read', facts: {server: 'https://10.0.0.11:6443', version: {major: 1, minor: 36, patch: 3, gitVersion: 'v1.36.3'}, identity: {username: 'kubernetes-admin', groups: []}}},
	{type: 'phase-finished', phase: 'read-cluster', durationMs: 40},
	{type: 'host-keys-pinned', keys: [{node: 'node01', fingerprints: ['SHA256:abc'], how: 'accepted'}, {node: 'node03', fingerprints: ['SHA256:def'], how: 'known'}]},
	{type: 'plan-assembled', plan},
	{type: 'problem-found', problem: problem('kubelet-missing', 'node02', {path: '/usr/local/bin/kubelet'})},
	{type: 'object-changed', kind: 'ClusterRoleBinding', name: 'kubenroll:node-bootstrapper', action: 'create'},
	{type: 'token-proved', endpoints: ['10.0.0.11:6443', '10.0.0.12:6443']},
	{type: 'phase-started', phase: 'enroll-nodes'},
	{type: 'node-progressed', node: 'node01', stage: 'files'},
	{type: 'node-progressed', node: 'node01', stage: 'kubelet'},
	{type: 'request-observed', request},
	{type: 'request-decided', request: 'csr-x7k2p', node: 'node01', decision: 'approved', by: 'kubenroll'},
	{type: 'connection-changed', state: 'reconnecting', cause: 'ECONNRESET'},
	{type: 'connection-changed', state: 'live'},
	{type: 'node-progressed', node: 'node01', stage: 'ready'},
	{
		type: 'run-finished',
		report: {
			outcomes: [
				{node: 'node01', outcome: 'ready', stage: 'cleaned', problems: []},
				{node: 'node02', outcome: 'failed', stage: 'surveyed', problems: [problem('kubelet-missing', 'node02', {path: '/usr/local/bin/kubelet'})]},
				{node: 'node03', outcome: 'unchanged', problems: []},
			],
			exitCode: 3,
			durationMs: 62_000,
			changed: {files: 2, objects: 3},
		},
	},
];

const tell = (text: Text, options: {readonly columns?: number; readonly hasColour?: boolean; readonly showsDiffs?: boolean} = {}): string => {
	let written = '';
	let nowMs = 0;
	const sink = {
		write: (piece: string) => {
			written += piece;
		},
		columns: options.columns ?? 80,
		hasColour: options.hasColour ?? false,
	};
	const reporter = createTextReporter({
		text,
		sink,
		planSink: sink,
		showsDiffs: options.showsDiffs ?? true,
		resumeCommand: 'kubenroll enroll',
		nowMs: () => {
			nowMs += 1000;
			return nowMs;
		},
	});
	for (const event of events) {
		reporter.report(event);
	}
	return written;
};

describe('the text reporter', () => {
	it.each<readonly [string, Text]>([
		['en', english],
		['zh-CN', simplifiedChinese],
	])('tells a run in %s', (language, text) => {
		expectGolden(`run/${language}.txt`, tell(text));
	});

	it('says the same with and without colour', () => {
		const plain = tell(english);
		const coloured = tell(english, {hasColour: true});
		expect(coloured).not.toBe(plain);
		expect(coloured.replaceAll(/\u001B\[\d+m/g, '')).toBe(plain);
	});

	it('tells each problem once', () => {
		expect(tell(english).split('there is no kubelet at').length - 1).toBe(1);
	});

	it('lets nothing from a node reach the terminal as a control', () => {
		expect(tell(english)).not.toContain('\u001B');
	});

	it('prints a failed remote command to be pasted, and a script that fails on many nodes once', () => {
		let written = '';
		const sink = {write: (piece: string) => { written += piece; }, columns: 40, hasColour: false};
		const reporter = createTextReporter({text: english, sink, planSink: sink, showsDiffs: false, resumeCommand: 'kubenroll enroll', nowMs: () => 0});
		const ran = (node: string, exitCode: number) => ({type: 'command-ran', node, command: `ssh root@${node} 'sh -s' <<'KUBENROLL'\nsystemctl restart kubelet-with-a-long-name.service || exit 71\nKUBENROLL`, exitCode, durationMs: 1, said: 'unit not found'}) as const;
		reporter.report(ran('node01', 0));
		expect(written).toBe('');
		reporter.report(ran('node02', 71));
		reporter.report(ran('node03', 71));
		expect(written).toBe(`node02: this ended with exit code 71; paste it to try by hand:
ssh root@node02 'sh -s' <<'KUBENROLL'
systemctl restart kubelet-with-a-long-name.service || exit 71
KUBENROLL
  unit not found
node03: this ended with exit code 71; paste it to try by hand, with the script shown for node02:
ssh root@node03 'sh -s' <<'KUBENROLL'
  unit not found
`);
	});

	it('counts instead of showing diffs when told to be brief', () => {
		const brief = tell(english, {showsDiffs: false});
		expect(brief).not.toContain('cgroupDriver');
		expect(brief).toContain('+1 -1');
	});
});

describe('requests that nobody but a person decides', () => {
	const tell = (text: Text, operation: 'enroll' | 'watch', leavesToPeople: boolean, ...requests: readonly RequestView[]): readonly string[] => {
		const written: string[] = [];
		const reporter = createTextReporter({text, sink: {write: (piece) => written.push(piece), columns: 80, hasColour: false}, planSink: undefined, showsDiffs: false, resumeCommand: 'kubenroll', nowMs: () => Date.parse('2026-03-01T12:00:00Z'), leavesToPeople});
		reporter.report({type: 'run-started', operation, version: '0.1.0'});
		requests.forEach((each) => reporter.report({type: 'request-observed', request: each}));
		return written.join('').split('\n').filter(Boolean);
	};
	const passing: RequestView = {...request, verdict: 'PASS', reasons: request.reasons.slice(0, 1)};

	it.each<readonly [string, Text, readonly string[]]>([
		['en', english, ['node01: serving request csr-x7k2p: PASS', '  a person must decide: kubenroll csr show csr-x7k2p']],
		['zh-CN', simplifiedChinese, ['node01: serving CSR csr-x7k2p：PASS', '  等待人工审批：kubenroll csr show csr-x7k2p']],
	])('are told although they are PASS, with what shows them, in %s', (_language, text, lines) => {
		expect(tell(text, 'enroll', true, passing)).toEqual(lines);
		expect(tell(text, 'enroll', false, passing)).toEqual([]);
	});

	it('have their command told once, and their new verdict each time', () => {
		const lines = tell(english, 'enroll', true, request, passing);
		expect(lines.filter((line) => line.includes('csr show'))).toHaveLength(1);
		expect(lines.at(-1)).toBe('node01: serving request csr-x7k2p: PASS');
	});

	it('are told once as decided by a watch, where they came while it ran', () => {
		const approved: RequestView = {...request, state: 'approved', verdict: 'DECIDED', reasons: []};
		const earlier: RequestView = {...approved, name: 'csr-older', createdAt: '2026-03-01T11:00:00Z'};
		expect(tell(english, 'watch', true, earlier, approved, {...approved, state: 'issued'})).toEqual(['node01: serving request csr-x7k2p: DECIDED']);
		expect(tell(english, 'watch', false, approved)).toEqual([]);
		expect(tell(english, 'enroll', true, approved)).toEqual([]);
	});
});

describe('formatDuration', () => {
	it.each<readonly [number, string]>([
		[-5, '0s'],
		[0, '0s'],
		[999, '0s'],
		[8000, '8s'],
		[59_999, '59s'],
		[60_000, '1m'],
		[7_200_000, '2h'],
		[345_600_000, '4d'],
	])('writes %i ms as %s', (durationMs, text) => {
		expect(formatDuration(durationMs)).toBe(text);
	});
});

describe('automatic approval', () => {
	const on = {state: 'on', endsAtMs: Date.parse('2026-03-01T13:00:00'), approved: 0, limit: 6, flooders: []} as const;
	const flooder = {requester: 'system:bootstrap:abcdef', tokenId: 'abcdef', cause: 'strangers-too-fast', count: 9, limit: 5} as const;
	const tell = (...views: readonly Extract<RunEvent, {type: 'automatic-changed'}>['automatic'][]): readonly string[] => {
		const written: string[] = [];
		const reporter = createTextReporter({text: english, sink: {write: (text) => written.push(text), columns: 80, hasColour: false}, planSink: undefined, showsDiffs: false, resumeCommand: 'kubenroll', nowMs: () => 0});
		views.forEach((automatic) => reporter.report({type: 'automatic-changed', automatic}));
		return written.join('').split('\n').filter(Boolean);
	};

	it('tells its limits once, whom it holds back once, and why it ended', () => {
		const lines = tell(on, {...on, approved: 1}, {...on, approved: 1, flooders: [flooder]}, {...on, approved: 2, flooders: [{...flooder, count: 12}]}, {...on, approved: 2}, {state: 'ended', because: 'time', approved: 2});
		expect(lines).toEqual([
			'  approves what is PASS by itself until 13:00, at most 6 requests; it never denies',
			'the token abcdef floods: 9 names outside the plan within a minute, more than 5; its requests are left to a person, the others go on',
			'  hint: take it away: kubenroll csr revoke abcdef',
			'the flood is over: nobody is held back any more',
			'automatic approval has ended after its hour, 2 requests approved; what waits now is for a person',
		]);
	});
});
