import fc from 'fast-check';
import {expect, test} from 'vitest';
import {adaptKubeletUnit, type UnitAdaptation} from '../../../source/core/artifacts/unit/adapt-kubelet-unit.ts';
import type {FileFacts} from '../../../source/core/facts/node-facts.ts';
import {findFlagState, findKubeletFlag} from '../../../source/core/kubernetes-versions/kubelet-flags.ts';
import {fileFacts} from '../../support/plan-facts.ts';

const unitPath = '/etc/systemd/system/kubelet.service';

const names = [
	'config', 'kubeconfig', 'bootstrap-kubeconfig', 'hostname-override', 'cert-dir', 'container-runtime', 'container-runtime-endpoint', 'network-plugin', 'cni-bin-dir',
	'pod-infra-container-image', 'logtostderr', 'log-dir', 'v', 'anonymous-auth', 'authorization-mode', 'read-only-port', 'rotate-certificates', 'cgroup-driver', 'max-pods',
	'root-dir', 'node-labels', 'allow-privileged', 'cluster-dns',
];

const value = fc.constantFrom('true', 'false', 'a', '/x/y.yaml', '10', 'zone=a', 'node-role.kubernetes.io/x=', 'AlwaysAllow', '10.96.0.10');

/** A flag as it is written: one word or, for flags with values, two. */
const written = fc.tuple(fc.constantFrom(...names), value, fc.constantFrom('=', ' ')).map(([name, text, between]) => ({name, text, words: findKubeletFlag(name)?.isBoolean || between === '=' ? [`--${name}=${text}`] : [`--${name}`, text]}));

const style = fc.constantFrom('one-line', 'many-lines', 'comments', 'environment-file', 'environment', 'drop-in');

type Written = {readonly name: string; readonly text: string; readonly words: readonly string[]};

const layOut = (flags: readonly Written[], how: string): readonly FileFacts[] => {
	const words = flags.flatMap((flag) => flag.words);
	const lines = flags.map((flag) => flag.words.join(' '));
	const unit = (exec: string, extra = ''): FileFacts => fileFacts(unitPath, `[Unit]\nDescription=x\n\n[Service]\n${extra}ExecStart=${exec}\nRestart=always\n`);
	switch (how) {
		case 'one-line': {
			return [unit(['/usr/local/bin/kubelet', ...words].join(' '))];
		}
		case 'many-lines': {
			return [unit(['/usr/local/bin/kubelet', ...lines].join(' \\\n  '))];
		}
		case 'comments': {
			return [unit(['/usr/local/bin/kubelet', ...lines.map((line, index) => (index % 2 === 0 ? line : `# why ${index}\n  ${line}`))].join(' \\\n  '))];
		}
		case 'environment-file': {
			return [unit('/usr/local/bin/kubelet $OPTS', 'EnvironmentFile=-/opt/kubelet.conf\n'), fileFacts('/opt/kubelet.conf', `# options\nOPTS="${lines.join(' \\\n')}"\n`)];
		}
		case 'environment': {
			return [unit('/usr/local/bin/kubelet $OPTS', `Environment="OPTS=${words.join(' ')}"\n`)];
		}
		default: {
			return [unit('/bin/false'), fileFacts(`${unitPath}.d/10-x.conf`, `[Service]\nExecStart=\nExecStart=${['/usr/local/bin/kubelet', ...lines].join(' \\\n\t')}\n`)];
		}
	}
};

const wanted = [
	{name: 'config', value: '/etc/kubernetes/kubelet-config.yaml', isNeeded: true},
	{name: 'kubeconfig', value: '/etc/kubernetes/kubelet.kubeconfig', isNeeded: true},
	{name: 'cert-dir', value: '/var/lib/kubelet/pki', isNeeded: false},
	{name: 'hostname-override', value: 'n1', isNeeded: true},
	{name: 'node-labels', value: 'disk=ssd', isNeeded: true},
];
const config = {authentication: {anonymous: {enabled: false}}, authorization: {mode: 'Webhook'}, cgroupDriver: 'systemd', clusterDNS: ['10.96.0.10'], readOnlyPort: 0, rotateCertificates: true};

const adapt = (files: readonly FileFacts[], minor: number): Extract<UnitAdaptation, {isUnderstood: true}> => {
	const adaptation = adaptKubeletUnit({files, wanted, minor, config});
	if (!adaptation.isUnderstood) {
		throw new Error(JSON.stringify(adaptation.defect));
	}
	return adaptation;
};

const apply = (files: readonly FileFacts[], changes: readonly {readonly path: string; readonly content: string}[]): readonly FileFacts[] =>
	files.map((file) => fileFacts(file.path, changes.find(({path}) => path === file.path)?.content ?? file.content));

const anyUnit = fc.record({flags: fc.array(written, {maxLength: 9}), how: style, minor: fc.integer({min: 24, max: 36})});

test('adapting an adapted unit changes nothing', () => {
	fc.assert(
		fc.property(anyUnit, ({flags, how, minor}) => {
			const before = layOut(flags, how);
			const after = apply(before, adapt(before, minor).changes);
			expect(adapt(after, minor)).toMatchObject({changes: [], flagChanges: []});
		}),
		{numRuns: 500},
	);
});

test('an adapted unit gives what is wanted, nothing that is refused, and keeps the rest in order', () => {
	fc.assert(
		fc.property(anyUnit, ({flags, how, minor}) => {
			const before = layOut(flags, how);
			const first = adapt(before, minor);
			const uses = adapt(apply(before, first.changes), minor).flags;
			const last = new Map(uses.map((use) => [use.name, use.value]));
			expect(uses.filter(({name}) => findFlagState(name, minor) === 'removed')).toEqual([]);
			expect([...last.keys()]).toEqual(expect.arrayContaining(['config', 'kubeconfig', 'hostname-override', 'node-labels']));
			expect(last.get('config')).toBe('/etc/kubernetes/kubelet-config.yaml');
			expect(last.get('cert-dir') ?? '/var/lib/kubelet/pki').toBe('/var/lib/kubelet/pki');
			const untouched = ['v', 'max-pods', 'root-dir'];
			expect(uses.filter(({name}) => untouched.includes(name)).map(({name, value: text}) => [name, text])).toEqual(flags.filter(({name}) => untouched.includes(name)).map(({name, text}) => [name, text]));
		}),
		{numRuns: 500},
	);
});

test('comments between the lines of a command survive every change', () => {
	fc.assert(
		fc.property(fc.array(written, {maxLength: 9}), fc.integer({min: 24, max: 36}), (flags, minor) => {
			const before = layOut(flags, 'comments');
			const after = apply(before, adapt(before, minor).changes);
			const comments = (files: readonly FileFacts[]): readonly string[] => files.flatMap(({content = ''}) => content.match(/^\s*# why \d+$/gm) ?? []);
			expect(comments(after)).toEqual(comments(before));
			expect(after[0]?.content).toContain('\nRestart=always\n');
		}),
		{numRuns: 500},
	);
});
