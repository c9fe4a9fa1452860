// `csr judge` as a script calls it: files and pipes in, verdicts and problems out, no cluster.
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {openFolder} from '../adapters/kubernetes/kubeconfig-folder.ts';
import {runCli} from '../support/run-cli.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const groups = ['system:bootstrappers:kubenroll', 'system:bootstrappers:kubenroll:node:node-1'];

const csr = (name: string) => ({
	apiVersion: 'certificates.k8s.io/v1',
	kind: 'CertificateSigningRequest',
	metadata: {name, uid: name, resourceVersion: '7', creationTimestamp: '2026-05-04T12:00:00Z'},
	spec: {
		signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
		request: base64(readFileSync(new URL('../fixtures/csr/client-p256.pem', import.meta.url), 'utf8')),
		usages: ['digital signature', 'client auth'],
		username: 'system:bootstrap:abc123',
		groups: ['system:bootstrappers', ...groups, 'system:authenticated'],
	},
	status: {},
});

const secret = {
	apiVersion: 'v1',
	kind: 'Secret',
	type: 'bootstrap.kubernetes.io/token',
	metadata: {name: 'bootstrap-token-abc123', namespace: 'kube-system'},
	data: {
		'token-id': base64('abc123'),
		'token-secret': base64('hunter2hunter2hu'),
		expiration: base64('2026-05-04T13:00:00Z'),
		'usage-bootstrap-authentication': base64('true'),
		'auth-extra-groups': base64(groups.join(',')),
	},
};
const noNodes = {apiVersion: 'v1', kind: 'NodeList', items: []};
const at = ['--at', '2026-05-04T12:00:30Z'];

const openProject = () => {
	const folder = openFolder();
	folder.write('kubenroll.yaml', 'apiVersion: kubenroll.dev/v1alpha1\ncluster: {apiServer: 10.0.0.100:6443, serviceCIDRs: [10.96.0.0/16]}\nnodes: [node-1=10.0.0.11]\n');
	folder.write('case.json', JSON.stringify({kind: 'List', items: [csr('csr-abc12'), secret]}) + JSON.stringify(noNodes));
	return folder;
};

describe('csr judge', () => {
	it('judges a file as csr list does a cluster, and the same from a pipe', async () => {
		using folder = openProject();
		const fromFile = await runCli(['csr', 'judge', '-f', 'case.json', ...at], {cwd: folder.path});
		expect(fromFile).toMatchObject({code: 0, stderr: ''});
		expect(fromFile.stdout).toMatch(/^NAME +NODE +KIND +AGE +STATE +VERDICT +WHY\ncsr-abc12 +node-1 +client +30s +pending +PASS\n\n1 may be approved/);
		const piped = await runCli(['csr', 'judge', '-f', '-', '--json', ...at], {cwd: folder.path, input: readFileSync(`${folder.path}/case.json`, 'utf8')});
		expect(piped.stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as unknown)).toMatchObject([{name: 'csr-abc12', node: 'node-1', verdict: 'PASS', requester: 'system:bootstrap:abc123'}]);
	});

	it('shows one request with every reason, in both languages', async () => {
		using folder = openProject();
		const english = await runCli(['csr', 'judge', '-f', 'case.json', 'csr-abc12', ...at], {cwd: folder.path});
		expect(english.stdout).toMatch(/SAYS +EXPECTED[\s\S]*the token is bound to node-1 \(P14\)/);
		const chinese = await runCli(['csr', 'judge', '-f', 'case.json', 'csr-abc12', '--lang', 'zh-CN', ...at], {cwd: folder.path});
		expect(chinese.stdout).toMatch(/token 绑定的是 node-1 \(P14\)/);
	});

	it('passes nothing without a fact that the file lacks, and names each with what to add', async () => {
		using folder = openProject();
		const {code, stdout, stderr} = await runCli(['csr', 'judge', '-f', '-', '--json', ...at], {cwd: folder.path, input: JSON.stringify(csr('csr-abc12'))});
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({verdict: 'ASK'});
		expect(stderr).toContain('stdin: warning: it holds no whole list of Nodes');
		expect(stderr).toContain('kubectl -n kube-system get secrets');
	});

	it('tells all that is broken at once, judges the rest, and never quotes a Secret', async () => {
		using folder = openProject();
		const input = `${JSON.stringify({kind: 'List', items: [csr('csr-abc12'), {kind: 'Node'}]})}\n{"token-secret": hunter2}\n{"data": "hunter2`;
		const {code, stdout, stderr} = await runCli(['csr', 'judge', '-f', '-', '--json', ...at], {cwd: folder.path, input});
		expect(code).toBe(3);
		expect(JSON.parse(stdout)).toMatchObject({name: 'csr-abc12', verdict: 'ASK'});
		expect(stderr).toMatch(/stdin:2:\d+: what stands here is no JSON[\s\S]*stdin:3:1: what begins here does not end[\s\S]*one thing in it is no Kubernetes object/);
		expect(stdout + stderr).not.toContain('hunter2');
	});

	it('tells an empty pipe, which a failed kubectl leaves, from a list of nothing', async () => {
		using folder = openProject();
		const empty = await runCli(['csr', 'judge', '-f', '-', '--json'], {cwd: folder.path, input: '\n'});
		expect(empty).toMatchObject({code: 1, stdout: '', stderr: expect.stringContaining('stdin: it holds nothing') as string});
		const none = await runCli(['csr', 'judge', '-f', '-', '--json'], {cwd: folder.path, input: '{"kind":"List","items":[]}'});
		expect(none).toMatchObject({code: 0, stdout: '', stderr: expect.stringContaining('no certificate requests') as string});
	});

	it('passes nothing by a file that gives an object in two ways', async () => {
		using folder = openProject();
		const other = {...secret, data: {...secret.data, expiration: base64('2036-05-04T13:00:00Z')}};
		const {code, stdout, stderr} = await runCli(['csr', 'judge', '-f', '-', '--json', ...at], {cwd: folder.path, input: JSON.stringify({kind: 'List', items: [csr('csr-abc12'), secret, other]}) + JSON.stringify(noNodes)});
		expect({code, stderr}).toEqual({code: 3, stderr: expect.stringContaining('Secret bootstrap-token-abc123 is there twice, and not the same (#1.items[1], #1.items[2])') as string});
		expect(JSON.parse(stdout)).toMatchObject({name: 'csr-abc12', verdict: 'ASK'});
	});

	it('fails where nothing could be read, and without a file at all', async () => {
		using folder = openProject();
		expect(await runCli(['csr', 'judge', '-f', '-'], {cwd: folder.path, input: '{"a"'})).toMatchObject({code: 1, stdout: ''});
		expect(await runCli(['csr', 'judge', '-f', 'nope.json'], {cwd: folder.path})).toMatchObject({code: 1, stdout: ''});
		expect(await runCli(['csr', 'judge'], {cwd: folder.path})).toMatchObject({code: 2, stdout: ''});
		expect(await runCli(['csr', 'judge', '-f', 'case.json', '--at', 'noon'], {cwd: folder.path})).toMatchObject({code: 2, stdout: ''});
	});
});
