// The commands against an API server on loopback: what reaches stdout, stderr, the record and the exit code.
import {readFileSync, existsSync} from 'node:fs';
import type {ServerResponse} from 'node:http';
import {describe, expect, it} from 'vitest';
import {certificateUser, kubeconfigOf, openFolder} from '../adapters/kubernetes/kubeconfig-folder.ts';
import {sendJson, startApiServer, type SeenRequest} from '../support/api-server.ts';
import {makeAuthority} from '../support/certificates.ts';
import {runCli, startCli} from '../support/run-cli.ts';

const authority = makeAuthority('kubernetes');
const serverPair = authority.issue({commonName: 'kube-apiserver', ipAddresses: ['127.0.0.1']});
const admin = authority.issue({commonName: 'admin', organizations: ['system:masters']});
const csrPath = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

const request = (name: string, signerName = 'kubernetes.io/kube-apiserver-client-kubelet') => ({
	metadata: {name, uid: `uid-${name}`, resourceVersion: '7', creationTimestamp: new Date().toISOString()},
	spec: {
		signerName,
		request: readFileSync(new URL('../fixtures/csr/client-p256.pem', import.meta.url)).toString('base64'),
		usages: ['digital signature', 'client auth'],
		username: 'system:bootstrap:abcdef',
		groups: ['system:bootstrappers', 'system:authenticated'],
	},
	status: {},
});

const answer = (requests: readonly ReturnType<typeof request>[]) => ({method, path}: SeenRequest, response: ServerResponse): void => {
	const one = requests.find(({metadata}) => path.startsWith(`${csrPath}/${encodeURIComponent(metadata.name)}`));
	if (path === '/version') {
		sendJson(response, {major: '1', minor: '36', gitVersion: 'v1.36.3'}, 200, {date: new Date().toUTCString()});
	} else if (method === 'POST') {
		sendJson(response, {status: {allowed: true}}, 201);
	} else if (one !== undefined) {
		sendJson(response, one);
	} else {
		sendJson(response, {kind: 'List', metadata: {resourceVersion: '9'}, items: path === csrPath ? requests : []});
	}
};

const openProject = (port: number) => {
	const folder = openFolder();
	folder.write('kubeconfig', kubeconfigOf({server: `https://127.0.0.1:${port}`, caPem: authority.certificate, user: certificateUser(admin)}));
	// Nothing listens on port 1 of loopback: the node is down, at once.
	folder.write('kubenroll.yaml', 'apiVersion: kubenroll.dev/v1alpha1\ncluster: {kubeconfig: ./kubeconfig}\nnodes:\n  - {name: n1, address: 127.0.0.1, port: 1}\n');
	return folder;
};

describe('csr list', () => {
	it('prints one object a line with --json, escaped, and nothing else on stdout', async () => {
		await using server = await startApiServer(serverPair, authority.certificate, answer([request('csr-one'), request('evil\u001B[2J'), request('other', 'example.com/own')]));
		using folder = openProject(server.port);
		const {code, stdout} = await runCli(['csr', 'list', '--json'], {cwd: folder.path});
		expect(code).toBe(0);
		expect(stdout).not.toContain('\u001B');
		const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
		expect(lines).toHaveLength(3);
		for (const line of lines) {
			expect(line).toMatchObject({name: expect.any(String) as string, kind: expect.stringMatching(/^(?:client|serving|other)$/) as string, signer: expect.any(String) as string, requester: 'system:bootstrap:abcdef', state: 'pending', verdict: expect.stringMatching(/^(?:ASK|REFUSE|NOT_OURS)$/) as string});
			expect((line['reasons'] as readonly {rule: string}[]).every(({rule}) => /^P\d+$/.test(rule))).toBe(true);
		}
	});

	it('prints a table for people and says where nothing is', async () => {
		await using server = await startApiServer(serverPair, authority.certificate, answer([request('csr-one')]));
		using folder = openProject(server.port);
		expect((await runCli(['csr', 'list'], {cwd: folder.path})).stdout).toMatch(/^NAME +NODE +KIND +AGE +STATE +VERDICT +WHY\ncsr-one +\S+ +client/);
		await using empty = await startApiServer(serverPair, authority.certificate, answer([]));
		using other = openProject(empty.port);
		expect((await runCli(['csr', 'list'], {cwd: other.path})).stdout).toBe('There are no certificate requests.\n');
	});
});

