import {describe, expect, test} from 'vitest';
import {diffText} from '../../../source/core/plan/diff-text.ts';
import {isEmptyControlPlanePlan, listMasterFiles} from '../../../source/core/plan/control-plane-plan.ts';
import {planControlPlane, type ControlPlaneInput, type MasterRead} from '../../../source/core/plan/plan-control-plane.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import type {Component, MasterFacts} from '../../../source/core/control-plane/component.ts';
import type {MasterTokenFile} from '../../../source/core/token-file/plan-token-file.ts';
import {component, masterFacts, systemdSetup, unitComponent} from '../../support/control-plane.ts';

const unit = '/etc/systemd/system/kube-apiserver.service';
const good = ['--client-ca-file=/ca.crt', '--authorization-mode=Node,RBAC', '--enable-admission-plugins=NodeRestriction'];
const manager = (host: string) => unitComponent(host, 'kube-controller-manager', ['--cluster-signing-cert-file=/ca.crt', '--cluster-signing-key-file=/ca.key', '--controllers=*,bootstrapsigner,tokencleaner', '--use-service-account-credentials=true']);

const read = (name: string, {flags = good, change = {}, facts = {}}: {readonly flags?: readonly string[]; readonly change?: Partial<Component>; readonly facts?: Partial<MasterFacts>} = {}): MasterRead => ({
	name,
	address: name,
	facts: masterFacts(name, {components: [unitComponent(name, 'kube-apiserver', flags, change), manager(name)], ...facts}),
	problems: [],
});

const plan = (masters: readonly MasterRead[], change: Partial<ControlPlaneInput> = {}) =>
	planControlPlane({masters, mode: 'bootstrap-token', level: 'needed', isEnrolling: true, version: {minor: 36}, endpoints: [], tokenFiles: [], ...change});

const outline = (masters: readonly MasterRead[], change: Partial<ControlPlaneInput> = {}) => plan(masters, change).masters.map((master) => [master.name, master.state, ...master.components.map(({component: name, restartReason, flags}) => [name, restartReason, ...flags.map(({action, flag, value}) => `${action} ${flag} ${value ?? ''}`.trim())])]);

test('changes what enrolling needs, the holder of the VIP last, with one restart each', () => {
	const made = plan([read('m1', {facts: {holdsVip: true}}), read('m2')]);
	expect(made.masters).toMatchObject([
		{name: 'm2', state: 'change', holdsVip: false, components: [{component: 'kube-apiserver', restartReason: 'changed', restart: {how: 'systemd', unit: 'kube-apiserver.service'}, flags: [{flag: 'enable-bootstrap-token-auth', action: 'add', value: 'true'}]}]},
		{name: 'm1', state: 'change', holdsVip: true},
	]);
	const before = `[Service]\nExecStart=/usr/local/bin/kube-apiserver ${good.join(' ')}\n`;
	const after = `[Service]\nExecStart=/usr/local/bin/kube-apiserver ${good.join(' ')} --enable-bootstrap-token-auth=true\n`;
	expect(made.masters.flatMap(listMasterFiles)[0]).toMatchObject({artifact: 'control-plane-source', path: unit, action: 'change', content: after, diff: diffText(unit, before, after)});
});

test('says before anything restarts whose etcd is slow and who holds the VIP, and of whom nothing restarts nothing', () => {
	const told = (masters: readonly MasterRead[], change: Partial<ControlPlaneInput> = {}) => plan(masters, change).masters.flatMap(({name, problems}) => problems.map(({code, severity, params}) => [name, code, severity, params]));
	const masters = [{...read('m1', {facts: {holdsVip: true}}), etcdMilliseconds: 499.6}, {...read('m2'), etcdMilliseconds: 812.4}, read('m3')];
	expect(told(masters)).toEqual([['m2', 'etcd-slow', 'warning', {milliseconds: 812}], ['m1', 'address-lost-ahead', 'notice', {}]]);
	expect(told(masters, {isEnrolling: false})).toEqual([]);
});

test('has nothing to do where all is told, and where no node needs anything', () => {
	expect(isEmptyControlPlanePlan(plan([read('m1', {flags: [...good, '--enable-bootstrap-token-auth=true']})]))).toBe(true);
	expect(isEmptyControlPlanePlan(plan([read('m1')], {isEnrolling: false}))).toBe(true);
	expect(isEmptyControlPlanePlan(plan([read('m1')], {level: 'none'}))).toBe(true);
});

test('once changed and restarted, nothing is left to do', () => {
	const file = plan([read('m1')]).masters.flatMap(listMasterFiles)[0];
	const changed = component('kube-apiserver', systemdSetup([unit, file?.content ?? '']));
	expect(outline([{...read('m1'), facts: masterFacts('m1', {components: [changed, manager('m1')]})}])).toEqual([['m1', 'keep']]);
});

test('restarts what was edited already and has not read it', () => {
	const written = component('kube-apiserver', systemdSetup([unit, `[Service]\nExecStart=/usr/local/bin/kube-apiserver ${good.join(' ')} --enable-bootstrap-token-auth=true\n`]));
	const stale = {...written, process: {...written.process!, flags: written.process!.flags.slice(0, -1)}, staleness: {drifts: [{flag: 'enable-bootstrap-token-auth', written: 'true'}], newerFiles: []}};
	expect(outline([{...read('m1'), facts: masterFacts('m1', {components: [stale, manager('m1')]})}])).toEqual([['m1', 'change', ['kube-apiserver', 'stale']]]);
});

