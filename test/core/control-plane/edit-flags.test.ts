import {describe, expect, test} from 'vitest';
import type {ComponentName, Setup} from '../../../source/core/control-plane/component.ts';
import {editFlags} from '../../../source/core/control-plane/edit-flags.ts';
import type {WantedFlagChange} from '../../../source/core/control-plane/flag-change.ts';
import {component, podSetup, sourceFile, systemdSetup} from '../../support/control-plane.ts';

const apiserverUnit = '/etc/systemd/system/kube-apiserver.service';
const managerUnit = '/etc/systemd/system/kube-controller-manager.service';

const edit = (name: ComponentName, setup: Setup, ...wanted: readonly WantedFlagChange[]) => editFlags(component(name, setup), wanted);

/** What was changed, by path. */
const contentsAfter = (name: ComponentName, setup: Setup, ...wanted: readonly WantedFlagChange[]): Readonly<Record<string, string>> => {
	const edited = edit(name, setup, ...wanted);
	if (!edited.isPossible) {
		throw new Error(JSON.stringify(edited.problems));
	}
	return Object.fromEntries(edited.changes.map(({path, content}) => [path, content]));
};

const bootstrap = {action: 'set', flag: 'enable-bootstrap-token-auth', value: 'true'} as const;
const tokenFile = {action: 'set', flag: 'token-auth-file', value: '/etc/kubernetes/token.csv'} as const;
const cleaner = {action: 'include', flag: 'controllers', items: ['bootstrapsigner', 'tokencleaner']} as const;

type Shape = {readonly title: string; readonly name?: ComponentName; readonly setup: Setup; readonly wanted: readonly WantedFlagChange[]; readonly after: Readonly<Record<string, string>>};

