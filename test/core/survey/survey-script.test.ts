import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {chmod, mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {once} from 'node:events';
import {hostname, tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Answers} from '../../../source/core/answers/answers.ts';
import type {NodeFacts} from '../../../source/core/facts/node-facts.ts';
import {parseSurvey} from '../../../source/core/survey/parse-survey.ts';
import {surveyScript} from '../../../source/core/survey/survey-script.ts';
import {answersFacts, certificateFacts} from '../../support/plan-facts.ts';

const shells = [['dash', ['/bin/dash']], ['bash', ['/bin/bash']], ['busybox ash', ['/bin/busybox', 'sh']]] as const;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const certificate = '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n';
const key = '-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0LWtleQ==\n-----END EC PRIVATE KEY-----\n';
const token = ['abcdef', '0123456789abcdef'].join('.');
// Every certificate "is" its PEM, so that a test sees which blocks came.
const readCertificates = (pem: string) => (pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\n/g) ?? []).map((block) => certificateFacts({pem: block, sha256: sha256(block)}));

let folder: string;
let answers: Answers;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-survey-'));
	await mkdir(join(folder, 'pki'));
	const base = answersFacts();
	answers = {
		...base,
		kubelet: {
			...base.kubelet,
			containerRuntimeEndpoint: `unix://${folder}/containerd.sock`,
			paths: {
				binary: join(folder, 'bin/kubelet'),
				unit: join(folder, 'kubelet.service'),
				config: join(folder, "it's config.yaml"),
				kubeconfig: join(folder, 'kubelet.kubeconfig'),
				bootstrapKubeconfig: join(folder, 'bootstrap.kubeconfig'),
				clientCa: join(folder, 'pki/ca.crt'),
				certificates: join(folder, 'pki/'),
			},
		},
	};
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const programs = async (scripts: Readonly<Record<string, string>>): Promise<string> => {
	await mkdir(join(folder, 'bin'), {recursive: true});
	for (const [name, text] of Object.entries(scripts)) {
		await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
		await chmod(join(folder, 'bin', name), 0o755);
	}
	return `${join(folder, 'bin')}:${process.env['PATH']}`;
};

