import {expect, test} from 'vitest';
import type {Mode} from '../../../source/core/answers/answers.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem, type Problem} from '../../../source/core/problem/problem.ts';
import {proveToken} from '../../../source/workflow/cluster/prove-token.ts';
import {fakeClock, fakeCluster} from '../../support/fake-cluster.ts';

const path = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const token = 'aaaaaa.s3cr3ts3cr3ts3cr';
const [address, first, second] = ['10.0.0.100', '10.0.0.1', '10.0.0.2'].map((host) => ({host, port: 6443})) as [{host: string; port: number}, {host: string; port: number}, {host: string; port: number}];

/** `statuses` by host: each call takes the next, the last one stays. */
const prove = async (statuses: Readonly<Record<string, readonly (number | 'unreachable')[]>>, mode: Mode = 'bootstrap-token') => {
	const left = new Map(Object.entries(statuses).map(([host, list]) => [host, [...list]]));
	const {api, calls} = fakeCluster({
		[path]: ({options}) => {
			const host = options.server?.host ?? '';
			const list = left.get(host) ?? [];
			const status = list.length > 1 ? list.shift() : list[0];
			if (status === undefined || status === 'unreachable') {
				throw new Failure(problem('address-refused', `${host}:6443`, {host, port: 6443}));
			}
			return {status, body: {}};
		},
	});
	const warnings: Problem[] = [];
	const result = await proveToken({api, clock: fakeClock(), token, mode, address, endpoints: [first, second], onProblem: (found) => warnings.push(found)}).then(
		(accepting) => ({accepting, problems: [] as readonly Problem[]}),
		(error: unknown) => ({accepting: [], problems: error instanceof Failure ? error.problems : [error as Problem]}),
	);
	expect(JSON.stringify([result, warnings])).not.toContain('s3cr3t');
	return {...result, warnings, calls};
};

test('asks through the address and each server behind it with the token, and tells which took it', async () => {
	const {accepting, calls} = await prove({'10.0.0.100': [201], '10.0.0.1': [201], '10.0.0.2': [201]});
	expect(accepting).toEqual(['10.0.0.100:6443', '10.0.0.1:6443', '10.0.0.2:6443']);
	expect(calls.every(({options, path: asked}) => options.token === token && !asked.includes('s3cr3t'))).toBe(true);
});

test('gives a server time to hear of the new Secret', async () => {
	const {accepting, calls} = await prove({'10.0.0.100': [201], '10.0.0.1': [401, 401, 201], '10.0.0.2': [201]});
	expect(accepting).toHaveLength(3);
	expect(calls.filter(({options}) => options.server?.host === '10.0.0.1')).toHaveLength(3);
});

test('names the one server of two that refuses, after five seconds', async () => {
	const {problems, calls} = await prove({'10.0.0.100': [201], '10.0.0.1': [201], '10.0.0.2': [401]});
	expect(problems).toMatchObject([{code: 'bootstrap-auth-off', severity: 'error', params: {refusing: ['10.0.0.2:6443'], accepting: ['10.0.0.100:6443', '10.0.0.1:6443']}}]);
	expect(calls.filter(({options}) => options.server?.host === '10.0.0.2')).toHaveLength(21);
});

test('warns of a server that can only be reached through the address', async () => {
	const {accepting, warnings} = await prove({'10.0.0.100': [201], '10.0.0.1': [201], '10.0.0.2': ['unreachable']});
	expect(accepting).toEqual(['10.0.0.100:6443', '10.0.0.1:6443']);
	expect(warnings).toMatchObject([{code: 'bootstrap-auth-unproved', severity: 'warning', params: {endpoint: '10.0.0.2:6443'}}]);
});

test('rejects where the address itself cannot be asked, or answers in no way that is known', async () => {
	expect((await prove({'10.0.0.100': ['unreachable'], '10.0.0.1': [201], '10.0.0.2': [201]})).problems).toMatchObject([{code: 'address-refused'}]);
	expect((await prove({'10.0.0.100': [500], '10.0.0.1': [201], '10.0.0.2': [201]})).problems).toMatchObject([{code: 'bootstrap-auth-odd', params: {status: 500}}]);
});

test('takes 403 for a user that is known', async () => {
	expect((await prove({'10.0.0.100': [403], '10.0.0.1': [403], '10.0.0.2': [403]})).accepting).toHaveLength(3);
});

test('names the servers that refuse a row of the token file, and does not wait for them to hear of it', async () => {
	const {problems, calls} = await prove({'10.0.0.100': [201], '10.0.0.1': [201], '10.0.0.2': [401]}, 'token-file');
	expect(problems).toEqual([problem('token-row-refused', 'cluster', {refusing: ['10.0.0.2:6443'], accepting: ['10.0.0.100:6443', '10.0.0.1:6443']})]);
	expect(calls.length).toBeLessThanOrEqual(6);
});