const shapes: readonly Shape[] = [
	{
		title: 'many lines with backslashes, an indent of two',
		setup: systemdSetup([apiserverUnit, '[Unit]\nDescription=Kubernetes API Server\n\n[Service]\nExecStart=/usr/local/bin/kube-apiserver \\\n  --advertise-address=10.0.0.11 \\\n  --authorization-mode=Node,RBAC \\\n  --v=2\nRestart=on-failure\nType=notify\n']),
		wanted: [bootstrap],
		after: {[apiserverUnit]: '[Unit]\nDescription=Kubernetes API Server\n\n[Service]\nExecStart=/usr/local/bin/kube-apiserver \\\n  --advertise-address=10.0.0.11 \\\n  --authorization-mode=Node,RBAC \\\n  --v=2 \\\n  --enable-bootstrap-token-auth=true\nRestart=on-failure\nType=notify\n'},
	},
	{
		title: 'one long line, no line end at the end of the file',
		setup: systemdSetup([apiserverUnit, '[Service]\nExecStart=/usr/bin/kube-apiserver --etcd-servers=http://127.0.0.1:2379 --allow-privileged --v 2']),
		wanted: [bootstrap],
		after: {[apiserverUnit]: '[Service]\nExecStart=/usr/bin/kube-apiserver --etcd-servers=http://127.0.0.1:2379 --allow-privileged --v 2 --enable-bootstrap-token-auth=true'},
	},
	{
		title: 'an environment file with a dash, quotes around many lines',
		setup: systemdSetup(
			[apiserverUnit, '[Unit]\nDescription=Kubernetes API Server\n[Service]\nEnvironmentFile=-/opt/kubernetes/cfg/kube-apiserver.conf\nExecStart=/opt/kubernetes/bin/kube-apiserver $KUBE_APISERVER_OPTS\nRestart=on-failure\n'],
			['/opt/kubernetes/cfg/kube-apiserver.conf', 'KUBE_APISERVER_OPTS="--logtostderr=false \\\n--v=2 \\\n--etcd-servers=https://10.0.0.11:2379,https://10.0.0.12:2379 \\\n--audit-log-path=/opt/kubernetes/logs/k8s-audit.log"\n'],
		),
		wanted: [{...tokenFile, value: '/opt/kubernetes/cfg/token.csv'}, bootstrap],
		after: {
			'/opt/kubernetes/cfg/kube-apiserver.conf':
				'KUBE_APISERVER_OPTS="--logtostderr=false \\\n--v=2 \\\n--etcd-servers=https://10.0.0.11:2379,https://10.0.0.12:2379 \\\n--audit-log-path=/opt/kubernetes/logs/k8s-audit.log \\\n--token-auth-file=/opt/kubernetes/cfg/token.csv \\\n--enable-bootstrap-token-auth=true"\n',
		},
	},
	{
		title: 'an environment file without quotes, on one line',
		setup: systemdSetup([apiserverUnit, '[Service]\nEnvironmentFile=/etc/kubernetes/apiserver\nExecStart=/usr/bin/kube-apiserver $ARGS\n'], ['/etc/kubernetes/apiserver', '# flags\nARGS=--v=2 --anonymous-auth=false\nOTHER=1\n']),
		wanted: [{action: 'set', flag: 'anonymous-auth', value: 'true'}, bootstrap],
		after: {'/etc/kubernetes/apiserver': '# flags\nARGS=--v=2 --anonymous-auth=true --enable-bootstrap-token-auth=true\nOTHER=1\n'},
	},
	{
		title: 'several variables, the last one empty and another shared with other units',
		name: 'kube-controller-manager',
		setup: systemdSetup(
			['/usr/lib/systemd/system/kube-controller-manager.service', '[Service]\nEnvironmentFile=-/etc/kubernetes/config\nEnvironmentFile=-/etc/kubernetes/controller-manager\nUser=kube\nExecStart=/usr/bin/kube-controller-manager \\\n\t    $KUBE_LOGTOSTDERR \\\n\t    $KUBE_MASTER \\\n\t    $KUBE_CONTROLLER_MANAGER_ARGS\n'],
			['/etc/kubernetes/config', 'KUBE_LOGTOSTDERR="--logtostderr=true"\nKUBE_MASTER="--master=https://127.0.0.1:6443"\n', {sharedWith: ['kube-apiserver.service', 'kubelet.service']}],
			['/etc/kubernetes/controller-manager', '# Add your own!\nKUBE_CONTROLLER_MANAGER_ARGS="--leader-elect"\n'],
		),
		wanted: [cleaner],
		after: {'/etc/kubernetes/controller-manager': '# Add your own!\nKUBE_CONTROLLER_MANAGER_ARGS="--leader-elect --controllers=*,bootstrapsigner,tokencleaner"\n'},
	},
	{
		title: 'a drop-in that resets ExecStart=',
		setup: systemdSetup([apiserverUnit, '[Service]\nExecStart=/usr/local/bin/kube-apiserver --v=1\n'], [`${apiserverUnit}.d/10-flags.conf`, '# ours\n[Service]\nExecStart=\nExecStart=/usr/local/bin/kube-apiserver \\\n\t--v=2 \\\n\t--authorization-mode=RBAC\n']),
		wanted: [{action: 'include', flag: 'authorization-mode', items: ['Node']}, {action: 'include', flag: 'enable-admission-plugins', items: ['NodeRestriction']}],
		after: {[`${apiserverUnit}.d/10-flags.conf`]: '# ours\n[Service]\nExecStart=\nExecStart=/usr/local/bin/kube-apiserver \\\n\t--v=2 \\\n\t--authorization-mode=Node,RBAC \\\n\t--enable-admission-plugins=NodeRestriction\n'},
	},
	{
		title: 'comments between continued lines',
		setup: systemdSetup([apiserverUnit, '[Service]\nExecStart=/usr/local/bin/kube-apiserver \\\n  # where etcd is\n  --etcd-servers=http://10.0.0.11:2379 \\\n  ; old: --insecure-port=8080 \\\n  --token-auth-file=/old/token.csv \\\n  # logs\n  --v=2\n']),
		wanted: [tokenFile, bootstrap],
		after: {[apiserverUnit]: '[Service]\nExecStart=/usr/local/bin/kube-apiserver \\\n  # where etcd is\n  --etcd-servers=http://10.0.0.11:2379 \\\n  ; old: --insecure-port=8080 \\\n  --token-auth-file=/etc/kubernetes/token.csv \\\n  # logs\n  --v=2 \\\n  --enable-bootstrap-token-auth=true\n'},
	},
	{
		title: 'quotes around flags, and a list that grows inside them',
		setup: systemdSetup([apiserverUnit, "[Service]\nExecStart=/usr/local/bin/kube-apiserver \"--enable-admission-plugins=NamespaceLifecycle,LimitRanger\" '--event-ttl=168h0m0s'\n"]),
		wanted: [{action: 'include', flag: 'enable-admission-plugins', items: ['NodeRestriction']}],
		after: {[apiserverUnit]: "[Service]\nExecStart=/usr/local/bin/kube-apiserver \"--enable-admission-plugins=NamespaceLifecycle,LimitRanger,NodeRestriction\" '--event-ttl=168h0m0s'\n"},
	},
	{
		title: 'quotes around a value',
		setup: systemdSetup([apiserverUnit, '[Service]\nExecStart=/usr/local/bin/kube-apiserver --token-auth-file="/old.csv" --v=2\n']),
		wanted: [tokenFile],
		after: {[apiserverUnit]: '[Service]\nExecStart=/usr/local/bin/kube-apiserver --token-auth-file="/etc/kubernetes/token.csv" --v=2\n'},
	},
	{
		title: 'a value as a word of its own',
		setup: systemdSetup([apiserverUnit, '[Service]\nExecStart=/usr/local/bin/kube-apiserver --token-auth-file /old.csv --v 2\n']),
		wanted: [tokenFile],
		after: {[apiserverUnit]: '[Service]\nExecStart=/usr/local/bin/kube-apiserver --token-auth-file /etc/kubernetes/token.csv --v 2\n'},
	},
	{
		title: 'Environment= in the unit',
		setup: systemdSetup([apiserverUnit, '[Service]\nEnvironment="OPTS=--v=2 --allow-privileged=true"\nEnvironment=GOMAXPROCS=4\nExecStart=/usr/local/bin/kube-apiserver $OPTS\n']),
		wanted: [bootstrap],
		after: {[apiserverUnit]: '[Service]\nEnvironment="OPTS=--v=2 --allow-privileged=true --enable-bootstrap-token-auth=true"\nEnvironment=GOMAXPROCS=4\nExecStart=/usr/local/bin/kube-apiserver $OPTS\n'},
	},
	{
		title: 'a template unit with a specifier in another flag',
		setup: systemdSetup(['/etc/systemd/system/kube-apiserver@.service', '[Service]\nExecStart=/usr/local/bin/kube-apiserver --advertise-address=%i --v=2\n']),
		wanted: [bootstrap],
		after: {'/etc/systemd/system/kube-apiserver@.service': '[Service]\nExecStart=/usr/local/bin/kube-apiserver --advertise-address=%i --v=2 --enable-bootstrap-token-auth=true\n'},
	},
	{
		title: 'a unit that a package owns gets a drop-in',
		setup: systemdSetup(['/lib/systemd/system/kube-apiserver.service', '[Service]\nExecStart=/usr/bin/kube-apiserver --v=2\n']),
		wanted: [bootstrap],
		after: {'/etc/systemd/system/kube-apiserver.service.d/90-kubenroll.conf': expect.stringMatching(/\[Service\]\nExecStart=\nExecStart=\/usr\/bin\/kube-apiserver --v=2 --enable-bootstrap-token-auth=true\n$/) as string},
	},
	{
		title: 'a flag that is taken out, with the others as they were',
		setup: systemdSetup([apiserverUnit, '[Service]\nExecStart=/usr/local/bin/kube-apiserver \\\n  --v=2 \\\n  --token-auth-file=/etc/kubernetes/token.csv \\\n  --allow-privileged=true\n']),
		wanted: [{action: 'remove', flag: 'token-auth-file'}],
		after: {[apiserverUnit]: '[Service]\nExecStart=/usr/local/bin/kube-apiserver \\\n  --v=2 \\\n  --allow-privileged=true\n'},
	},
	{
		title: 'controllers that were switched off by name',
		name: 'kube-controller-manager',
		setup: systemdSetup([managerUnit, '[Service]\nExecStart=/usr/bin/kube-controller-manager --controllers=*,-tokencleaner,bootstrap-signer-controller --v=2\n']),
		wanted: [cleaner],
		after: {[managerUnit]: '[Service]\nExecStart=/usr/bin/kube-controller-manager --controllers=*,bootstrap-signer-controller,tokencleaner --v=2\n'},
	},
	{
		title: 'Windows line ends',
		setup: systemdSetup([apiserverUnit, '[Service]\r\nExecStart=/usr/local/bin/kube-apiserver --v=2\r\nRestart=always\r\n']),
		wanted: [bootstrap],
		after: {[apiserverUnit]: '[Service]\r\nExecStart=/usr/local/bin/kube-apiserver --v=2 --enable-bootstrap-token-auth=true\r\nRestart=always\r\n'},
	},
];

