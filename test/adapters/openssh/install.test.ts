import {spawnSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {mkdir, readFile, readdir, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {readInstallReport} from '../../../source/adapters/openssh/install-report.ts';
import type {InstallFile} from '../../../source/ports/remote-shell.ts';
import {nodeAt, problemOf, problemsOf, trust, withShell} from '../../support/open-ssh.ts';
import {fakeSudo} from '../../support/fake-sudo.ts';
import {hasSshd, openSshdLab, type Sshd, type SshdLab} from '../../support/sshd.ts';

const owner = spawnSync('sh', ['-c', 'echo "$(id -un):$(id -gn)"'], {encoding: 'utf8'}).stdout.trim();
const twoFiles = [{path: '/etc/a', owner: 'root:root'}, {path: '/etc/b', owner: 'k:k'}];

test.each([
	['problem 1 changed', '', 'file-changed-meanwhile', '/etc/b'],
	['problem 0 way', '', 'file-in-the-way', '/etc/a'],
	['problem 0 link', '', 'file-link-unsafe', '/etc/a'],
	['problem 1 owner', "chown: invalid user: 'k:k'", 'file-owner-unknown', '/etc/b'],
	['problem 0 damaged', '', 'file-arrived-damaged', '/etc/a'],
	['problem 0 damaged', 'dd: error writing: No space left on device', 'file-system-full', '/etc/a'],
	['problem 0 failed', 'sh: 1: cannot create /etc/.a: Read-only file system', 'file-system-read-only', '/etc/a'],
	['problem 0 failed', "mkdir: cannot create directory '/etc/x': File exists", 'file-in-the-way', '/etc/a'],
	['problem 0 failed', 'mv: cannot move: Operation not permitted', 'file-not-permitted', '/etc/a'],
	['problem 0 failed', 'something \u001B[2Jelse', 'file-not-written', '/etc/a'],
])('tells %j with %j as %s', async (line, stderr, code, path) => {
	const problem = await problemOf((async () => readInstallReport('n1', twoFiles, {stdout: `${line}\ndone\n`, stderr}))());
	expect(problem).toMatchObject({code, subject: 'n1', params: {path}});
	expect(problem.cause ?? '').not.toContain('\u001B');
});

test('tells all problems at once, and takes a report without end for a failure', async () => {
	const read = async (stdout: string) => readInstallReport('n1', twoFiles, {stdout, stderr: 'sh: killed'});
	expect((await problemsOf(read('problem 0 changed\nproblem 1 changed\ndone\n'))).length).toBe(2);
	expect(await problemOf(read('unchanged 0\n'))).toMatchObject({code: 'file-not-written', cause: 'sh: killed'});
});

describe.skipIf(!hasSshd)('over ssh', () => {
	let lab: SshdLab;
	let server: Sshd;
	let knownHostsFile: string;

	beforeAll(async () => {
		lab = await openSshdLab();
		server = await lab.start({programs: fakeSudo('no-password', join(lab.folder, 'log'))});
		knownHostsFile = await trust(lab, [server], 'known');
	});
	afterAll(() => lab.stop());

	const file = (path: string, content: string): InstallFile => ({artifact: {id: 'kubelet-config', path, content, mode: 0o644, owner, isSecret: false}});

	test('installs all files of a node in one session, and says what it kept', async () => {
		const folder = join(lab.folder, 'target');
		await mkdir(folder);
		await writeFile(join(folder, 'old'), 'old');
		const sessions = (): number => server.log().split('Accepted publickey').length;
		const before = sessions();
		const result = await withShell(lab, {knownHostsFile}, (shell) => shell.install(nodeAt(server.port), [file(join(folder, 'old'), 'new'), file(join(folder, 'fresh/one'), 'x\n')]));
		expect(result).toEqual({written: [join(folder, 'old'), join(folder, 'fresh/one')], unchanged: [], backups: {[join(folder, 'old')]: expect.stringMatching(/\/old\.kubenroll-\d{8}T\d{6}Z$/)}});
		expect(sessions() - before).toBe(1);
		expect(await readFile(result.backups[join(folder, 'old')] ?? '', 'utf8')).toBe('old');
	});

	test('asks no node for nothing', async () => {
		expect(await withShell(lab, {}, (shell) => shell.install(nodeAt(1), []))).toEqual({written: [], unchanged: [], backups: {}});
	});

	test('refuses paths that could be something else, before any connection', async () => {
		expect(await withShell(lab, {}, (shell) => problemOf(shell.install(nodeAt(1), [file('/etc/a\nb', 'x')])))).toMatchObject({code: 'file-not-written', params: {path: '/etc/a\\x0ab'}});
	});

	test('tells a file of this machine that cannot be read as such', async () => {
		// It can be opened and has a size, but gives out no bytes.
		const upload = {source: lab.folder, path: join(lab.folder, 'never'), mode: 0o755, owner, sha256: '0'.repeat(64)};
		expect(await withShell(lab, {knownHostsFile}, (shell) => problemOf(shell.upload(nodeAt(server.port), upload)))).toMatchObject({code: 'file-unreadable-here', params: {path: lab.folder}, cause: expect.stringContaining('EISDIR')});
	});

	test('streams a large binary, checked at the far end, and leaves one that is there already', async () => {
		const bytes = randomBytes(6_000_000);
		const source = join(lab.folder, 'kubelet');
		await writeFile(source, bytes);
		const path = join(lab.folder, 'bin/kubelet');
		const upload = {source, path, mode: 0o755, owner, sha256: createHash('sha256').update(bytes).digest('hex')};
		await withShell(lab, {knownHostsFile}, async (shell) => {
			await shell.upload(nodeAt(server.port), upload);
			expect((await readFile(path)).equals(bytes)).toBe(true);
			const {ino, mode} = await stat(path);
			expect(mode & 0o777).toBe(0o755);
			await shell.upload(nodeAt(server.port), upload);
			expect((await stat(path)).ino).toBe(ino);
			const wrong = {...upload, path: join(lab.folder, 'bin/other'), sha256: '0'.repeat(64)};
			expect(await problemOf(shell.upload(nodeAt(server.port), wrong))).toMatchObject({code: 'file-arrived-damaged'});
			expect(await problemOf(shell.upload(nodeAt(server.port), {...upload, source: '/no/such/file'}))).toMatchObject({code: 'file-unreadable-here', params: {path: '/no/such/file'}});
		});
		expect(await readdir(join(lab.folder, 'bin'))).toEqual(['kubelet']);
	});
});
