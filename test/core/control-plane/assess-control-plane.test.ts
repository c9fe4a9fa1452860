import {describe, expect, test} from 'vitest';
import {assessControlPlane, type AssessmentInput} from '../../../source/core/control-plane/assess-control-plane.ts';
import type {Component, MasterFacts, MasterFile, ReferencedFile} from '../../../source/core/control-plane/component.ts';
import {component, masterFacts, podSetup, unitComponent} from '../../support/control-plane.ts';
import {certificateFacts} from '../../support/plan-facts.ts';

const ca = '/etc/kubernetes/pki/ca.crt';
const key = '/etc/kubernetes/pki/ca.key';

const file = (path: string, flags: readonly string[], change: Partial<ReferencedFile> = {}): ReferencedFile => ({path, flags, exists: true, mode: 0o644, owner: 'root:root', sha256: 'a', modifiedAtMs: 0, isReadable: true, ...change});
const masterFile = (path: string, change: Partial<MasterFile> = {}): MasterFile => ({path, exists: true, mode: 0o644, owner: 'root:root', sha256: 'a', certificates: [], ...change});

const goodApiserver = ['--client-ca-file=/etc/kubernetes/pki/ca.crt', '--authorization-mode=Node,RBAC', '--enable-admission-plugins=NodeRestriction', '--enable-bootstrap-token-auth=true'];
const goodManager = ['--cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt', '--cluster-signing-key-file=/etc/kubernetes/pki/ca.key', '--controllers=*,bootstrapsigner,tokencleaner', '--use-service-account-credentials=true'];

const without = (flags: readonly string[], start: string): readonly string[] => flags.filter((flag) => !flag.startsWith(`--${start}`));

type Sketch = {readonly name?: string; readonly apiserver?: readonly string[]; readonly manager?: readonly string[]; readonly change?: Partial<Component>; readonly facts?: Partial<MasterFacts>};

const master = ({name = 'm1', apiserver = goodApiserver, manager = goodManager, change = {}, facts = {}}: Sketch = {}): MasterFacts =>
	masterFacts(name, {components: [unitComponent(name, 'kube-apiserver', apiserver, {files: [file(ca, ['client-ca-file'])], ...change}), unitComponent(name, 'kube-controller-manager', manager)], ...facts});

const assess = (masters: readonly MasterFacts[], change: Partial<AssessmentInput> = {}) => assessControlPlane({masters, mode: 'bootstrap-token', level: 'needed', isEnrolling: true, version: {minor: 36}, ...change});

const sum = (masters: readonly MasterFacts[], change: Partial<AssessmentInput> = {}) => assess(masters, change).findings.map(({problem: {code, severity}, changes}) => [code, severity, changes.map((each) => [each.action, each.flag, 'value' in each ? each.value : 'items' in each ? each.items.join(',') : ''].join(' '))]);

test('has nothing to say of a control plane that is told all it needs', () => {
	expect(assess([master(), master({name: 'm2'})])).toEqual({findings: [], problems: []});
});

