import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {copyFileSync, existsSync, realpathSync} from 'node:fs';
import {chmod, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {once} from 'node:events';
import {hostname, tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {MasterFacts} from '../../../source/core/control-plane/component.ts';
import {controlPlaneScript} from '../../../source/core/control-plane/control-plane-script.ts';
import {parseControlPlane} from '../../../source/core/control-plane/parse-control-plane.ts';
import {certificateFacts} from '../../support/plan-facts.ts';

const shells = [['dash', ['/bin/dash']], ['bash', ['/bin/bash']], ['busybox ash', ['/bin/busybox', 'sh']]] as const;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const certificate = '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n';
const key = '-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0LWtleQ==\n-----END EC PRIVATE KEY-----\n';
// Of this run alone: whatever else is called kube-apiserver on the machine is looked at as well.
const row = `secret-of-${process.pid},kubelet-bootstrap,10001\n`;

let folder: string;
let started: ChildProcess | undefined;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-masters-'));
});
afterEach(async () => {
	if (started !== undefined) {
		const ended = once(started, 'exit');
		started.kill('SIGKILL');
		await ended;
		started = undefined;
	}
	await rm(folder, {recursive: true, force: true});
});

/** Starts what looks like this program to /proc: a shell of that name that waits for its input, with flags that mean nothing to it. */
const start = async (name: 'kube-apiserver' | 'kubelet', ...flags: readonly string[]): Promise<number> => {
	const program = join(folder, name);
	copyFileSync(realpathSync('/bin/sh'), program);
	await chmod(program, 0o755);
	started = spawn(program, ['-c', 'echo up; read _', ...flags], {stdio: ['pipe', 'pipe', 'ignore']});
	await once(started.stdout!, 'data');
	return started.pid ?? 0;
};

