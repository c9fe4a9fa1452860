import {expect, it} from 'vitest';
import type {RequestView} from '../../source/core/run/event.ts';
import {layOutRequests} from '../../source/headless/layout-requests.ts';
import {english} from '../../source/text/en/text.ts';
import {nowMs} from '../support/requests.ts';

const view = (change: Partial<RequestView>): RequestView => ({name: 'csr-x7k2p', node: 'node-1', kind: 'client', state: 'pending', verdict: 'PASS', reasons: [], signer: 'kubernetes.io/kube-apiserver-client-kubelet', requester: 'system:bootstrap:abcdef', createdAt: '2026-05-04T11:59:00Z', names: [], usages: [], ...change});
const layOut = (requests: readonly RequestView[]) => layOutRequests(requests, {text: english, paint: (_tone, text) => text, columns: 80, nowMs});

it('keeps the verdicts in sight, however long a name is', () => {
	const lines = layOut([view({}), view({name: 'z'.repeat(253), node: `${'n'.repeat(200)}.example.com`, verdict: 'REFUSE'})]);
	expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(200);
	expect(lines[1]).toMatch(/^z{62}…  n{62}…  client +\S+ +pending +REFUSE$/);
	expect(lines[2]).toMatch(/^csr-x7k2p +node-1 +client/);
});
