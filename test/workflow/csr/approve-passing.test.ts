import {expect, onTestFinished, test} from 'vitest';
import type {AutomaticView} from '../../../source/core/csr/automatic-view.ts';
import type {Csr} from '../../../source/core/csr/csr.ts';
import type {MissingFact} from '../../../source/core/csr/judge-context.ts';
import {createJudge} from '../../../source/core/csr/judge-csr.ts';
import {parseCsr} from '../../../source/core/csr/parse-csr.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import type {ApiResponse, ClusterApi, KubernetesObject} from '../../../source/ports/cluster-api.ts';
import {createApprover} from '../../../source/workflow/csr/approve-passing.ts';
import {clientCsr, csrPki, servingCsr} from '../../support/csr-objects.ts';
import {context, nodeObject, nowMs, plannedNode, token} from '../../support/requests.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const groupsOf = (node: string): readonly string[] => ['system:bootstrappers:kubenroll', `system:bootstrappers:kubenroll:node:${node}`];
const idOf = (node: string): string => `tok${node.slice(-3).padStart(3, '0').replace('-', '0')}`;
const named = (node: string, change: Parameters<typeof clientCsr>[1] = {}): KubernetesObject => clientCsr(node, {name: `csr-${idOf(node).slice(1)}`, tokenId: idOf(node), ...change});
const nodesOf = (count: number): readonly string[] => Array.from({length: count}, (_, index) => `node-${index + 1}`);

/** An approver for these nodes, each with a token of its own, in front of an API server that takes every approval unless it is told otherwise. */
const open = ({nodes = ['node-1'], ready = [], known = [], facts = [], endsWhenReady = false, answer = () => undefined}: {readonly nodes?: readonly string[]; readonly ready?: readonly string[]; readonly known?: readonly string[]; readonly facts?: readonly MissingFact[]; readonly endsWhenReady?: boolean; readonly answer?: (call: string) => Partial<ApiResponse> | undefined} = {}) => {
	const clock = virtualClock(nowMs);
	const objects = new Map<string, KubernetesObject>();
	const approved: string[] = [];
	const views: AutomaticView[] = [];
	const again: string[] = [];
	const refused: string[] = [];
	const missing: string[] = [];
	let atOnce = 0;
	let mostAtOnce = 0;
	let floodLooks = 0;
	const call: ClusterApi['call'] = async (method, path) => {
		atOnce += 1;
		mostAtOnce = Math.max(mostAtOnce, atOnce);
		await new Promise((resolve) => {
			setImmediate(resolve);
		});
		atOnce -= 1;
		const name = decodeURIComponent(path.split('/')[5] ?? '');
		const told = answer(`${method} ${name}`);
		if (told === undefined && method === 'PUT') {
			approved.push(name);
		}
		return {status: 200, body: objects.get(name), ...told};
	};
	const stop = new AbortController();
	onTestFinished(() => stop.abort());
	const approver = createApprover(
		{api: {call} as ClusterApi, clock}, // of the port nothing else is used
		{
			nodes: new Set(nodes), planId: 'plan', operator: 'me@here', endsWhenReady,
			recordDecision: async () => {},
			onApproved: () => {},
			onAgain: (name, when) => again.push(`${name} ${when}`),
			onMissing: (facts) => missing.push(...facts),
			onFloodLater: () => {
				floodLooks += 1;
			},
			onRefused: (node, {code}) => refused.push(`${node} ${code}`),
			onChange: (view) => views.push(view),
			signal: stop.signal, cutOff: stop.signal,
		},
	);
	const tokens = nodes.map((node) => ({...token, tokenId: idOf(node), secretName: `bootstrap-token-${idOf(node)}`, node, extraGroups: groupsOf(node)}));
	const look = async (...given: readonly KubernetesObject[]): Promise<void> => {
		given.forEach((object) => objects.set(object.metadata.name, object));
		const siblings = given.map((object): Csr => {
			const raw = parseCsr(object);
			return {raw, reading: csrPki().readRequest(raw.request)};
		});
		const made = context({nowMs: clock.nowMs(), runStartedMs: nowMs, missingFacts: facts, siblings, tokens, approvedInRun: approver.approved(), plannedNodes: nodes.map((node) => plannedNode(node, ['10.0.0.11'])), nodeObjects: [...ready.map((node) => nodeObject(node)), ...known.map((node) => nodeObject(node, {ready: 'false'}))]});
		const judge = createJudge(made);
		approver.look(siblings.map((csr) => ({csr, judgement: judge(csr)})), made);
		await approver.settle();
	};
	return {clock, approver, look, tokens, approved, views, again, refused, missing, most: () => mostAtOnce, floodLooks: () => floodLooks};
};