describe('what is missing', () => {
	const found = {files: [masterFile(ca, {pairedKey: '/keys/ca.key'}), masterFile('/keys/ca.key')]};
	test.each<readonly [string, Sketch, Partial<AssessmentInput>, readonly unknown[]]>([
		['bootstrap tokens', {apiserver: without(goodApiserver, 'enable-bootstrap')}, {}, ['bootstrap-token-auth-unset', 'notice', ['set enable-bootstrap-token-auth true']]],
		['bootstrap tokens switched off in words', {apiserver: [...goodApiserver, '--enable-bootstrap-token-auth=false']}, {}, ['bootstrap-token-auth-unset', 'notice', ['set enable-bootstrap-token-auth true']]],
		['bootstrap tokens, where no node needs one', {apiserver: without(goodApiserver, 'enable-bootstrap')}, {isEnrolling: false}, ['bootstrap-token-auth-unset', 'warning', []]],
		['bootstrap tokens, where nothing may be changed', {apiserver: without(goodApiserver, 'enable-bootstrap')}, {level: 'none'}, ['bootstrap-token-auth-unset', 'warning', []]],
		['a token file, whose path is decided with its rows', {}, {mode: 'token-file'}, ['token-auth-file-unset', 'notice', []]],
		['signing files, and a key is known to fit', {manager: without(goodManager, 'cluster-signing'), facts: found}, {}, ['signing-files-unset', 'notice', [`set cluster-signing-cert-file ${ca}`, 'set cluster-signing-key-file /keys/ca.key']]],
		['signing files, and a key lies where guides put it', {manager: without(goodManager, 'cluster-signing'), facts: {files: [masterFile(ca), masterFile(key)]}}, {}, ['signing-files-unset', 'notice', [`set cluster-signing-cert-file ${ca}`, `set cluster-signing-key-file ${key}`]]],
		['signing files, and no key is to be seen', {manager: without(goodManager, 'cluster-signing'), facts: {files: [masterFile(ca), masterFile(key, {exists: false})]}}, {}, ['signing-files-unset', 'warning', []]],
		['half of the signing files', {manager: without(goodManager, 'cluster-signing-key')}, {}, ['signing-files-half', 'warning', []]],
		['the signer', {manager: [...without(goodManager, 'controllers'), '--controllers=*,-csrsigning,tokencleaner,bootstrapsigner']}, {}, ['controller-off', 'notice', ['include controllers csrsigning']]],
		['the tokencleaner', {manager: [...without(goodManager, 'controllers'), '--controllers=*,bootstrap-signer-controller']}, {}, ['controller-off', 'notice', []]],
		['the tokencleaner, where advice is followed', {manager: [...without(goodManager, 'controllers'), '--controllers=*,bootstrapsigner']}, {level: 'advised'}, ['controller-off', 'notice', ['include controllers tokencleaner']]],
		['NodeRestriction', {apiserver: without(goodApiserver, 'enable-admission')}, {}, ['node-restriction-off', 'warning', []]],
		['NodeRestriction, where advice is followed', {apiserver: without(goodApiserver, 'enable-admission')}, {level: 'advised', isEnrolling: false}, ['node-restriction-off', 'notice', ['include enable-admission-plugins NodeRestriction']]],
		['NodeRestriction beside the old flag', {apiserver: [...without(goodApiserver, 'enable-admission'), '--admission-control=NamespaceLifecycle']}, {level: 'advised'}, ['node-restriction-off', 'notice', ['include admission-control NodeRestriction']]],
		['the Node authorizer', {apiserver: [...without(goodApiserver, 'authorization-mode'), '--authorization-mode=RBAC']}, {}, ['node-authorizer-off', 'warning', []]],
		['any authorizer', {apiserver: without(goodApiserver, 'authorization-mode')}, {level: 'advised'}, ['authorizer-allows-all', 'warning', []]],
		['a client CA', {apiserver: without(goodApiserver, 'client-ca'), change: {files: []}}, {}, ['client-ca-unset', 'warning', []]],
		['credentials of their own for controllers', {manager: without(goodManager, 'use-service')}, {}, ['service-account-credentials-off', 'warning', []]],
	])('%s', (_title, sketch, change, finding) => {
		expect(sum([master(sketch)], change)).toEqual([finding]);
	});

	test('a client CA, where the controller-manager has one', () => {
		const facts = master({apiserver: without(goodApiserver, 'client-ca'), change: {files: []}});
		const components = facts.components.map((each) => (each.name === 'kube-controller-manager' ? {...each, files: [file('/ssl/ca.pem', ['cluster-signing-cert-file'])]} : each));
		expect(sum([{...facts, components}])).toEqual([['client-ca-unset', 'notice', ['set client-ca-file /ssl/ca.pem']]]);
	});

	test('says of a host without an apiserver only that', () => {
		expect(sum([masterFacts('m1')])).toEqual([['component-missing', 'warning', []], ['component-missing', 'warning', []]]);
	});

	test('says nothing of flags that are set where nothing is known of them', () => {
		const opaque: Partial<Component> = {written: {isUnderstood: false, defect: {path: 'runit', reason: 'unknown-way', detail: 'runit'}}, files: []};
		const facts = master({apiserver: [], change: opaque});
		const components = facts.components.map(({process: _process, ...each}) => each);
		expect(sum([{...facts, components}]).map(([code]) => code)).toEqual(['component-stopped', 'component-stopped']);
	});
});

