import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {findComponent, type ComponentName, type MasterFacts} from '../../../source/core/control-plane/component.ts';
import {editFlags} from '../../../source/core/control-plane/edit-flags.ts';
import {parseControlPlane} from '../../../source/core/control-plane/parse-control-plane.ts';
import {diffText} from '../../../source/core/plan/diff-text.ts';
import {certificateFacts} from '../../support/plan-facts.ts';

// What the script printed on real hosts, whose control planes were written in the ways that the files are named after.
const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/control-plane/${name}.txt`, import.meta.url), 'utf8');

const parse = (stdout: string, apiServerAddresses: readonly string[] = []) => parseControlPlane({master: {name: 'm1', address: '10.0.0.1'}, stdout, sentAtMs: 0, firstByteAtMs: 0, privilege: 'root', apiServerAddresses, readCertificates: (pem) => (pem === '' ? [] : [certificateFacts({pem})])});

const read = (name: string, addresses?: readonly string[]): MasterFacts => {
	const parsed = parse(fixture(name), addresses);
	if ('problems' in parsed) {
		throw new Error(JSON.stringify(parsed.problems));
	}
	return parsed.facts;
};

const component = (name: string, of: ComponentName = 'kube-apiserver') => findComponent(read(name), of)!;

describe('how components run', () => {
	test.each([
		['environment-file', {kind: 'systemd', unit: 'kube-apiserver.service'}, {how: 'systemd', unit: 'kube-apiserver.service'}],
		['template', {kind: 'systemd', unit: 'kube-apiserver@m2.service'}, {how: 'systemd', unit: 'kube-apiserver@m2.service'}],
		['drop-in', {kind: 'systemd', unit: 'kube-apiserver.service'}, {how: 'systemd', unit: 'kube-apiserver.service'}],
		['static-pod', {kind: 'static-pod', manifest: {path: '/etc/kubernetes/manifests/kube-apiserver.yaml'}}, {how: 'static-pod', manifest: '/etc/kubernetes/manifests/kube-apiserver.yaml'}],
	])('%s', (name, setup, restart) => {
		for (const of of ['kube-apiserver', 'kube-controller-manager'] as const) {
			const found = component(name, of);
			expect(found).toMatchObject({host: 'm1', name: of, setup: {kind: setup.kind}, process: {owner: 'root:root'}, written: {isUnderstood: true}});
			expect(found.process?.flags.length).toBe(found.written.isUnderstood ? found.written.flags.length : 0);
		}
		expect(component(name)).toMatchObject({setup, restart});
	});

	test('units come first, then drop-ins, then environment files, whatever order systemctl has', () => {
		const pathsOf = (name: string) => {
			const {setup} = component(name);
			return setup.kind === 'systemd' ? setup.files.map(({path}) => path) : [];
		};
		expect([pathsOf('environment-file'), pathsOf('drop-in')]).toEqual([
			['/etc/systemd/system/kube-apiserver.service', '/etc/kubernetes/kube-apiserver.conf'],
			['/etc/systemd/system/kube-apiserver.service', '/etc/systemd/system/kube-apiserver.service.d/10-flags.conf'],
		]);
	});

	test('versions are those of the binaries; of an image it is not known', () => {
		expect([component('template').version?.gitVersion, component('static-pod').version]).toEqual(['v1.36.3', undefined]);
	});
});

describe('what else is told', () => {
	test('the flag that was edited and not restarted, and only that', () => {
		expect(component('environment-file').staleness).toEqual({drifts: [{flag: 'authorization-mode', running: 'Node,RBAC', written: 'RBAC'}], newerFiles: []});
		expect(component('template').staleness).toEqual({drifts: [], newerFiles: []});
	});

	test('the place of a flag, by line', () => {
		const {written} = component('environment-file');
		const flag = written.isUnderstood ? written.flags.find(({name}) => name === 'authorization-mode') : undefined;
		expect(flag?.place).toMatchObject({path: '/etc/kubernetes/kube-apiserver.conf', line: 17});
	});

	test('units that read the same environment file', () => {
		const {setup} = component('environment-file');
		expect(setup.kind === 'systemd' ? setup.files.map(({sharedWith}) => sharedWith) : []).toEqual([undefined, ['copy.service']]);
	});

	test('who holds the VIP', () => {
		const [addresses] = [read('static-pod').addresses];
		expect([read('static-pod', [addresses[1] ?? '']).holdsVip, read('static-pod', ['192.0.2.1']).holdsVip]).toEqual([true, false]);
	});

	test('files that flags name, certificates whole and keys by digest', () => {
		const {files} = read('drop-in');
		expect(files.find(({path}) => path === '/etc/kubernetes/pki/ca.crt')?.certificates).toHaveLength(1);
		expect(files.find(({path}) => path === '/etc/kubernetes/pki/ca.key')).toMatchObject({exists: true, mode: 0o600, certificates: [], sha256: expect.stringMatching(/^[\da-f]{64}$/)});
		expect(component('drop-in').files.find(({flags}) => flags.includes('client-ca-file'))).toMatchObject({path: '/etc/kubernetes/pki/ca.crt', isReadable: true});
	});

	test('the token file at the usual place, where the apiserver has no flag for one', () => {
		expect(read('environment-file').tokenFile).toEqual({path: '/etc/kubernetes/token.csv', content: 'x,y,1\n'});
	});
});

test.each([
	['template', '/etc/systemd/system/kube-apiserver@.service', '+  --enable-bootstrap-token-auth=true'],
	['drop-in', '/etc/systemd/system/kube-apiserver.service.d/10-flags.conf', '+  --enable-bootstrap-token-auth=true'],
	['static-pod', '/etc/kubernetes/manifests/kube-apiserver.yaml', '+        - --enable-bootstrap-token-auth=true'],
])('what is read can be edited: %s', (name, path, line) => {
	const edited = editFlags(component(name), [{action: 'set', flag: 'enable-bootstrap-token-auth', value: 'true'}]);
	const [change, ...others] = edited.isPossible ? edited.changes : [];
	expect([change?.path, others]).toEqual([path, []]);
	const added = diffText(path, change?.before, change?.content ?? '')?.split('\n').filter((each) => /^[+](?!\+\+)/.test(each));
	expect(added?.at(-1)).toBe(line);
});

describe('output that is not whole', () => {
	test.each([
		['cut off', fixture('template').slice(0, -5)],
		['a greeting before it', `Welcome!\n${fixture('template')}`],
		['nothing', ''],
	])('%s', (_title, stdout) => {
		expect(parse(stdout)).toMatchObject({problems: [{code: 'master-survey-unreadable', subject: 'm1'}]});
	});

	test('lines that say nonsense are left out', () => {
		const odd = 'kubenroll-survey 1\nclock=x\nprocess=kube-apiserver 1 2 3\nprocess=evil 1 1 a:b c\nunit=kube-apiserver ../x\nsource=777 /etc/x\nfile=relative\ntoken-file=0 relative\ndone\n';
		expect(parse(odd)).toMatchObject({facts: {components: [], files: [], addresses: []}});
	});
});