describe.each(shells.filter(([, [program]]) => existsSync(program)))('surveying under %s', (_name, [program, ...args]) => {
	const run = (path = process.env['PATH']): string => {
		const {stdout, stderr} = spawnSync(program, [...args, '-c', '(eval "$2")', 'sh', '10.0.0.1 4242 127.0.0.1 22', surveyScript(answers)], {argv0: program === '/bin/bash' ? 'sh' : program, input: '', encoding: 'utf8', env: {PATH: path, LC_ALL: 'C'}});
		expect(stderr).toBe('');
		return stdout;
	};
	const survey = (path?: string): {readonly facts: NodeFacts; readonly stdout: string} => {
		const sentAtMs = Date.now();
		const stdout = run(path);
		const parsed = parseSurvey({node: {name: 'n1', address: '127.0.0.1'}, answers, stdout, sentAtMs, firstByteAtMs: Date.now(), privilege: 'root', readCertificates});
		if ('problems' in parsed) {
			throw new Error(`${JSON.stringify(parsed.problems)}\n${stdout}`);
		}
		return {facts: parsed.facts, stdout};
	};

	test('tells what this machine is', () => {
		const {facts} = survey();
		expect(facts).toMatchObject({name: 'n1', hostname: hostname(), architecture: process.arch === 'x64' ? 'amd64' : process.arch, clockSkewMs: 0, runtime: {isActive: false}, unwritablePaths: []});
		expect(facts.kubelet).toMatchObject({path: answers.kubelet.paths.binary, exists: false});
		expect(facts.os.kernel).toBe(spawnSync('uname', ['-r'], {encoding: 'utf8'}).stdout.trim());
		expect(facts.freeBytes).toBeGreaterThan(1_000_000);
		expect(facts.files.every(({exists}) => !exists)).toBe(true);
	});

	test('reads files exactly, even those that talk like a survey', async () => {
		const {paths} = answers.kubelet;
		const config = `kind: KubeletConfiguration\n.\ndone\nhostname=evil\nbegin service\n节点\n`;
		await writeFile(paths.config, config);
		await chmod(paths.config, 0o640);
		await writeFile(paths.clientCa, certificate);
		const {facts} = survey();
		expect(facts.hostname).toBe(hostname());
		expect(facts.files.find(({path}) => path === paths.config)).toMatchObject({exists: true, sha256: sha256(config), mode: 0o640, content: config});
		expect(facts.files.find(({path}) => path === paths.clientCa)).toMatchObject({content: certificate});
		expect(facts.files.find(({path}) => path === paths.unit)).toEqual({path: paths.unit, exists: false, sha256: '', mode: 0, owner: ''});
	});

	test.each([
		['a private key', key],
		['a bootstrap token', `--experimental=1 ${token} x`],
		['a token in an environment', 'BOOTSTRAP_TOKEN=abc'],
		['a password', 'password: "hunter2"'],
	])('does not tell the content of a file that holds %s, but its digest', async (_what, content) => {
		await writeFile(answers.kubelet.paths.unit, content);
		const {facts, stdout} = survey();
		expect(facts.files.find(({path}) => path === answers.kubelet.paths.unit)).toEqual(expect.objectContaining({exists: true, sha256: sha256(content)}));
		expect(facts.files.find(({path}) => path === answers.kubelet.paths.unit)?.content).toBeUndefined();
		expect(stdout).not.toContain(Buffer.from(content).toString('base64').slice(0, 12));
	});

	test('tells a unit with the kubelet\'s usual flags', async () => {
		const unit = 'ExecStart=/usr/local/bin/kubelet --authentication-token-webhook=true --tls-private-key-file=/x.key --bootstrap-kubeconfig=/b\n';
		await writeFile(answers.kubelet.paths.unit, unit);
		expect(survey().facts.files.find(({path}) => path === answers.kubelet.paths.unit)?.content).toBe(unit);
	});

	test('tells which cluster a kubeconfig is for, and nothing secret of it', async () => {
		const {paths} = answers.kubelet;
		const data = Buffer.from(certificate + key).toString('base64');
		await writeFile(paths.kubeconfig, `apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: ${data}\n    server: https://10.0.0.9:6443\n  name: k\nusers:\n- name: u\n  user:\n    client-key-data: c2VjcmV0LWtleQ==\n`);
		await writeFile(paths.bootstrapKubeconfig, `token: ${token}\n`);
		const {facts, stdout} = survey();
		expect(facts.kubeconfig).toEqual({server: 'https://10.0.0.9:6443', caSha256: [sha256(certificate)], embedsCredentials: true});
		expect(stdout).not.toMatch(/c2VjcmV0LWtleQ/);
		expect(stdout).not.toContain(Buffer.from(token).toString('base64').slice(4, 16));
		expect(facts.files.find(({path}) => path === paths.bootstrapKubeconfig)).toMatchObject({exists: true, sha256: sha256(`token: ${token}\n`)});
	});

	test('finds the CA of a kubeconfig that names a file, and no credentials where the certificate is a file', async () => {
		await writeFile(answers.kubelet.paths.clientCa, certificate);
		await writeFile(answers.kubelet.paths.kubeconfig, `clusters:\n- cluster:\n    certificate-authority: pki/ca.crt\n    server: "https://m1:6443"\nusers:\n- user:\n    client-certificate: /x.pem\n    client-key: /x.pem\n`);
		expect(survey().facts.kubeconfig).toEqual({server: 'https://m1:6443', caSha256: [sha256(certificate)], embedsCredentials: false});
	});

	test('reads the certificate of a pair, and leaves the key where it is', async () => {
		await writeFile(join(folder, 'pki/kubelet-client-2026.pem'), certificate + key);
		await symlink(join(folder, 'pki/kubelet-client-2026.pem'), join(folder, 'pki/kubelet-client-current.pem'));
		const {facts, stdout} = survey();
		expect(facts.clientCertificate?.pem).toBe(certificate);
		expect(facts.servingCertificate).toBeUndefined();
		expect(Buffer.from(stdout.match(/begin client-certificate\n([\s\S]*?)\n\./)?.[1] ?? '', 'base64').toString()).toBe(certificate);
	});

	test('tells the version of the kubelet, one that cannot tell it, and one that is elsewhere', async () => {
		const path = await programs({kubelet: 'echo Kubernetes v1.36.3'});
		expect(survey(path).facts.kubelet).toMatchObject({exists: true, version: {major: 1, minor: 36, patch: 3}});
		await programs({kubelet: 'echo broken >&2; exit 1'});
		expect(survey(path).facts.kubelet).toEqual({path: answers.kubelet.paths.binary, exists: true, versionError: 'broken'});
		answers = {...answers, kubelet: {...answers.kubelet, paths: {...answers.kubelet.paths, binary: '/opt/no/kubelet'}}};
		expect(survey(path).facts.kubelet).toEqual({path: '/opt/no/kubelet', exists: false, elsewhere: join(folder, 'bin/kubelet')});
	});

	test('tells a runtime that listens from one that left its socket, and reads its version and driver', async () => {
		const path = await programs({containerd: `case $* in --version) echo 'containerd github.com/containerd/containerd/v2 v2.4.2 abc' ;; 'config dump') printf 'disabled_plugins = ["cri"]\\n  SystemdCgroup = true\\n' ;; esac`});
		const server: Server = createServer();
		server.listen(join(folder, 'containerd.sock'));
		await once(server, 'listening');
		try {
			expect(survey(path).facts.runtime).toEqual({endpoint: `unix://${folder}/containerd.sock`, name: 'containerd', isActive: true, version: '2.4.2', cgroupDriver: 'systemd', isCriDisabled: true});
		} finally {
			server.close();
			await once(server, 'close');
		}
		expect(survey(path).facts.runtime).toEqual({isActive: false});
	});

	test('tells a kubelet that is masked', async () => {
		expect(survey(await programs({systemctl: 'echo LoadState=masked; echo UnitFileState=masked'})).facts.kubeletService).toMatchObject({isMasked: true, isEnabled: false});
	});

	test('reads the kubelet\'s units where systemd tells of them, with the state of the service', async () => {
		const [unit, dropIn, environment] = [join(folder, 'k.service'), join(folder, '10-flags.conf'), join(folder, 'kubelet.env')];
		await writeFile(unit, '[Service]\nExecStart=/usr/local/bin/kubelet $FLAGS\n');
		await writeFile(dropIn, '[Service]\nEnvironmentFile=-x\n');
		await writeFile(environment, 'FLAGS=--v=2\n');
		const path = await programs({systemctl: `cat <<'END'\nEnvironmentFiles=${environment} (ignore_errors=yes)\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\nExecMainStartTimestampMonotonic=123456\nNRestarts=2\nNeedDaemonReload=yes\nFragmentPath=${unit}\nDropInPaths=${dropIn} /none.conf\nEND`});
		const {facts} = survey(path);
		expect(facts.kubeletService).toEqual({isActive: true, isEnabled: true, startedAtUs: 123_456, restarts: 2, needsReload: true});
		expect(facts.unitFiles.map(({path, content}) => [path, content])).toEqual([
			[unit, '[Service]\nExecStart=/usr/local/bin/kubelet $FLAGS\n'],
			[dropIn, '[Service]\nEnvironmentFile=-x\n'],
			[environment, 'FLAGS=--v=2\n'],
		]);
	});

	test('tells folders that cannot be made', async () => {
		await writeFile(join(folder, 'plain'), '');
		answers = {...answers, kubelet: {...answers.kubelet, paths: {...answers.kubelet.paths, config: join(folder, 'plain/sub/config.yaml')}}};
		expect(survey().facts.unwritablePaths).toEqual([{path: join(folder, 'plain/sub'), reason: 'not-a-directory'}]);
	});

	test('changes nothing', async () => {
		await writeFile(answers.kubelet.paths.unit, 'x');
		const list = (): string => spawnSync('find', [folder, '-printf', '%p %i %m %C@ %T@\n'], {encoding: 'utf8'}).stdout;
		const before = list();
		survey();
		expect(list()).toBe(before);
	});

	test('finds a rest of no use in output that was cut off or mixed up', () => {
		const stdout = run();
		const parse = (text: string) => parseSurvey({node: {name: 'n1', address: 'x'}, answers, stdout: text, sentAtMs: 0, firstByteAtMs: 0, privilege: 'root', readCertificates});
		for (const text of ['', 'welcome\n', stdout.slice(0, -5), stdout.slice(0, 200), stdout.replace('hostname=', 'hostname '), stdout.replace(/^clock=.*\n/m, ''), stdout.replace('\n.\n', '\n')]) {
			expect(parse(text)).toMatchObject({problems: [{code: 'survey-unreadable', subject: 'n1'}]});
		}
	});
});

