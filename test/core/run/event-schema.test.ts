import {readFileSync, writeFileSync} from 'node:fs';
import {Ajv2020} from 'ajv/dist/2020.js';
import {expect, expectTypeOf, test} from 'vitest';
import type {z} from 'zod';
import type {Reason, RuleId, Verdict} from '../../../source/core/csr/judgement.ts';
import {assemblePlan} from '../../../source/core/plan/assemble-plan.ts';
import {printPlan} from '../../../source/core/plan/describe-plan.ts';
import type {FileChange} from '../../../source/core/plan/file-change.ts';
import {problem, type Problem, type Severity} from '../../../source/core/problem/problem.ts';
import type {eventSchema, requestSchema} from '../../../source/core/run/event-schema.ts';
import type {RequestView, RunEvent} from '../../../source/core/run/event.ts';
import {eventsJsonSchema} from '../../../source/core/run/events-json-schema.ts';
import {nodeAnswers, nodeFacts, planInput, planNodeInput} from '../../support/plan-facts.ts';

const asset = new URL('../../../assets/events.schema.json', import.meta.url);
const ajv = new Ajv2020({allErrors: true, strict: true, strictTypes: false, discriminator: true});
const validate = ajv.compile(eventsJsonSchema());

type WireProblem = {readonly code: string; readonly severity: Severity; readonly subject: string; readonly params: Readonly<Record<string, unknown>>; readonly cause?: string};
type WireReason = {readonly rule: RuleId; readonly verdict: Verdict; readonly code: string; readonly params: Readonly<Record<string, unknown>>};

/** A type as JSON carries it: codes are open, and a file of a plan comes without the text to write. */
type Wire<T> = T extends Problem
	? WireProblem
	: T extends Reason
		? WireReason
		: T extends FileChange
			? {readonly [Key in keyof T as Exclude<Key, 'content'>]: Wire<T[Key]>}
			: T extends readonly (infer Each)[]
				? readonly Wire<Each>[]
				: T extends object
					? {readonly [Key in keyof T]: Wire<T[Key]>}
					: T;

type Frozen<T> = T extends readonly (infer Each)[] ? readonly Frozen<Each>[] : T extends object ? {readonly [Key in keyof T]: Frozen<T[Key]>} : T;

test('the schema of events is the type of events, member by member', () => {
	expectTypeOf<Frozen<z.output<typeof eventSchema>>>().toEqualTypeOf<Wire<RunEvent>>();
	expectTypeOf<Frozen<z.output<typeof requestSchema>>>().toEqualTypeOf<Wire<RequestView>>();
});

test('assets/events.schema.json is what the schema makes (UPDATE_ASSETS=1 writes it)', () => {
	const made = `${JSON.stringify(eventsJsonSchema(), undefined, '\t')}\n`;
	if (process.env['UPDATE_ASSETS'] === '1') {
		writeFileSync(asset, made);
	}
	expect(readFileSync(asset, 'utf8')).toBe(made);
});

const request: RequestView = {
	name: 'csr-abcde',
	node: 'node-1',
	kind: 'client',
	state: 'pending',
	verdict: 'PASS',
	reasons: [],
	signer: 'kubernetes.io/kube-apiserver-client-kubelet',
	requester: 'system:bootstrap:abcdef',
	createdAt: '2026-01-01T00:00:00Z',
	names: ['ip:10.0.0.21'],
	usages: ['client auth'],
	keySha256: 'aa',
};
const missing = problem('swap-on', 'node-1', {}, {cause: 'Swap on'});
const plan = printPlan(assemblePlan(planInput([planNodeInput(nodeAnswers('node-1'), nodeFacts('node-1'), {problems: [{...missing, severity: 'warning'}]})])));