test('P26 says until when and how many it approves, and how many it has', async () => {
	const given = open({nodes: ['node-1', 'node-2']});
	await given.look(named('node-1'));
	expect(given.views.at(-1)).toEqual({state: 'on', endsAtMs: nowMs + 3_600_000, approved: 1, limit: 4, flooders: []});
});

test('P26 ends after an hour, with or without requests', async () => {
	const given = open();
	await given.clock.advance(3_600_000);
	expect(given.views).toEqual([{state: 'ended', because: 'time', approved: 0}]);
	await given.look(named('node-1', {createdAt: new Date(given.clock.nowMs()).toISOString()}));
	expect(given.approved).toEqual([]);
});

test('P26 approves two requests for each node, and ends when another is wanted', async () => {
	const given = open({known: ['node-1']});
	for (const name of ['csr-srva1', 'csr-srva2']) {
		await given.look(servingCsr('node-1', {name}));
	}
	expect(given.views.at(-1)).toMatchObject({state: 'on', approved: 2, limit: 2});
	await given.look(servingCsr('node-1', {name: 'csr-srva3'}));
	expect(given.approved).toEqual(['csr-srva1', 'csr-srva2']);
	expect(given.views.at(-1)).toEqual({state: 'ended', because: 'count', approved: 2});
});

test('P26 is not over while nobody wants more than was foreseen', async () => {
	const given = open({nodes: nodesOf(2)});
	await given.look(named('node-1'), named('node-2'));
	expect(given.views.at(-1)).toMatchObject({state: 'on', approved: 2, limit: 4});
});

test('P26 ends when every planned node is Ready and nothing waits, where that is the end', async () => {
	const ready: string[] = [];
	const given = open({ready, endsWhenReady: true});
	await given.look();
	ready.push('node-1');
	await given.look();
	await given.clock.advance(5000);
	await given.look(servingCsr('node-1'));
	await given.clock.advance(9000);
	await given.look();
	await given.clock.advance(9000);
	expect(given.views.at(-1)).toMatchObject({state: 'on', approved: 1});
	await given.clock.advance(2000);
	expect(given.views.at(-1)).toEqual({state: 'ended', because: 'all-ready', approved: 1});
});

test('P26 does not end where every node was Ready from the beginning: renewals are waited for', async () => {
	const given = open({ready: ['node-1'], endsWhenReady: true});
	await given.look();
	await given.clock.advance(60_000);
	expect(given.views.at(-1)).toMatchObject({state: 'on'});
});

test('P36 says which facts are missing, once', async () => {
	const given = open({facts: ['clock', 'tokens']});
	await given.look(named('node-1'));
	await given.look(named('node-1'));
	expect(given.approved).toEqual([]);
	expect(given.missing).toEqual(['clock', 'tokens']);
});

test('P25 holds back the token that floods, names it, and lets the others go on', async () => {
	const given = open({nodes: ['node-1', 'node-2']});
	const flood = Array.from({length: 9}, (_, index) => clientCsr(`stranger-${index}`, {name: `csr-fld0${index}`, tokenId: idOf('node-2'), groups: groupsOf('node-2')}));
	await given.look(named('node-1'), named('node-2'), ...flood);
	expect(given.approved).toEqual([named('node-1').metadata.name]);
	expect(given.views.at(-1)).toMatchObject({state: 'on', flooders: [{tokenId: idOf('node-2'), requester: `system:bootstrap:${idOf('node-2')}`, cause: 'strangers-too-fast', count: 9, limit: 5}]});
	await given.clock.advance(6000);
	expect(given.floodLooks()).toBe(1);
	await given.look(named('node-2'));
	expect(given.approved).toEqual([named('node-1').metadata.name, named('node-2').metadata.name]);
});