test.each([
	['between sending and answering', '100.500000000', 0],
	['ahead', '150.000000000', 49_000],
	['behind', '50.000000000', -50_000],
	['whole seconds within the round trip', '100', 0],
	['whole seconds of busybox', '99.%N', 0],
	['no clock at all', 'x', 0],
])('measures a clock that is %s without the round trip', (_what, clock, expected) => {
	const stdout = `kubenroll-survey 1\nclock=${clock}\nhostname=n1\nmachine=x86_64\ncgroup=2\nsystemd=1\ndone\n`;
	expect(parseSurvey({node: {name: 'n1', address: 'x'}, answers, stdout, sentAtMs: 100_000, firstByteAtMs: 101_000, privilege: 'sudo', readCertificates})).toMatchObject({facts: {clockSkewMs: expected}});
});

test('strips what a terminal could act on from every name, and keeps file contents as they are', () => {
	const stdout = `kubenroll-survey 1\nclock=1\nhostname=a\u001B[2Jb\nmachine=x86_64\ncgroup=2\nsystemd=1\nkernel=\u202Ek\ndone\n`;
	expect(parseSurvey({node: {name: 'n1', address: 'x'}, answers, stdout, sentAtMs: 0, firstByteAtMs: 0, privilege: 'sudo', readCertificates})).toMatchObject({facts: {hostname: 'a\\x1b[2Jb', os: {kernel: '\\u202ek'}}});
});
