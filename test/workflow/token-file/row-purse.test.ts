import {expect, test} from 'vitest';
import {Failure} from '../../../source/core/problem/failure.ts';
import type {RunEvent} from '../../../source/core/run/event.ts';
import type {RowPlan} from '../../../source/core/token-file/choose-rows.ts';
import {nodeRow, sharedRow} from '../../../source/core/token-file/own-rows.ts';
import type {Prepared} from '../../../source/workflow/plan/prepare-plan.ts';
import {drawRowTokens} from '../../../source/workflow/token-file/draw-row-tokens.ts';
import {openRowPurse} from '../../../source/workflow/token-file/row-purse.ts';
import {fakeClock, fakeCluster} from '../../support/fake-cluster.ts';

const path = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const server = {host: '10.0.0.100', port: 6443};

const open = (rows: readonly RowPlan[], tokens: Readonly<Record<string, string>>, scope: 'shared' | 'per-node' = 'per-node') => {
	const {api, calls} = fakeCluster({[path]: () => ({status: 201, body: {}})});
	const events: RunEvent[] = [];
	// The purse asks no more of what was prepared.
	const prepared = {apiServer: server, cluster: {apiServerEndpoints: []}, plan: {nodes: [{name: 'n1', needsToken: true}]}} as unknown as Prepared;
	const purse = openRowPurse({api, clock: fakeClock()}, prepared, {rows, tokens: new Map(Object.entries(tokens)), scope}, {emit: (event) => void events.push(event), signal: new AbortController().signal});
	return {purse, calls, events};
};

const kept = {...nodeRow('n1'), action: 'keep', node: 'n1'} as const;
const fresh = {...nodeRow('n2'), action: 'create', node: 'n2'} as const;

test('hands each node the token of its own row, and one that has none is refused', async () => {
	const {purse} = open([kept, fresh], {[kept.user]: 'one', [fresh.user]: 'two'});
	expect(await purse.tokenFor('n1')).toBe('one');
	expect(await purse.tokenFor('n2')).toBe('two');
	await expect(purse.tokenFor('n3')).rejects.toThrow(Failure);
});

test('hands every node the one token of a shared row', async () => {
	const {purse} = open([{...sharedRow, action: 'keep'}], {[sharedRow.user]: 'all'}, 'shared');
	expect([await purse.tokenFor('n1'), await purse.tokenFor('n2')]).toEqual(['all', 'all']);
});

test('proves a row that is new to the masters, and keeps tokens out of events', async () => {
	const {purse, calls, events} = open([kept, fresh], {[kept.user]: 'one', [fresh.user]: 'two'});
	await purse.prove();
	expect(calls.map(({options}) => options.token)).toEqual(['two']);
	expect(events).toEqual([{type: 'token-proved', endpoints: ['10.0.0.100:6443']}]);
});

test('proves the row of the first node that needs one, where none is new', async () => {
	const {purse, calls} = open([kept], {[kept.user]: 'one'});
	await purse.prove();
	expect(calls.map(({options}) => options.token)).toEqual(['one']);
});

test('proves a row on one server alone, where that was restarted for it', async () => {
	const {purse, calls, events} = open([{...kept, action: 'restore'}], {[kept.user]: 'one'});
	await purse.proveOn({host: '10.0.0.1', port: 6443});
	expect(calls.map(({options}) => [options.token, options.server?.host])).toEqual([['one', '10.0.0.1']]);
	expect(events).toEqual([]);
});

test('draws a token for rows that are new, never a published one', () => {
	const drawn = ['02b50b05283e98dd0fd71db496ef01e8', 'a'.repeat(32)];
	const asked: unknown[] = [];
	const entropy = {
		draw: (alphabet: string, length: number): string => {
			asked.push([alphabet, length]);
			return drawn.shift() ?? '';
		},
	};
	expect(drawRowTokens(entropy, [kept, fresh])).toEqual(new Map([[fresh.user, 'a'.repeat(32)]]));
	expect(asked).toEqual([['0123456789abcdef', 32], ['0123456789abcdef', 32]]);
});