describe('structured configuration', () => {
	const flags = [...without(goodApiserver, 'authorization-mode'), '--authorization-config=/etc/authz.yaml', '--authentication-config=/etc/authn.yaml'];
	const withConfig = (text: string | undefined) => master({apiserver: flags, facts: {configs: new Map(text === undefined ? [] : [['/etc/authz.yaml', text]])}});
	const told = [['structured-config', 'notice', []], ['structured-config', 'notice', []]];

	test.each([
		['with the Node authorizer', 'kind: AuthorizationConfiguration\nauthorizers:\n- type: Node\n  name: node\n- {type: RBAC, name: rbac}\n', told],
		['without it', 'authorizers: [{type: RBAC, name: rbac}]\n', [['node-authorizer-not-configured', 'warning', []], ...told]],
		['that is no configuration', 'authorizers: [3', told],
		['that could not be read', undefined, told],
	])('%s', (_title, text, findings) => {
		expect(sum([withConfig(text)])).toEqual(findings);
	});
});

describe('what a restart rests upon', () => {
	const stopped = ({process: _process, ...component}: Component): Component => component;
	const etcd = unitComponent('m1', 'etcd', ['--data-dir=/var/lib/etcd']);

	test.each([
		['at its own address', 'https://10.0.0.9:2379,https://10.0.0.1:2379', true],
		['at its loopback', 'https://127.0.0.1:2379', true],
		['at its loopback, of the other family', 'https://user:pass@[::1]:2379', true],
		['elsewhere', 'https://10.0.0.9:2379', false],
	])('an etcd that stands still is told where the API server asks it: %s', (_title, servers, isTold) => {
		const facts = master({apiserver: [...goodApiserver, `--etcd-servers=${servers}`], facts: {addresses: ['10.0.0.1']}});
		expect(sum([{...facts, components: [...facts.components, stopped(etcd)]}])).toEqual(isTold ? [['component-stopped', 'warning', []]] : []);
		expect(sum([{...facts, components: [...facts.components, etcd]}])).toEqual([]);
	});

	test('static pods are restarted by a kubelet that runs, and by nobody else', () => {
		const pod = component('kube-apiserver', podSetup(JSON.stringify({kind: 'Pod', spec: {containers: [{command: ['kube-apiserver', ...goodApiserver]}]}})), {files: [file(ca, ['client-ca-file'])]});
		const kubelet = unitComponent('m1', 'kubelet', []);
		const assessWith = (...components: readonly Component[]) => assess([masterFacts('m1', {components: [pod, unitComponent('m1', 'kube-controller-manager', goodManager), ...components]})]).findings.map(({problem: {code, severity}, stopsRestart}) => [code, severity, stopsRestart]);
		expect(assessWith(kubelet)).toEqual([]);
		expect(assessWith(stopped(kubelet))).toEqual([['pod-kubelet-stopped', 'warning', true]]);
		expect(assessWith()).toEqual([['pod-kubelet-stopped', 'warning', true]]);
	});
});

