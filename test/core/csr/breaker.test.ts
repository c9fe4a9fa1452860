import {expect, test} from 'vitest';
import {findFlood, isHeldBack} from '../../../source/core/csr/breaker.ts';
import type {Csr} from '../../../source/core/csr/csr.ts';
import type {JudgeContext} from '../../../source/core/csr/judge-context.ts';
import {createJudge} from '../../../source/core/csr/judge-csr.ts';
import {ago, clientRequest, context, plannedNode, servingRequest, subjectOf, token} from '../../support/requests.ts';

const plannedNodes = ['node-1', 'node-2'].map((name) => plannedNode(name, []));
const tokens = [token, {...token, secretName: 'bootstrap-token-def456', tokenId: 'def456', node: 'node-2'}];

const flood = (requests: readonly Csr[], change: Partial<JudgeContext> = {}) => {
	const known = context({plannedNodes, tokens, siblings: requests, ...change});
	const judge = createJudge(known);
	return findFlood(requests.map((csr) => ({csr, judgement: judge(csr)})), known);
};

const many = (count: number, make: (index: number) => Csr): readonly Csr[] => Array.from({length: count}, (_, index) => make(index));
const filed = (tokenId: string, node: string, index: number, change: Partial<Csr['raw']> = {}): Csr =>
	clientRequest({raw: {name: `csr-${tokenId}-${index}`, uid: `${tokenId}-${index}`, username: `system:bootstrap:${tokenId}`, ...change}, decoded: {subject: subjectOf(node)}});

test('P25 sees no flood in a usual run', () => {
	const requests = [filed('abc123', 'node-1', 0), filed('def456', 'node-2', 0), servingRequest({raw: {uid: 's'}})];
	expect(flood(requests)).toEqual({pending: 3, pendingLimit: 14, strangersAMinute: 0, strangersLimit: 5, flooders: []});
});

test('P25 names the token that floods, and leaves the others alone', () => {
	const requests = [...many(60, (index) => filed('abc123', 'node-1', index)), filed('def456', 'node-2', 0)];
	const found = flood(requests);
	expect(found).toMatchObject({pending: 61, flooders: [{requester: 'system:bootstrap:abc123', tokenId: 'abc123', cause: 'too-many-pending', count: 60}]});
	expect(isHeldBack(found, filed('abc123', 'node-1', 0))).toBe(true);
	expect(isHeldBack(found, filed('def456', 'node-2', 0))).toBe(false);
});

test('P25 counts only what waits, and at the limit there is no flood', () => {
	const decided = many(60, (index) => filed('abc123', 'node-1', index, {conditions: [{type: 'Denied', status: 'True', reason: '', message: ''}]}));
	const waiting = many(14, (index) => filed('abc123', 'node-1', 100 + index));
	expect(flood([...decided, ...waiting]).flooders).toEqual([]);
	expect(flood([...waiting, filed('abc123', 'node-1', 200)]).flooders).toHaveLength(1);
});

test('P25 names the one who asks for names of strangers, faster than five a minute', () => {
	const strangers = (count: number, change: Partial<Csr['raw']> = {}) => many(count, (index) => filed('def456', `evil-${index}`, index, change));
	expect(flood(strangers(5)).flooders).toEqual([]);
	expect(flood(strangers(6)).flooders).toEqual([{requester: 'system:bootstrap:def456', tokenId: 'def456', cause: 'strangers-too-fast', count: 6}]);
	expect(flood(strangers(6, {createdAt: ago(61)})).flooders).toEqual([]);
	expect(flood(strangers(6, {createdAt: 'yesterday'})).flooders).toHaveLength(1);
});

test('P25 counts one name once, and everything unreadable', () => {
	expect(flood(many(10, (index) => filed('def456', 'evil', index))).strangersAMinute).toBe(1);
	const unreadable = many(6, (index): Csr => ({raw: filed('zzz999', 'x', index).raw, reading: {isReadable: false, defect: {rule: 'P3', code: 'pem', detail: {code: 'cut-off'}}}}));
	expect(flood(unreadable).flooders).toEqual([{requester: 'system:bootstrap:zzz999', tokenId: 'zzz999', cause: 'strangers-too-fast', count: 6}]);
});

test('P25 ignores requests of other signers and of people, who are judged by other rules', () => {
	expect(flood(many(60, (index) => filed('abc123', 'node-1', index, {signerName: 'example.com/other'}))).pending).toBe(0);
	expect(flood(many(60, (index) => filed('abc123', 'node-1', index, {username: 'alice'}))).pending).toBe(0);
});

test('P25 holds nobody back for what many do a little', () => {
	const names = many(40, (index) => clientRequest({raw: {uid: String(index)}})).map((_, index) => `node-${index}`);
	const fleet = names.map((name) => plannedNode(name, []));
	expect(flood(names.flatMap((name, index) => [0, 1].map((turn) => servingRequest({raw: {uid: `${index}-${turn}`, username: `system:node:${name}`}, decoded: {subject: subjectOf(name)}}))), {plannedNodes: fleet}).flooders).toEqual([]);
});