const events: {readonly [Type in RunEvent['type']]: Extract<RunEvent, {type: Type}>} = {
	'run-started': {type: 'run-started', operation: 'enroll', version: '0.1.0'},
	'phase-started': {type: 'phase-started', phase: 'survey'},
	'phase-finished': {type: 'phase-finished', phase: 'survey', durationMs: 12.5},
	'cluster-read': {type: 'cluster-read', facts: {server: 'https://10.0.0.1:6443', version: {major: 1, minor: 36, patch: 3, gitVersion: 'v1.36.3'}, identity: {username: 'admin', groups: []}}},
	'address-probed': {
		type: 'address-probed',
		facts: {host: '10.0.0.9', port: 6443, resolvedAddresses: ['10.0.0.9'], latencyMs: 1, tlsVersion: 'TLSv1.3', isTrusted: true, dnsNames: [], ipAddresses: ['10.0.0.9'], isNamed: true, issuer: 'CN=kubernetes', notAfter: '2036-01-01T00:00:00Z', readyz: 'ok'},
	},
	'host-keys-pinned': {type: 'host-keys-pinned', keys: [{node: 'node-1', fingerprints: ['SHA256:x'], how: 'accepted'}]},
	'problem-found': {type: 'problem-found', problem: missing},
	'plan-assembled': {type: 'plan-assembled', plan},
	'object-changed': {type: 'object-changed', kind: 'Secret', name: 'bootstrap-token-abc123', action: 'create'},
	'token-proved': {type: 'token-proved', endpoints: ['10.0.0.1:6443']},
	'node-progressed': {type: 'node-progressed', node: 'node-1', stage: 'kubelet'},
	'command-ran': {type: 'command-ran', node: 'node-1', command: 'ssh node-1 true', exitCode: 1, durationMs: 3, said: 'no'},
	'master-progressed': {type: 'master-progressed', master: 'm1', component: 'kube-apiserver', stage: 'restarted'},
	'master-failed': {type: 'master-failed', master: 'm1', component: 'kube-apiserver', problem: missing},
	'node-retried': {type: 'node-retried', node: 'node-1'},
	'node-failed': {type: 'node-failed', node: 'node-1', stage: 'files', problem: missing},
	'request-observed': {type: 'request-observed', request},
	'request-decided': {type: 'request-decided', request: 'csr-abcde', decision: 'approved', by: 'kubenroll'},
	'automatic-changed': {type: 'automatic-changed', automatic: {state: 'on', endsAtMs: 1, approved: 2, limit: 4, flooders: [{requester: 'system:bootstrap:abcdef', tokenId: 'abcdef', cause: 'strangers-too-fast', count: 9, limit: 5}]}},
	'connection-changed': {type: 'connection-changed', state: 'reconnecting', cause: 'reset'},
	'file-written': {type: 'file-written', path: '/out/ca.crt'},
	'run-finished': {type: 'run-finished', report: {outcomes: [{node: 'node-1', outcome: 'failed', stage: 'files', problems: [missing]}], exitCode: 3, durationMs: 5, changed: {files: 0, objects: 1}}},
};

test.each(Object.entries(events))('a line of %s fits the published schema', (_type, event) => {
	validate(JSON.parse(JSON.stringify(event)));
	expect(validate.errors).toBeNull();
});

test('a line of csr list --json fits its part of the schema', () => {
	const validateRequest = ajv.compile({$ref: 'https://kubenroll.dev/schema/events-v1alpha1.json#/$defs/request'});
	validateRequest(request);
	expect(validateRequest.errors).toBeNull();
	expect(validateRequest({...request, verdict: 'FINE'})).toBe(false);
});

test('an end of automatic approval fits the published schema', () => {
	expect(validate({type: 'automatic-changed', automatic: {state: 'ended', because: 'time', approved: 3}})).toBe(true);
});

test.each<[string, unknown]>([
	['an unknown type', {type: 'party-started'}],
	['no type', {}],
	['a stage that does not exist', {...events['node-progressed'], stage: 'dancing'}],
	['a report without outcomes', {type: 'run-finished', report: {exitCode: 0, durationMs: 1, changed: {files: 0, objects: 0}}}],
	['an exit code of no run', {type: 'run-finished', report: {...events['run-finished'].report, exitCode: 2}}],
	['a problem without its code', {type: 'problem-found', problem: {severity: 'error', subject: 'x', params: {}}}],
	['a rule that is none', {type: 'request-observed', request: {...request, reasons: [{rule: 'Q1', verdict: 'PASS', code: 'x', params: {}}]}}],
])('the published schema refuses %s', (_title, line) => {
	expect(validate(line)).toBe(false);
});

test('fields that a later version adds do not break readers of this one', () => {
	expect(validate({...events['phase-started'], at: '2026-01-01T00:00:00Z'})).toBe(true);
});