test('P16 approves one of two requests of a node that were judged at once', async () => {
	const given = open({known: ['node-1']});
	const renewalOf = (name: string): KubernetesObject => {
		const object = clientCsr('node-1', {name});
		return {...object, spec: {...(object['spec'] as object), username: 'system:node:node-1', groups: ['system:nodes', 'system:authenticated']}};
	};
	await given.look(renewalOf('csr-rena1'), {...renewalOf('csr-renb2')});
	expect(given.approved).toHaveLength(1);
	expect(given.again).toHaveLength(1);
});

test('P16 approves a rebuilt node once its earlier token is gone, and asks before', async () => {
	const given = open();
	given.tokens.push({...token, tokenId: 'newer1', secretName: 'bootstrap-token-newer1', node: 'node-1', extraGroups: groupsOf('node-1')});
	const rebuilt = clientCsr('node-1', {name: 'csr-again', tokenId: 'newer1', groups: groupsOf('node-1')});
	await given.look(named('node-1'));
	await given.look(named('node-1'), rebuilt);
	expect(given.approved).toEqual([named('node-1').metadata.name]);
	given.tokens.shift();
	await given.look(named('node-1'), rebuilt);
	expect({approved: given.approved, again: given.again}).toEqual({approved: [named('node-1').metadata.name, 'csr-again'], again: []});
});

test('approves many at once, though not all of them', async () => {
	const given = open({nodes: nodesOf(50)});
	await given.look(...nodesOf(50).map((node) => named(node)));
	expect(given.approved).toHaveLength(50);
	expect(given.most()).toBe(8);
});

test('has a request looked at again that met a newer object, and gives its claim up', async () => {
	let conflicts = 1;
	const given = open({answer: (call) => (call.startsWith('PUT') && conflicts-- > 0 ? {status: 409} : undefined)});
	await given.look(named('node-1'));
	expect(given.again).toEqual([`${named('node-1').metadata.name} later`]);
	await given.look(named('node-1'));
	expect(given.approved).toEqual([named('node-1').metadata.name]);
});

test('tells whose requests it may not approve, and does not ask again', async () => {
	const given = open({answer: (call) => (call.startsWith('PUT') ? {status: 403, body: {message: 'no'}} : undefined)});
	await given.look(named('node-1'));
	await given.look(named('node-1'));
	expect(given.refused).toEqual(['node-1 decision-forbidden']);
});

test('begins nothing more once the operator has switched it off', async () => {
	const given = open();
	given.approver.end();
	await given.look(named('node-1'));
	expect(given.approved).toEqual([]);
	expect(given.views).toEqual([{state: 'ended', because: 'operator', approved: 0}]);
});

test('fails where a decision cannot be written down', async () => {
	const {clock} = open();
	const failing = createApprover(
		{api: {call: async () => ({status: 200, body: named('node-1')})} as unknown as ClusterApi, clock}, // of the port nothing else is used
		{
			nodes: new Set(['node-1']), planId: 'plan', operator: 'me', endsWhenReady: false,
			recordDecision: async () => Promise.reject(new Failure(problem('local-no-space', 'x', {path: 'x'}))),
			onApproved: () => {}, onAgain: () => {}, onMissing: () => {}, onFloodLater: () => {}, onRefused: () => {}, onChange: () => {},
			signal: AbortSignal.timeout(1000), cutOff: new AbortController().signal,
		},
	);
	const raw = parseCsr(named('node-1'));
	const csr: Csr = {raw, reading: csrPki().readRequest(raw.request)};
	const made = context({siblings: [csr]});
	failing.look([{csr, judgement: {name: raw.name, node: 'node-1', kind: 'client', state: 'pending', verdict: 'PASS', reasons: []}}], made);
	await expect(failing.failed).rejects.toMatchObject({problems: [{code: 'local-no-space'}]});
});
