import {describe, expect, it} from 'vitest';
import {assemblePlan} from '../../../source/core/plan/assemble-plan.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import {startWizard} from '../../../source/core/wizard/start-wizard.ts';
import type {WizardState} from '../../../source/core/wizard/wizard-state.ts';
import {english} from '../../../source/text/en/text.ts';
import {measureText} from '../../../source/text/typeset.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';
import {wizardMind} from '../../../source/ui/wizard/wizard-mind.ts';
import {WizardScreen} from '../../../source/ui/wizard/wizard-screen.tsx';
import {addressFound, answer, clusterFound, freshWizard, keysFound, send, wizardAtSsh} from '../../core/wizard/wizard-journey.ts';
import {expectGolden} from '../../support/golden.ts';
import {caKey} from '../../../source/core/wizard/questions.ts';
import {certificateFacts, nodeAnswers, nodeFacts, planInput, planNodeInput} from '../../support/plan-facts.ts';
import {drawScreen, stripColour} from '../../support/render-screen.tsx';

const texts = {en: english, 'zh-CN': simplifiedChinese} as const;
const sizes = [[40, 20], [80, 24], [120, 30]] as const;

const unnamed = addressFound({
	facts: {...addressFound().facts!, isNamed: false},
	problems: [problem('address-unnamed', '10.0.0.101:6443', {host: '10.0.0.101', port: 6443, names: ['10.0.0.11', '10.0.0.12', '10.96.0.1', 'kubernetes', 'kubernetes.default']})],
});

const unnamedFound = (): WizardState => answer(send(wizardAtSsh(), {type: 'go-to', step: 'address'}, {type: 'type-text', field: 'apiServer', text: '10.0.0.101:6443'}), {address: unnamed});

const freshKeys = ['node01', 'node02', 'node03'].map((node, index) => ({node, address: `10.0.0.5${index + 1}`, role: 'node' as const, fingerprints: [`SHA256:${String(index).repeat(43)}`], types: ['ED25519']}));

const plan = assemblePlan(
	planInput([
		planNodeInput(nodeAnswers('node01'), nodeFacts('node01')),
		planNodeInput(nodeAnswers('node02'), nodeFacts('node02'), {problems: [problem('swap-on', 'node02', {})]}),
		planNodeInput(nodeAnswers('node03'), undefined, {problems: [problem('ssh-unreachable', 'node03', {address: '10.0.0.53', port: 22, command: 'ssh 10.0.0.53'})]}),
	]),
);

const surveyed = (): WizardState => {
	const surveying = answer(send(wizardAtSsh(), {type: 'next'}));
	return send(surveying, {type: 'run-event', runId: surveying.lastRunId, atMs: 0, event: {type: 'plan-assembled', plan}});
};

const homeText = 'apiVersion: kubenroll.dev/v1alpha1\ncluster: {kubeconfig: /etc/kubernetes/admin.conf, apiServer: "10.0.0.100:6443"}\nnodes:\n  - node[01-03]=10.0.0.[51-53]\n';
const nodeRecord = (name: string, stage: string, enrolledAt?: string) => ({name, address: '10.0.0.51', plan: 'p', stage, files: {}, addresses: [], dnsNames: [], ...(enrolledAt === undefined ? {} : {enrolledAt})});

const atOffline = ({caFile, version}: {readonly caFile: string; readonly version: string}): WizardState => {
	const chosen = send(answer(freshWizard()), {type: 'choose', choice: {source: 'offline'}}, {type: 'type-text', field: 'caFile', text: caFile}, {type: 'type-text', field: 'version', text: version});
	return send(chosen, {type: 'ca-read', key: caKey(chosen) ?? '', found: {certificates: [certificateFacts({commonName: 'kubernetes-ca', sha256: '5f9a00112233445566778899aabbccddeeff00112233445566778899aabb00c1', notAfter: '2035-01-01T00:00:00Z'})]}});
};

const offlineFiles = (): WizardState => {
	const atAddress = send(atOffline({caFile: '/root/ca.pem', version: '1.32'}), {type: 'next'}, {type: 'next'}, {type: 'type-text', field: 'apiServer', text: '10.0.0.100:6443'}, {type: 'next'});
	return answer(send(atAddress, {type: 'type-text', field: 'nodes', text: 'node[01-02]=10.0.0.[51-52]'}, {type: 'next'}));
};

