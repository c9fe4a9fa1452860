import {expect, test} from 'vitest';
import {listReviewRows} from '../../../source/core/board/list-review-rows.ts';
import type {MasterPlan} from '../../../source/core/plan/control-plane-plan.ts';
import type {Plan} from '../../../source/core/plan/plan.ts';
import type {FileChange} from '../../../source/core/plan/file-change.ts';
import {problem} from '../../../source/core/problem/problem.ts';

const file = (path: string): FileChange => ({artifact: 'control-plane-source', path, action: 'change', mode: 0o644, owner: 'root:root', isSecret: false, before: 'a', wasEditedByHand: false});
const stale = problem('component-stale', 'm1', {component: 'kube-apiserver', drifts: []}, {severity: 'warning'});
const master: MasterPlan = {
	name: 'm1', address: '10.0.0.1', holdsVip: true, state: 'change', files: [{...file('/t.csv'), artifact: 'token-file'}], problems: [stale],
	components: [{component: 'kube-apiserver', flags: [], files: [file('/unit')], restart: {how: 'systemd', unit: 'kube-apiserver.service'}, restartReason: 'changed'}],
};
const plan = (change: Partial<MasterPlan> = {}): Plan => ({id: 'x', cluster: {server: '', apiServer: '', version: '', caSha256: ''}, objects: [], nodes: [], problems: [], controlPlane: {masters: [{...master, ...change}], problems: [problem('masters-unread', 'control plane', {masters: ['m2']}, {severity: 'warning'})]}});

const outline = (given: Plan, ...open: readonly string[]): readonly string[] => listReviewRows(given, new Set(open)).map((row) => (row.kind === 'file' ? `file ${row.change.path}` : row.kind === 'problem' ? `${row.kind} ${row.of} ${row.problem.code}` : row.kind));

test('a host of the control plane opens to its files, its restarts and what is said of it', () => {
	expect(outline(plan())).toEqual(['problem control-plane masters-unread', 'master']);
	expect(outline(plan(), 'master m1')).toEqual(['problem control-plane masters-unread', 'master', 'file /t.csv', 'file /unit', 'restart', 'problem master component-stale']);
});

test('what blocks a host is seen while it is shut', () => {
	expect(outline(plan({state: 'blocked', problems: [{...stale, severity: 'error'}]}))).toContain('problem master component-stale');
});
