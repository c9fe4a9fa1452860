import {expect, it} from 'vitest';
import type {RequestView} from '../../source/core/run/event.ts';
import {layOutRequest, layOutRequests} from '../../source/headless/layout-requests.ts';
import {describeRule} from '../../source/text/rule-text.ts';
import {english} from '../../source/text/en/text.ts';
import {simplifiedChinese} from '../../source/text/zh-cn/text.ts';
import {nowMs} from '../support/requests.ts';

const view = (change: Partial<RequestView>): RequestView => ({name: 'csr-x7k2p', node: 'node-1', kind: 'client', state: 'pending', verdict: 'PASS', reasons: [], signer: 'kubernetes.io/kube-apiserver-client-kubelet', requester: 'system:bootstrap:abcdef', createdAt: '2026-05-04T11:59:00Z', names: [], usages: [], ...change});
const layOut = (requests: readonly RequestView[]) => layOutRequests(requests, {text: english, paint: (_tone, text) => text, columns: 80, nowMs});

it('keeps the verdicts in sight, however long a name is', () => {
	const lines = layOut([view({}), view({name: 'z'.repeat(253), node: `${'n'.repeat(200)}.example.com`, verdict: 'REFUSE'})]);
	expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(200);
	expect(lines[1]).toMatch(/^z{62}…  n{62}…  client +\S+ +pending +REFUSE$/);
	expect(lines[2]).toMatch(/^csr-x7k2p +node-1 +client/);
});

it('says what the rules that object demand, each once, and of no other', () => {
	const layout = {text: english, paint: (_tone: string, text: string) => text, columns: 120, nowMs};
	const shared = {rule: 'P14', verdict: 'ASK', code: 'token-shared', params: {}} as const;
	const lines = layOutRequest(view({verdict: 'ASK', reasons: [{rule: 'P2', verdict: 'PASS', code: 'still-pending', params: {}}, shared, shared]}), layout);
	expect(lines.filter((line) => /^P\d+: /.test(line))).toEqual(['P14: a token lets in the one node that it was made for']);
});

it.each(Array.from({length: 36}, (_, index) => `P${index + 1}`))('has a sentence for rule %s in both languages', (rule) => {
	expect(describeRule(english.rules, rule)).toMatch(new RegExp(`^${rule}: .{20}`));
	expect(describeRule(simplifiedChinese.rules, rule)).toMatch(/\p{Script=Han}{2}/u);
	expect(describeRule(english.rules, 'P37')).toBeUndefined();
});