describe('editing where flags are written', () => {
	test.each(shapes)('$title', ({name = 'kube-apiserver', setup, wanted, after}) => {
		expect(contentsAfter(name, setup, ...wanted)).toEqual(after);
	});

	test.each(shapes)('$title: what is as wanted is not edited', ({name = 'kube-apiserver', setup, wanted, after}) => {
		const files = setup.kind === 'systemd' ? setup.files.map((file) => ({...file, content: after[file.path] ?? file.content ?? ''})) : [];
		const added = Object.entries(contentsAfter(name, setup, ...wanted)).filter(([path]) => !files.some((file) => file.path === path)).map(([path, content]) => sourceFile(path, content));
		expect(edit(name, {...systemdSetup(), files: [...files, ...added]}, ...wanted)).toEqual({isPossible: true, changes: [], flags: []});
	});
});

const manifest = `apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
  namespace: kube-system
spec:
  containers:
  - command:
    - kube-apiserver
    - --advertise-address=10.0.0.11
    - --authorization-mode=Node,RBAC # both
    - --client-ca-file=/etc/kubernetes/pki/ca.crt
    image: registry.k8s.io/kube-apiserver:v1.36.0
    name: kube-apiserver
    volumeMounts:
    - mountPath: /etc/kubernetes/pki
      name: k8s-certs
      readOnly: true
  hostNetwork: true
  volumes:
  - hostPath:
      path: /etc/kubernetes/pki
      type: DirectoryOrCreate
    name: k8s-certs
status: {}
`;
const path = '/etc/kubernetes/manifests/kube-apiserver.yaml';