describe('csr show', () => {
	it('compares what a request says with what is expected, in both languages', async () => {
		await using server = await startApiServer(serverPair, authority.certificate, answer([request('csr-one')]));
		using folder = openProject(server.port);
		const english = await runCli(['csr', 'show', 'csr-one'], {cwd: folder.path});
		expect(english.stdout).toMatch(/SAYS +EXPECTED/);
		expect(english.stdout).toMatch(/\(P8\)/);
		const chinese = await runCli(['csr', 'show', 'csr-one', '--lang', 'zh-CN'], {cwd: folder.path});
		expect(chinese.stdout).toMatch(/实际 +预期/);
	});

	it('names the nearest request where there is none', async () => {
		await using server = await startApiServer(serverPair, authority.certificate, answer([request('csr-one')]));
		using folder = openProject(server.port);
		const {code, stdout, stderr} = await runCli(['csr', 'show', 'csr-onn'], {cwd: folder.path});
		expect({code, stdout}).toEqual({code: 1, stdout: ''});
		expect(stderr).toContain('did you mean csr-one?');
	});
});

describe('csr approve', () => {
	it('approves nothing that is not PASS without a reason, alone, by its node', async () => {
		await using server = await startApiServer(serverPair, authority.certificate, answer([request('csr-one'), request('csr-two')]));
		using folder = openProject(server.port);
		const {code, stderr} = await runCli(['csr', 'approve', 'csr-one', 'csr-two', '--yes'], {cwd: folder.path});
		expect(code).toBe(1);
		expect(stderr).toContain('one at a time');
		expect(stderr).toContain('needs a reason');
		expect(server.seen.filter(({method}) => method === 'PUT')).toEqual([]);
	});
});

describe('csr deny', () => {
	it('writes the denial into the cluster and the record, and tells it as an event', async () => {
		await using server = await startApiServer(serverPair, authority.certificate, answer([request('csr-one')]));
		using folder = openProject(server.port);
		const {code, stdout, stderr} = await runCli(['csr', 'deny', 'csr-one', '--yes', '--json', '--reason', 'no machine of ours'], {cwd: folder.path});
		expect({code, event: JSON.parse(stdout) as unknown}).toMatchObject({code: 0, event: {type: 'request-decided', request: 'csr-one', decision: 'denied', by: 'operator'}});
		expect(stderr).toContain('denied csr-one');
		const [put] = server.seen.filter(({method}) => method === 'PUT');
		expect(put?.path).toBe(`${csrPath}/csr-one/approval`);
		expect(put?.body).toContain('KubenrollDenied');
		expect(put?.body).toContain('no machine of ours');
		expect(JSON.parse(readFileSync(`${folder.path}/.kubenroll/decisions.jsonl`, 'utf8'))).toMatchObject({request: 'csr-one', decision: 'denied'});
	});

	it('denies nothing where nobody can be asked', async () => {
		await using server = await startApiServer(serverPair, authority.certificate, answer([request('csr-one')]));
		using folder = openProject(server.port);
		const {code, stderr} = await runCli(['csr', 'deny', 'csr-one'], {cwd: folder.path});
		expect(code).toBe(2);
		expect(stderr).toContain('kubenroll csr deny NAME --yes');
		expect(server.seen.filter(({method}) => method === 'PUT')).toEqual([]);
		expect(existsSync(`${folder.path}/.kubenroll/decisions.jsonl`)).toBe(false);
	});
});

describe('plan', () => {
	it('tells of a node that is down, leaves the plan on stdout, and fails', async () => {
		await using server = await startApiServer(serverPair, authority.certificate, answer([]));
		using folder = openProject(server.port);
		const {code, stdout, stderr} = await runCli(['plan'], {cwd: folder.path});
		expect(code).toBe(1);
		expect(stdout).toContain('n1  blocked');
		expect(stdout).toMatch(/n1: .*\n +hint: /);
		expect(stderr).toContain('run again: kubenroll plan');
		expect(server.seen.filter(({method}) => !['GET', 'POST'].includes(method))).toEqual([]);
	});

	it('prints nothing but events with --json', async () => {
		await using server = await startApiServer(serverPair, authority.certificate, answer([]));
		using folder = openProject(server.port);
		const {stdout, stderr} = await runCli(['plan', '--json'], {cwd: folder.path});
		expect(stderr).toMatch(/n1: .*\n +hint: /);
		const types = stdout.trimEnd().split('\n').map((line) => (JSON.parse(line) as {type: string}).type);
		expect(types[0]).toBe('run-started');
		expect(types).toContain('plan-assembled');
	});
});

describe('signals', () => {
	it.each([
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	] as const)('%s ends a run, tells how to go on, and gives exit code %i', async (name, exitCode) => {
		await using server = await startApiServer(serverPair, authority.certificate, () => {
			// No answer: the run waits until it is told to stop.
		});
		using folder = openProject(server.port);
		const run = startCli(['plan', '--nodes', 'n1'], {cwd: folder.path});
		await run.hasSaid('reading the cluster');
		run.child.kill(name);
		const {code, stderr} = await run.ended;
		expect(code).toBe(exitCode);
		expect(stderr).toContain('kubenroll plan --nodes n1');
		expect(stderr).not.toContain('    at ');
	});
});