describe.each(shells.filter(([, [program]]) => existsSync(program)))('looking at a master under %s', (_name, [program, ...args]) => {
	const look = (options: Parameters<typeof controlPlaneScript>[0] = {}): {readonly facts: MasterFacts; readonly stdout: string} => {
		const sentAtMs = Date.now();
		const {stdout, stderr} = spawnSync(program, [...args, '-c', '(eval "$1")', 'sh', controlPlaneScript(options)], {argv0: program === '/bin/bash' ? 'sh' : program, input: '', encoding: 'utf8', maxBuffer: 1 << 26, env: {PATH: process.env['PATH'], LC_ALL: 'C'}});
		expect(stderr).toBe('');
		const parsed = parseControlPlane({master: {name: 'm1', address: '10.0.0.1'}, stdout, sentAtMs, firstByteAtMs: Date.now(), privilege: 'root', apiServerAddresses: [], readCertificates: (pem) => (pem === '' ? [] : [certificateFacts({pem})])});
		if ('problems' in parsed) {
			throw new Error(`${JSON.stringify(parsed.problems)}\n${stdout}`);
		}
		return {facts: parsed.facts, stdout};
	};

	test.each([{uid: userInfo().uid}, ...(userInfo().uid === 0 ? [{uid: 33}] : [])])('asks a program for its version as the user that runs it, and as nobody more: user $uid', async ({uid}) => {
		const tool = join(folder, 'kube-apiserver');
		await chmod(folder, 0o777);
		await writeFile(tool, `#!/bin/sh\nid -u > ${folder}/ran\necho Kubernetes v1.30.1\n`, {mode: 0o755});
		const process = join(folder, 'proc/4242');
		await mkdir(process, {recursive: true});
		await writeFile(join(process, 'comm'), 'kube-apiserver\n');
		await writeFile(join(process, 'cmdline'), `${tool}\0--v=2\0`);
		await writeFile(join(process, 'stat'), `4242 (kube-apiserver) S 1 ${'0 '.repeat(17)}100 0\n`);
		await writeFile(join(process, 'status'), `Name:\tkube-apiserver\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t${uid}\t${uid}\t${uid}\t${uid}\n`);
		await writeFile(join(process, 'cgroup'), '0::/system.slice/cron.service\n');
		const {stdout} = spawnSync(program, [...args, '-c', '(eval "$1")', 'sh', controlPlaneScript({}).replaceAll('/proc', join(folder, 'proc'))], {argv0: program === '/bin/bash' ? 'sh' : program, input: '', encoding: 'utf8'});
		expect(stdout).toContain('version=kube-apiserver Kubernetes v1.30.1\n');
		expect(await readFile(join(folder, 'ran'), 'utf8')).toBe(`${uid}\n`);
	});

	test.each(['comm', 'cmdline', 'stat', 'status', 'cgroup'])('passes over a process that ended while it was looked at: no %s any more', async (gone) => {
		const process = join(folder, 'proc/4242');
		await mkdir(process, {recursive: true});
		const texts = {comm: 'etcd\n', cmdline: '/usr/bin/etcd\0--v=2\0', stat: `4242 (etcd) S 1 ${'0 '.repeat(17)}100 0\n`, status: 'Name:\tetcd\nUid:\t0\t0\t0\t0\n', cgroup: '0::/\n'};
		await Promise.all(Object.entries(texts).map(async ([name, text]) => writeFile(join(process, name), text)));
		const run = () => spawnSync(program, [...args, '-c', '(eval "$1")', 'sh', controlPlaneScript({}).replaceAll('/proc/[0-9]', join(folder, 'proc/[0-9]'))], {argv0: program === '/bin/bash' ? 'sh' : program, input: '', encoding: 'utf8'});
		expect(run()).toMatchObject({stdout: expect.stringContaining('process=etcd ') as string, stderr: ''});
		await rm(join(process, gone));
		expect(run()).toMatchObject({stdout: expect.not.stringContaining('process=etcd') as string, stderr: ''});
	});

	test('tells how a process runs, and of the files that its flags name, keys by digest alone', async () => {
		await writeFile(join(folder, 'ca.crt'), certificate);
		await writeFile(join(folder, 'ca.key'), key, {mode: 0o600});
		const config = join(folder, "a'b done.yaml");
		await writeFile(config, 'authorizers: []\n');
		const startedMs = Date.now();
		const pid = await start('kube-apiserver', `--client-ca-file=${folder}/ca.crt`, `--tls-private-key-file=${folder}/ca.key`, `--audit-policy-file=${folder}/gone.yaml`, '--v=2', `--authorization-config=${config}`, '--audit-log-path=/x\nprocess=kube-apiserver 1 1 root:root x');
		const {facts, stdout} = look();
		expect(facts).toMatchObject({name: 'm1', hostname: hostname(), clockSkewMs: 0, holdsVip: false});
		expect(facts.configs.get(config)).toBe('authorizers: []\n');
		const {username} = userInfo();
		const process = facts.components.find(({name}) => name === 'kube-apiserver')?.process;
		if (process?.pid === pid) {
			// Where the machine runs other apiservers as well, one of them may stand for all.
			expect(process).toMatchObject({owner: expect.stringContaining(`${username}:`), binary: join(folder, 'kube-apiserver'), flags: expect.arrayContaining([{name: 'v', value: '2'}, {name: 'client-ca-file', value: join(folder, 'ca.crt')}])});
			expect(process.startedAtMs).toBeGreaterThan(startedMs - 2000);
			expect(process.startedAtMs).toBeLessThan(Date.now() + 2000);
		}
		const fileAt = (name: string) => facts.files.find(({path}) => path === join(folder, name));
		expect(fileAt('ca.crt')).toMatchObject({exists: true, sha256: sha256(certificate), certificates: [{pem: certificate}]});
		expect(fileAt('ca.key')).toMatchObject({exists: true, mode: 0o600, sha256: sha256(key), certificates: []});
		expect(fileAt('gone.yaml')).toMatchObject({exists: false});
		expect(stdout).not.toContain(Buffer.from(key).toString('base64').slice(0, 40));
	});

	test('tells the text of a token file only where that was asked for', async () => {
		const path = join(folder, 'token.csv');
		await writeFile(path, row, {mode: 0o600});
		await start('kube-apiserver', `--token-auth-file=${path}`);
		const secret = Buffer.from(row).toString('base64').slice(0, 40);
		expect(look().stdout).not.toContain(secret);
		expect(look({tokenFilePath: '/nowhere/token.csv'}).stdout).toContain(secret);
		await writeFile(path, row.repeat(30_000), {mode: 0o600});
		const {stdout} = look({tokenFilePath: path});
		expect(stdout).not.toContain(secret);
		expect(stdout).toContain(`token-file-oversized=0 ${30_000 * row.length} ${path}\n`);
	});

	test.each([
		['two arguments', (path: string) => ['--token-auth-file', path]],
		['two arguments, the name with underscores', (path: string) => ['--token_auth_file', path]],
		['one argument with underscores', (path: string) => [`--token_auth_file=${path}`]],
	])('tells the token file of an apiserver whose flag is %s', async (_what, flags) => {
		const path = join(folder, 'token.csv');
		await writeFile(path, row, {mode: 0o600});
		await start('kube-apiserver', ...flags(path), '--v=2');
		expect(look({tokenFilePath: '/nowhere/token.csv'}).stdout).toContain(Buffer.from(row).toString('base64').slice(0, 40));
	});

	test.each([
		['its flag in two arguments', (pods: string) => ['--config', '/nowhere/kubelet.yaml', '--pod-manifest-path', pods]],
		['its configuration, with quotes, a comment and CRLF', (pods: string) => ['--config', `${pods}.yaml`]],
	])('reads the manifests that a kubelet runs by %s, and the token file that one names in two items', async (_what, flags) => {
		const [pods, path] = [join(folder, 'pods'), join(folder, 'token.csv')];
		await mkdir(pods);
		await writeFile(`${pods}.yaml`, `kind: KubeletConfiguration\r\nstaticPodPath: '${pods}' # here\r\n`);
		await writeFile(path, row, {mode: 0o600});
		await writeFile(join(pods, 'apiserver.yaml'), `spec:\r\n  containers:\r\n  - command:\r\n    - kube-apiserver\r\n    - --token-auth-file\r\n    - ${path}\r\n`);
		await start('kubelet', ...flags(pods));
		const {facts, stdout} = look({tokenFilePath: '/nowhere/token.csv'});
		expect(facts.components.find(({name}) => name === 'kube-apiserver')).toMatchObject({setup: {kind: 'static-pod', manifest: {path: join(pods, 'apiserver.yaml')}}});
		expect(stdout).toContain(Buffer.from(row).toString('base64').slice(0, 40));
		expect(facts.files.map((file) => file.path)).toContain(path);
	});
});