describe('what the next start would be', () => {
	test('edited and not restarted', () => {
		const change: Partial<Component> = {staleness: {drifts: [{flag: 'v', running: '2', written: '4'}], newerFiles: [{flag: 'token-auth-file', path: '/t.csv'}]}};
		expect(sum([master({change})])).toEqual([['component-stale', 'warning', []], ['flag-file-newer', 'warning', []]]);
	});

	test('a value like a secret is not shown', () => {
		const drifts = [{flag: 'proxy-password', running: 'hunter2', written: 'hunter3'}, {flag: 'etcd-servers', written: 'https://root:hunter4@10.0.0.1:2379'}, {flag: 'v', running: '\u001B[2J'}];
		const [found] = assess([master({change: {staleness: {drifts, newerFiles: []}}})]).findings;
		expect(found?.problem.params).toEqual({component: 'kube-apiserver', drifts: [{flag: 'proxy-password', running: '[secret]', written: '[secret]'}, {flag: 'etcd-servers', written: '[secret]'}, {flag: 'v', running: String.raw`\x1b[2J`}]});
	});

	test('files that are not there, or not for its user', () => {
		const change = {files: [file(ca, ['client-ca-file']), file('/gone', ['tls-cert-file'], {exists: false}), file('/key', ['tls-private-key-file'], {isReadable: false, mode: 0o600})]};
		expect(assess([master({change})]).findings.map(({problem: {code}, stopsRestart}) => [code, stopsRestart])).toEqual([['flag-file-missing', true], ['flag-file-unreadable', true]]);
	});

	test('a token file that is gone is made again in its own mode, and stops nothing there', () => {
		const change = {files: [file('/t.csv', ['token-auth-file'], {exists: false})]};
		const flags = [...goodApiserver, '--token-auth-file=/t.csv'];
		const stops = (mode: AssessmentInput['mode']) => assess([master({apiserver: flags, change})], {mode}).findings.map(({stopsRestart}) => stopsRestart);
		expect([stops('token-file'), stops('bootstrap-token')]).toEqual([[undefined], [true]]);
	});

	test.each([
		[24, []],
		[25, [['component-flag-refused', 'cluster-signing-duration']]],
	])('flags that 1.%i refuses', (minor, refused) => {
		const found = assess([masterFacts('m1', {components: [unitComponent('m1', 'kube-apiserver', goodApiserver), unitComponent('m1', 'kube-controller-manager', [...goodManager, '--experimental-cluster-signing-duration=87600h'], {version: {major: 1, minor, patch: 0, gitVersion: ''}})]})]).findings;
		expect(found.map(({problem}) => [problem.code, 'instead' in problem.params ? problem.params.instead : ''])).toEqual(refused);
	});
});

describe('the signing CA', () => {
	const one = certificateFacts({spkiSha256: 'one'});
	const other = certificateFacts({spkiSha256: 'other'});
	const withCertificates = (signing: readonly (typeof one)[], client: readonly (typeof one)[]) => {
		const facts = master({facts: {files: [masterFile('/signing.crt', {certificates: signing}), masterFile(ca, {certificates: client})]}});
		return {...facts, components: facts.components.map((each) => (each.name === 'kube-controller-manager' ? {...each, files: [file('/signing.crt', ['cluster-signing-cert-file'])]} : each))};
	};
	test.each([
		['is in the bundle that apiservers trust', [one], [other, one], []],
		['is not in it', [one, other], [other], ['signing-ca-untrusted']],
		['is not known', [], [other], []],
	])('%s', (_title, signing, client, codes) => {
		expect(assess([withCertificates(signing, client)]).findings.map(({problem}) => problem.code)).toEqual(codes);
	});
});

test('tells of flags that masters have otherwise than each other', () => {
	const {problems} = assess([master(), master({name: 'm2', apiserver: [...without(without(goodApiserver, 'authorization-mode'), 'enable-bootstrap'), '--authorization-mode=RBAC,Node']})]);
	expect(problems).toMatchObject([{code: 'flags-differ', params: {flag: 'enable-bootstrap-token-auth', values: [{host: 'm1', value: 'true'}, {host: 'm2', value: ''}]}}]);
});

test('says what is in the way of a change that is refused', () => {
	const facts = master({apiserver: without(goodApiserver, 'enable-bootstrap')});
	expect(assess([facts], {isRefused: true}).findings).toMatchObject([{problem: {severity: 'warning', params: {standing: 'refused'}}, changes: []}]);
});