const screens: Readonly<Record<string, () => WizardState>> = {
	home: () =>
		send(answer(startWizard({path: 'kubenroll.yaml', text: homeText})), {
			type: 'record-read',
			record: {version: 1, cluster: {server: 's', caSha256: 'c'}, nodes: {node01: nodeRecord('node01', 'cleaned', '2026-01-01T00:00:00Z'), node02: nodeRecord('node02', 'files')}},
		}),
	'cluster-asking': freshWizard,
	cluster: () => answer(freshWizard()),
	'cluster-forbidden': () => answer(freshWizard(), {cluster: clusterFound({problems: [problem('permissions-missing', 'cluster', {user: 'ops', missing: ['create secrets -n kube-system', 'list nodes'], manifest: '---\n{"apiVersion":"rbac.authorization.k8s.io/v1"}\n'})]})}),
	'cluster-offline': () => atOffline({caFile: '/root/ca.pem', version: '1.3'}),
	files: () => offlineFiles(),
	'files-written': () => send(offlineFiles(), {type: 'next'}, {type: 'papers-written', key: '1', found: {kind: 'files', folder: '/root/kubenroll-files', count: 10, problems: []}}),
	mode: () => send(answer(freshWizard()), {type: 'next'}),
	'mode-token-file': () => answer(send(answer(freshWizard()), {type: 'next'}, {type: 'choose', choice: {mode: 'token-file', rows: 'shared'}}, {type: 'type-text', field: 'masters', text: 'm1=10.0.0.11'})),
	address: () => answer(send(wizardAtSsh(), {type: 'go-to', step: 'address'})),
	'address-unnamed': unnamedFound,
	'address-untyped': () => answer(send(wizardAtSsh(), {type: 'go-to', step: 'address'}, {type: 'type-text', field: 'apiServer', text: ''})),
	nodes: () => send(wizardAtSsh(), {type: 'go-to', step: 'nodes'}, {type: 'type-text', field: 'nodes', text: 'node[01-03]=10.0.0.[51-53]\nnode04=10.0.0.54'}),
	'nodes-empty': () => send(wizardAtSsh(), {type: 'go-to', step: 'nodes'}, {type: 'type-text', field: 'nodes', text: ''}),
	'nodes-wrong': () => send(wizardAtSsh(), {type: 'go-to', step: 'nodes'}, {type: 'type-text', field: 'nodes', text: 'Node_01=10.0.0.51\nnode[02-12]=10.0.0.[52-60]\nnode13=10.0.0.100'}),
	ssh: () => send(wizardAtSsh(), {type: 'choose', choice: {login: 'password', sudo: 'ask'}}, {type: 'password-held', kind: 'ssh'}),
	'host-keys': () => send(wizardAtSsh({hostKeys: keysFound({known: ['node04'], fresh: [...freshKeys, {node: '10.0.0.11', address: '10.0.0.11', role: 'master', fingerprints: [`SHA256:${'m'.repeat(43)}`], types: ['ED25519']}], problems: [problem('ssh-host-key-changed', 'node05', {address: '10.0.0.55', fingerprints: ['SHA256:x'], file: '~/.ssh/known_hosts', name: '10.0.0.55'})]})}), {type: 'next'}),
	surveying: () => {
		const surveying = answer(send(wizardAtSsh(), {type: 'next'}));
		const runId = surveying.lastRunId;
		return send(surveying, {type: 'run-event', runId, atMs: 0, event: {type: 'phase-started', phase: 'read-cluster'}}, {type: 'run-event', runId, atMs: 0, event: {type: 'phase-finished', phase: 'read-cluster', durationMs: 9}}, {type: 'run-event', runId, atMs: 0, event: {type: 'phase-started', phase: 'survey'}}, {type: 'run-event', runId, atMs: 0, event: {type: 'node-progressed', node: 'node01', stage: 'surveyed'}});
	},
	surveyed,
};

const draw = (state: WizardState, columns: number, rows: number, language: keyof typeof texts, look?: {readonly hasColour: boolean; readonly hasUnicode: boolean}): string =>
	drawScreen(<WizardScreen mind={wizardMind} state={state} read={() => state} text={texts[language]} size={{columns, rows}} send={() => undefined} givePassword={() => undefined} leave={() => undefined} />, columns, look);

describe.each(sizes)('the wizard at %i × %i', (columns, rows) => {
	describe.each(['en', 'zh-CN'] as const)('in %s', (language) => {
		it.each(Object.keys(screens))('draws %s as kept', (name) => {
			const state = screens[name]!();
			const frame = draw(state, columns, rows, language);
			expectGolden(`frames/wizard/${name}-${language}-${columns}.txt`, `${frame}\n`);
			expect(Math.max(...frame.split('\n').map(measureText))).toBeLessThanOrEqual(columns);
			expect(frame.split('\n').length).toBe(rows);
			const painted = draw(state, columns, rows, language, {hasColour: true, hasUnicode: true});
			// Whole, with its colours, once: they are the same at every width and in every language (colours.test.tsx counts them).
			if (columns === 80 && language === 'en') {
				expectGolden(`frames/wizard/${name}-en-80.ansi`, `${painted}\n`);
			}
			const coloured = stripColour(painted);
			expect(coloured.split('\n').map((line) => line.trimEnd())).toEqual(frame.split('\n').map((line) => line.trimEnd()));
		});
	});
});

describe('the wizard in a low terminal', () => {
	it.each([8, 10, 14])('keeps what is wrong and the keys in %i rows', (rows) => {
		const frame = draw(unnamedFound(), 80, rows, 'en');
		expect(frame).toContain('✗');
		expect(frame.trimEnd().split('\n').at(-1)).toContain('Enter next');
	});
});

describe('the key for all of it', () => {
	it.each([
		['address-unnamed', 24, false],
		['address-unnamed', 14, true],
		['files-written', 40, false],
		// Not a finding of several is left out here, but the only one.
		['files-written', 16, true],
	] as const)('at %s in %i rows: %s', (name, rows, isShown) => {
		expect(draw(screens[name]!(), 120, rows, 'en').includes('ctrl-o')).toBe(isShown);
	});
});
