import {setImmediate as pause} from 'node:timers/promises';
import {expect, it} from 'vitest';
import {localFiles} from '../../../source/adapters/local/local-files.ts';
import {cryptoPki} from '../../../source/adapters/pki/crypto-pki.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import type {ClusterApi} from '../../../source/ports/cluster-api.ts';
import {keepClusterRead} from '../../../source/workflow/csr/keep-cluster-read.ts';
import {openFolder} from '../../adapters/kubernetes/kubeconfig-folder.ts';
import {openPractice} from '../../sandbox/api-server/open-practice.ts';
import {answersFacts} from '../../support/plan-facts.ts';
import {putToken} from '../../support/planned-requests.ts';
import {clientRequest, judge} from '../../support/requests.ts';

it('keeps what was read where a cluster cannot be read again, and hides no bug in it', async () => {
	await using practice = await openPractice();
	using folder = openFolder();
	const api = await practice.connect();
	let trouble: Error | undefined;
	const call: ClusterApi['call'] = async (...asked) => {
		if (trouble !== undefined) {
			throw trouble;
		}
		return api.call(...asked);
	};
	const clock = {nowMs: () => Date.now(), sleep: async () => pause()};
	const settings = {recordFolder: folder.path, operator: 'me@here', apiServerAddresses: [practice.server.vip.host]};
	const kept = await keepClusterRead({api: {...api, call}, pki: cryptoPki, clock, files: localFiles}, answersFacts({nodes: []}), settings, new AbortController().signal);
	const first = kept.latest();
	trouble = new Failure(problem('cluster-call-failed', 'cluster', {doing: 'list nodes', status: 500}));
	const refreshed = kept.refresh(() => {
		expect(kept.latest()).toBe(first);
		trouble = new TypeError('a bug');
	});
	await expect(refreshed).rejects.toThrow('a bug');
});

it('has all judged anew where a reading brings something new, else only those that waited for it', async () => {
	await using practice = await openPractice();
	using folder = openFolder();
	const api = await practice.connect();
	const clock = {nowMs: () => Date.now(), sleep: async () => pause()};
	const end = new AbortController();
	const kept = await keepClusterRead({api, pki: cryptoPki, clock, files: localFiles}, answersFacts({nodes: []}), {recordFolder: folder.path, operator: 'me@here', apiServerAddresses: [practice.server.vip.host]}, end.signal);
	const csr = clientRequest({raw: {name: 'csr-strng', username: 'system:bootstrap:zzz999', createdAt: new Date().toISOString()}});
	expect(kept.notice({csr, judgement: judge(csr)})).toBe(false);
	const told: unknown[] = [];
	await kept.refresh((anew) => {
		told.push(anew);
		if (told.length === 1) {
			putToken(practice.server, {name: 'node-1', address: '', tokenId: 'abc123'});
		} else if (told.length === 2) {
			expect(kept.notice({csr, judgement: judge(csr)})).toBe(true);
		} else {
			end.abort();
		}
	});
	expect(told).toEqual([['csr-strng'], 'all', []]);
});