describe('editing static pods', () => {
	test('writes a flag as an item beside the others', () => {
		expect(contentsAfter('kube-apiserver', podSetup(manifest), bootstrap)[path]).toBe(manifest.replace('/ca.crt\n', '/ca.crt\n    - --enable-bootstrap-token-auth=true\n'));
	});

	test('needs no mount for a file in a folder that is mounted', () => {
		const after = contentsAfter('kube-apiserver', podSetup(manifest), {...tokenFile, value: '/etc/kubernetes/pki/token.csv'})[path];
		expect(after).toBe(manifest.replace('/ca.crt\n', '/ca.crt\n    - --token-auth-file=/etc/kubernetes/pki/token.csv\n'));
	});

	test('mounts a file that the container would not see', () => {
		expect(contentsAfter('kube-apiserver', podSetup(manifest), tokenFile)[path]).toBe(
			manifest
				.replace('/ca.crt\n', '/ca.crt\n    - --token-auth-file=/etc/kubernetes/token.csv\n')
				.replace('readOnly: true\n', 'readOnly: true\n    - mountPath: /etc/kubernetes/token.csv\n      name: kubenroll-token-auth-file\n      readOnly: true\n')
				.replace('    name: k8s-certs\nstatus', '    name: k8s-certs\n  - hostPath:\n      path: /etc/kubernetes/token.csv\n      type: File\n    name: kubenroll-token-auth-file\nstatus'),
		);
	});

	test('takes a file off again with its flag, so that nothing waits for it', () => {
		const mounted = contentsAfter('kube-apiserver', podSetup(manifest), tokenFile)[path] ?? '';
		expect(contentsAfter('kube-apiserver', podSetup(mounted), {action: 'remove', flag: 'token-auth-file'})[path]).toBe(manifest);
	});

	test('mounts a file where nothing was mounted', () => {
		const bare = 'spec:\n  containers:\n  - command:\n    - kube-apiserver\n    name: a\n';
		expect(contentsAfter('kube-apiserver', podSetup(bare), tokenFile)[path]).toBe(
			'spec:\n  containers:\n  - command:\n    - kube-apiserver\n    - --token-auth-file=/etc/kubernetes/token.csv\n    name: a\n    volumeMounts:\n      - mountPath: /etc/kubernetes/token.csv\n        name: kubenroll-token-auth-file\n        readOnly: true\n  volumes:\n    - hostPath:\n        path: /etc/kubernetes/token.csv\n        type: File\n      name: kubenroll-token-auth-file\n',
		);
	});

	test('writes the path as the container sees it', () => {
		const elsewhere = manifest.replace('mountPath: /etc/kubernetes/pki', 'mountPath: /pki');
		expect(contentsAfter('kube-apiserver', podSetup(elsewhere), {...tokenFile, value: '/etc/kubernetes/pki/token.csv'})[path]).toContain('    - --token-auth-file=/pki/token.csv\n');
	});

	test.each([
		['changes an item and keeps its comment', {action: 'set', flag: 'authorization-mode', value: 'RBAC'} as const, '--authorization-mode=Node,RBAC #', '--authorization-mode=RBAC #'],
		['takes an item out', {action: 'remove', flag: 'client-ca-file'} as const, '    - --client-ca-file=/etc/kubernetes/pki/ca.crt\n', ''],
	])('%s', (_title, wanted, from, to) => {
		expect(contentsAfter('kube-apiserver', podSetup(manifest), wanted)[path]).toBe(manifest.replace(from, to));
	});

	test('edits a list in brackets, and arguments apart from the command', () => {
		const text = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: x\n    command: ["/usr/local/bin/kube-controller-manager"]\n    args: ["--v=2", "--controllers=*"]\n';
		expect(contentsAfter('kube-controller-manager', podSetup(text, '/m.yaml'), cleaner, {action: 'set', flag: 'leader-elect', value: 'true'})['/m.yaml']).toBe(
			text.replace('"--controllers=*"]', '"--controllers=*,bootstrapsigner,tokencleaner", --leader-elect=true]'),
		);
	});
});