describe('what is in the way', () => {
	const missing = {path: '/audit.yaml', flags: ['audit-policy-file'], exists: false, mode: 0, owner: '', sha256: '', modifiedAtMs: 0, isReadable: true};

	test('a file without which the next start fails stops a restart, and only that', () => {
		const change = {files: [missing]};
		expect(plan([read('m1', {change})]).masters).toMatchObject([{state: 'blocked', problems: expect.arrayContaining([expect.objectContaining({code: 'flag-file-missing', severity: 'error'})])}]);
		expect(plan([read('m1', {change})], {isEnrolling: false}).masters).toMatchObject([{state: 'keep', problems: expect.arrayContaining([expect.objectContaining({code: 'flag-file-missing', severity: 'warning'})])}]);
	});

	test('a source that cannot be edited stops the run, and says that it changes no master', () => {
		const other = component('kube-apiserver', {kind: 'other', supervisor: 'supervisord'}, {process: {pid: 1, owner: 'root:root', binary: 'x', startedAtMs: 0, flags: []}});
		const made = plan([{...read('m1'), facts: masterFacts('m1', {components: [other, manager('m1')]})}, read('m2')]);
		expect(made.masters.map(({name, state}) => [name, state])).toEqual([['m1', 'blocked'], ['m2', 'change']]);
		expect(made.problems).toMatchObject([{code: 'control-plane-blocked', severity: 'error', params: {masters: ['m1']}}, {code: 'flags-differ'}, {code: 'flags-differ'}, {code: 'flags-differ'}]);
		expect(made.masters[0]?.problems).toMatchObject([{code: 'bootstrap-token-auth-unset', params: {standing: 'refused'}}, {}, {}, {}, {code: 'component-not-understood', severity: 'error', params: {reason: 'unknown-way'}}]);
	});

	test('what is only advised and cannot be done stops nothing', () => {
		const flags = ['--client-ca-file=/ca.crt', '--authorization-mode=Node,RBAC', '--enable-admission-plugins=${PLUGINS}'];
		const made = plan([read('m1', {flags})], {level: 'advised'});
		expect(made.masters).toMatchObject([{state: 'change', components: [{flags: [{flag: 'enable-bootstrap-token-auth'}]}]}]);
		expect(made.masters[0]?.problems).toContainEqual(expect.objectContaining({code: 'flag-has-variable', severity: 'warning'}));
	});

	test('a host that nobody could look at lets the run go on', () => {
		const unreachable = problem('ssh-unreachable', 'm2', {address: '10.0.0.2', port: 22, command: 'ssh 10.0.0.2'});
		const made = plan([read('m1', {flags: [...good, '--enable-bootstrap-token-auth']}), {name: 'm2', address: '10.0.0.2', problems: [unreachable]}]);
		expect(made.masters).toMatchObject([{state: 'keep'}, {name: 'm2', state: 'unread', problems: [{code: 'ssh-unreachable', severity: 'warning'}]}]);
		expect(made.problems).toMatchObject([{code: 'masters-unread', severity: 'warning', params: {masters: ['m2']}}]);
	});
});

describe('token files', () => {
	const tokenFile = (change: Partial<MasterTokenFile> = {}): MasterTokenFile => ({name: 'm1', path: '/t.csv', isStale: false, flags: [], problems: [], ...change});
	const file = {artifact: 'token-file', path: '/t.csv', action: 'change', mode: 0o600, owner: 'root:root', isSecret: true, before: 'a', wasEditedByHand: false} as const;
	const tokens = {mode: 'token-file'} as const;

	test.each<readonly [string, Partial<MasterTokenFile>, readonly unknown[]]>([
		['a new row is read at a restart', {file}, ['m1', 'change', ['kube-apiserver', 'token-file']]],
		['a row that was written and not read as well', {isStale: true}, ['m1', 'change', ['kube-apiserver', 'token-file']]],
		['a flag goes where flags are', {file, flags: [{action: 'set', flag: 'token-auth-file', value: '/t.csv'}]}, ['m1', 'change', ['kube-apiserver', 'changed', 'add token-auth-file /t.csv']]],
		['nothing to do', {}, ['m1', 'keep']],
		['rows that no apiserver starts with', {file, problems: [problem('token-file-unreadable', 'm1', {path: '/t.csv'})]}, ['m1', 'blocked', ['kube-apiserver', 'token-file']]],
	])('%s', (_title, change, expected) => {
		expect(outline([read('m1')], {...tokens, tokenFiles: [tokenFile(change)]})).toEqual([expected]);
	});
});

test('a mode that needs changes where none is allowed stops the run', () => {
	const made = plan([read('m1')], {mode: 'token-file', level: 'none', tokenFiles: [{name: 'm1', path: '/t.csv', isStale: true, flags: [], problems: []}]});
	expect([isEmptyControlPlanePlan(made), made.problems.map(({code, severity}) => `${severity} ${code}`)]).toEqual([true, ['error control-plane-changes-forbidden']]);
});

test('says once what is the same on all masters', () => {
	const {masters, problems} = plan([read('m1', {flags: good.slice(0, 2)}), read('m2', {flags: good.slice(0, 2)})]);
	expect(problems.map(({code, subject}) => [code, subject])).toEqual([['bootstrap-token-auth-unset', 'm1, m2'], ['node-restriction-off', 'm1, m2']]);
	expect(masters.flatMap((master) => master.problems)).toEqual([]);
});

test('tells of an API server that is on none of the hosts that were read', () => {
	const endpoints = [{host: '10.0.0.1', port: 6443}, {host: '10.0.0.9', port: 6443}];
	expect(plan([read('m1', {flags: [...good, '--enable-bootstrap-token-auth'], facts: {addresses: ['10.0.0.1']}})], {endpoints}).problems).toMatchObject([{code: 'master-unlisted', params: {endpoint: '10.0.0.9:6443'}}]);
});
