import {expect, test} from 'vitest';
import type {NodePlan} from '../../../source/core/plan/plan.ts';
import {assemblePlan} from '../../../source/core/plan/assemble-plan.ts';
import {parseRecord} from '../../../source/core/record/parse-record.ts';
import type {EnrollmentRecord} from '../../../source/core/record/record.ts';
import {keepRecord} from '../../../source/workflow/enroll/keep-record.ts';
import {csrPki} from '../../support/csr-objects.ts';
import {memoryFiles} from '../../support/memory-files.ts';
import {clusterFacts, digest, nodeAnswers, nodeFacts, planInput, planNodeInput} from '../../support/plan-facts.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const path = '/run/record.json';
const node = nodeAnswers('node-1');
const facts = nodeFacts('node-1', {fqdn: 'node-1.example', interfaces: [{name: 'eth0', kind: 'uplink', addresses: ['10.0.0.21/24', '10.0.0.99/32']}, {name: 'cni0', kind: 'virtual', addresses: ['10.244.0.1/24']}]});

const open = (given: {readonly record?: EnrollmentRecord; readonly names?: readonly string[]} = {}) => {
	const files = memoryFiles();
	const inputs = (given.names ?? ['node-1']).map((name) => planNodeInput(nodeAnswers(name), name === 'node-1' ? facts : nodeFacts(name)));
	const input = planInput(inputs);
	const plan = assemblePlan(input);
	const nodePlan = plan.nodes[0] as NodePlan;
	const keeper = keepRecord({files, clock: virtualClock(), pki: csrPki({sha256: digest})}, {recordFolder: '/run'}, {
		plan, cluster: clusterFacts(), apiServer: input.apiServer, apiServerAddresses: undefined, clockSkewMs: 0,
		nodeFacts: new Map(inputs.map((each) => [each.node.name, each.facts!])),
		masters: [], unsettled: [], unfinished: [],
		record: given.record,
	});
	return {files, keeper, plan, nodePlan, read: () => parseRecord(path, files.contents.get(path) ?? '')};
};

test('writes down stage, files and what later requests are judged by', async () => {
	const {keeper, nodePlan, plan, read, files} = open();
	await keeper.reached(node, nodePlan, 'token');
	expect(read().nodes['node-1']).toMatchObject({stage: 'token', files: {}});
	await keeper.reached(node, nodePlan, 'files');
	const written = nodePlan.files.filter(({content}) => content !== undefined);
	expect(read()).toMatchObject({
		cluster: {server: plan.cluster.server, caSha256: plan.cluster.caSha256},
		// Neither a VIP that the host holds just now nor the pods' bridge is the node's own.
		nodes: {'node-1': {plan: plan.id, stage: 'files', addresses: ['10.0.0.21'], dnsNames: ['node-1', 'node-1.example'], files: Object.fromEntries(written.map((file) => [file.path, digest(file.content ?? '')]))}},
	});
	expect(written.length).toBeGreaterThan(2);
	expect(read().nodes['node-1']?.enrolledAt).toBeUndefined();
	await keeper.reached(node, nodePlan, 'ready');
	expect(read().nodes['node-1']?.enrolledAt).toBe('2026-05-04T12:00:00.000Z');
	expect(files.modes.get(path)).toBe(0o600);
});

test('names no secret file', async () => {
	const {keeper, nodePlan, read} = open();
	const secret = nodePlan.files.map((file) => ({...file, isSecret: true}));
	await keeper.reached(node, {...nodePlan, files: secret}, 'files');
	expect(read().nodes['node-1']?.files).toEqual({});
});

test('stages that the cluster shows by itself cost no write', async () => {
	const {keeper, nodePlan, files} = open();
	for (const stage of ['surveyed', 'client-request', 'client-issued', 'registered', 'serving-request', 'serving-issued'] as const) {
		await keeper.reached(node, nodePlan, stage);
	}
	expect(files.writes).toEqual([]);
});

test('what comes while a write is under way shares the next one', async () => {
	const {keeper, plan, files, read} = open({names: Array.from({length: 50}, (_, index) => `node-${index + 1}`)});
	const letGo = files.holdWrites();
	const stages = plan.nodes.map(async (each) => keeper.reached(nodeAnswers(each.name), each, 'token'));
	await new Promise((resolve) => setImmediate(resolve));
	stages.push(...plan.nodes.map(async (each) => keeper.reached(nodeAnswers(each.name), each, 'files')));
	letGo();
	await Promise.all(stages);
	expect(files.writes).toEqual([path, path]);
	expect(new Set(Object.values(read().nodes).map(({stage}) => stage))).toEqual(new Set(['files']));
});

test('a write that fails is told to all who shared it, and the next one is tried again', async () => {
	const {keeper, nodePlan, files, read} = open();
	files.fails.add(path);
	const both = await Promise.allSettled([keeper.reached(node, nodePlan, 'token'), keeper.reached(node, nodePlan, 'files')]);
	expect(both).toMatchObject([{status: 'rejected', reason: {problems: [{code: 'local-no-space'}]}}, {status: 'rejected'}]);
	files.fails.clear();
	await keeper.reached(node, nodePlan, 'kubelet');
	expect(read().nodes['node-1']?.stage).toBe('kubelet');
});

test('keeps the other nodes of earlier runs, under what the cluster is now', async () => {
	const old = {name: 'node-9', address: 'x', plan: 'p', stage: 'cleaned', files: {}, addresses: [], dnsNames: []};
	const {keeper, nodePlan, plan, read} = open({record: {version: 1, cluster: {server: 'https://moved:6443', caSha256: caOfPlan()}, nodes: {'node-9': old}}});
	await keeper.reached(node, nodePlan, 'token');
	expect(read()).toMatchObject({cluster: {server: plan.cluster.server}, nodes: {'node-9': old}});
});

const caOfPlan = (): string => assemblePlan(planInput([])).cluster.caSha256;

test('adds each decision to the log, one line each', async () => {
	const {keeper, files} = open();
	const decision = {at: 'now', request: 'csr-a', kind: 'client', decision: 'approved', verdict: 'PASS', rules: [], plan: 'p', operator: 'me'} as const;
	await keeper.decided(decision);
	await keeper.decided({...decision, request: 'csr-b'});
	expect((files.contents.get('/run/decisions.jsonl') ?? '').split('\n').map((line) => (line === '' ? '' : (JSON.parse(line) as {request: string}).request))).toEqual(['csr-a', 'csr-b', '']);
	files.fails.add('/run/decisions.jsonl');
	await expect(keeper.decided(decision)).rejects.toMatchObject({problems: [{code: 'local-no-space'}]});
});

test('P4 remembers the key of the client certificate, by which a cloned disk is known later', async () => {
	const {keeper, nodePlan, read} = open();
	const decision = {at: '2026-05-04T12:00:00Z', request: 'csr-abc12', node: 'node-1', kind: 'client', decision: 'approved', verdict: 'PASS', rules: ['P1'], plan: 'p', operator: 'me@here', keySha256: 'cc'} as const;
	await keeper.decided({...decision, kind: 'serving', keySha256: 'dd'});
	await keeper.decided(decision);
	await keeper.decided({...decision, decision: 'denied', keySha256: 'ee'});
	await keeper.reached(node, nodePlan, 'ready');
	expect(read().nodes['node-1']?.clientKeySha256).toBe('cc');
});