describe('refusing to guess', () => {
	const plain = '[Service]\nExecStart=/usr/local/bin/kube-apiserver --v=2\n';
	test.each<readonly [string, Setup, string, Readonly<Record<string, unknown>>]>([
		['a flag that stands twice', systemdSetup([apiserverUnit, '[Service]\nExecStart=/usr/local/bin/kube-apiserver --token-auth-file=/a --token-auth-file=/b\n']), 'flag-given-twice', {flag: 'token-auth-file', path: apiserverUnit}],
		['a flag made of a variable', systemdSetup([apiserverUnit, '[Service]\nEnvironment=DIR=/x\nExecStart=/usr/local/bin/kube-apiserver --token-auth-file=${DIR}/token.csv\n']), 'flag-has-variable', {text: '--token-auth-file=${DIR}/token.csv'}],
		['a flag with a specifier', systemdSetup([apiserverUnit, '[Service]\nExecStart=/usr/local/bin/kube-apiserver --token-auth-file=/x/%H.csv\n']), 'flag-has-variable', {flag: 'token-auth-file'}],
		['a shell', systemdSetup([apiserverUnit, '[Service]\nExecStart=/bin/sh -c "exec kube-apiserver --v=2"\n']), 'component-not-understood', {reason: 'wrapper', detail: '/bin/sh'}],
		['an unknown way of running', {kind: 'other', supervisor: 'supervisord'}, 'component-not-understood', {reason: 'unknown-way', detail: 'supervisord'}],
		['an immutable file', systemdSetup([apiserverUnit, plain, {obstacle: 'immutable'}]), 'source-not-writable', {obstacle: 'immutable'}],
		['a file that a tool owns', systemdSetup([apiserverUnit, `# Ansible managed\n${plain}`]), 'source-generated', {marker: 'Ansible managed'}],
		['a flag in a file that other programs read', systemdSetup([apiserverUnit, '[Service]\nEnvironmentFile=/e\nExecStart=/usr/local/bin/kube-apiserver $A\n'], ['/e', 'A=--token-auth-file=/a\n', {sharedWith: ['kubelet.service']}]), 'source-shared', {path: '/e', units: ['kubelet.service']}],
		['white space behind a backslash', systemdSetup([apiserverUnit, '[Service]\nExecStart=/usr/local/bin/kube-apiserver \\ \n  --v=2\n']), 'component-not-understood', {reason: 'loose-backslash', detail: '2'}],
		['a manifest that is no YAML', podSetup('spec: [\n'), 'component-not-understood', {reason: 'not-yaml'}],
		['a manifest with a key twice', podSetup('spec:\n  containers:\n  - command: [kube-apiserver]\n    command: [kube-apiserver, --v=2]\n'), 'component-not-understood', {reason: 'not-yaml', detail: '4'}],
		['a manifest of something else', podSetup('spec:\n  containers:\n  - command: [etcd]\n'), 'component-not-understood', {reason: 'wrapper', detail: 'etcd'}],
	])('%s', (_title, setup, code, params) => {
		const edited = edit('kube-apiserver', setup, tokenFile);
		expect(edited).toMatchObject({isPossible: false, problems: [{code, subject: 'm1', params}]});
	});

	test('a variable in a flag that is as wanted is no reason', () => {
		const setup = systemdSetup([apiserverUnit, '[Service]\nExecStart=/usr/local/bin/kube-apiserver --advertise-address=${IP} --token-auth-file=/etc/kubernetes/token.csv\n']);
		expect(edit('kube-apiserver', setup, tokenFile)).toEqual({isPossible: true, changes: [], flags: []});
	});

	test('tells every reason at once', () => {
		const setup = systemdSetup([apiserverUnit, '# DO NOT EDIT\n[Service]\nExecStart=/usr/local/bin/kube-apiserver --token-auth-file=%h --v=2\n', {obstacle: 'read-only'}]);
		const edited = edit('kube-apiserver', setup, tokenFile, bootstrap);
		expect(edited.isPossible ? [] : edited.problems.map(({code}) => code)).toEqual(['flag-has-variable', 'source-not-writable', 'source-generated']);
	});
});

test('follows a symbolic link to the file that is meant', () => {
	const setup = systemdSetup([apiserverUnit, '[Service]\nExecStart=/usr/local/bin/kube-apiserver --v=2\n', {linkTarget: '/opt/units/kube-apiserver.service'}]);
	expect(Object.keys(contentsAfter('kube-apiserver', setup, bootstrap))).toEqual(['/opt/units/kube-apiserver.service']);
});
