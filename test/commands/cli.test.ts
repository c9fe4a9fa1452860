import {execFile} from 'node:child_process';
import {chmodSync, mkdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {describe, expect, it} from 'vitest';
import packageFile from '../../package.json' with {type: 'json'};
import {loadText} from '../../source/commands/choose-language.ts';
import {explainCommand} from '../../source/commands/explain-command.ts';
import {commandIds} from '../../source/commands/options.ts';
import {createPaint} from '../../source/headless/paint.ts';
import {openFolder} from '../adapters/kubernetes/kubeconfig-folder.ts';
import {expectGolden} from '../support/golden.ts';
import {cliCommand, runCli} from '../support/run-cli.ts';

const run = promisify(execFile);
const bin = fileURLToPath(new URL('../../bin/kubenroll.js', import.meta.url));

describe('kubenroll --version', () => {
	it('prints the version of the package and nothing else', async () => {
		using folder = openFolder();
		expect(await runCli(['--version'], {cwd: folder.path})).toEqual({code: 0, stdout: `${packageFile.version}\n`, stderr: ''});
		expect(await runCli(['plan', '--version'], {cwd: folder.path})).toEqual({code: 0, stdout: `${packageFile.version}\n`, stderr: ''});
	});
});

describe('help', () => {
	it.each(['en', 'zh-CN'] as const)('explains kubenroll and each of its commands in %s', async (lang) => {
		using folder = openFolder();
		const {code, stdout, stderr} = await runCli(['--lang', lang], {cwd: folder.path});
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		const text = await loadText(lang);
		const pages = commandIds.map((id) => explainCommand(id, {text, paint: createPaint(false), columns: 80}).map((line) => `${line}\n`).join(''));
		expectGolden(`help/${lang}.txt`, [stdout, ...pages].join('\n'));
		// One of two words stands for all: starting the program for each would take longer than all other tests of it.
		expect(await runCli(['help', 'csr', 'list', '--lang', lang], {cwd: folder.path})).toEqual({code: 0, stdout: pages[commandIds.indexOf('csr list')], stderr: ''});
	});

	it('comes for a command by -h and --help alike, wherever it stands', async () => {
		using folder = openFolder();
		const pages = await Promise.all([['help', 'plan'], ['plan', '--help'], ['-h', 'plan']].map(async (args) => runCli(args, {cwd: folder.path})));
		expect(new Set(pages.map(({stdout}) => stdout)).size).toBe(1);
		expect(pages[0]?.stdout).toContain('Usage  kubenroll plan');
	});

	it('speaks the language of the locale', async () => {
		using folder = openFolder();
		const {stdout} = await runCli([], {cwd: folder.path, env: {LC_ALL: 'zh_CN.UTF-8'}});
		expect(stdout).toContain('用法');
	});

	it('is no wider than 80 columns', async () => {
		using folder = openFolder();
		const {stdout} = await runCli([], {cwd: folder.path});
		expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
	});
});

describe('exit code 2', () => {
	it.each<readonly [string, readonly string[], readonly string[]]>([
		['an unknown command, with the nearest one', ['enrol'], ['there is no command enrol', 'did you mean enroll?']],
		['an unknown option, with the nearest one', ['plan', '--kubeconfg=x'], ['--kubeconfg: there is no such option', 'did you mean --kubeconfig?']],
		['several mistakes, all of them', ['plan', 'x', '--jsn'], ['--jsn: there is no such option', 'plan: it has no use for x']],
		['a group without its command', ['csr'], ['csr needs one of list, show, judge, approve, deny']],
		['a missing kubenroll.yaml', ['plan'], ['there is no kubenroll.yaml']],
		['consent that nobody can give', ['enroll'], ['no terminal', 'kubenroll enroll --yes']],
		['an unknown schema', ['schema', 'event'], ['did you mean events?']],
		['help on what is no command', ['help', 'plna'], ['did you mean plan?']],
	])('is for %s', async (_what, args, sentences) => {
		using folder = openFolder();
		const {code, stdout, stderr} = await runCli(args, {cwd: folder.path});
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		for (const sentence of sentences) {
			expect(stderr).toContain(sentence);
		}
	});

	it('is for passwords without end', async () => {
		using folder = openFolder();
		folder.write('kubenroll.yaml', 'apiVersion: kubenroll.dev/v1alpha1\nnodes: [node01=10.0.0.11]\n');
		const {code, stderr} = await runCli(['plan', '--sudo-password-file', '/dev/zero'], {cwd: folder.path});
		expect(code).toBe(2);
		expect(stderr).toContain('/dev/zero: it is larger than 1 MiB, so it is not read');
	});

	it('comes with every mistake of kubenroll.yaml and its place', async () => {
		using folder = openFolder();
		folder.write('kubenroll.yaml', 'apiVersion: kubenroll.dev/v1alpha1\nmode: bootstrap-tokn\nnodes:\n  - Node_01=10.0.0.11\n  - node02=10.0.0.12\n  - node03=10.0.0.12\nkubelt: {}\n');
		const {code, stdout, stderr} = await runCli(['plan'], {cwd: folder.path});
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		for (const place of ['kubenroll.yaml:2:', 'kubenroll.yaml:4:', 'kubenroll.yaml:6:', 'kubenroll.yaml:7:']) {
			expect(stderr).toContain(place);
		}
		expect(stderr).toContain('bootstrap-token');
	});

	it('says the same in Chinese', async () => {
		using folder = openFolder();
		const {code, stderr} = await runCli(['enrol', '--lang', 'zh-CN'], {cwd: folder.path});
		expect(code).toBe(2);
		expect(stderr).toContain('没有 enrol 这个命令');
	});

	it('tells machines too, where they listen', async () => {
		using folder = openFolder();
		const {stdout} = await runCli(['plan', '--json'], {cwd: folder.path});
		expect(stdout.trimEnd().split('\n').map((line) => JSON.parse(line))).toMatchObject([{type: 'problem-found', problem: {code: 'config-missing'}}]);
	});
});

it('says that the folder is gone where somebody removed it', async () => {
	using folder = openFolder();
	const failure = await run('/bin/sh', ['-c', 'rmdir "$0" && exec "$@"', folder.path, ...cliCommand, 'plan'], {cwd: folder.path}).catch((error: unknown) => error);
	expect(failure).toMatchObject({code: 1, stderr: expect.stringContaining('the folder that it was started in is gone')});
});

describe('passwords', () => {
	const yaml = 'apiVersion: kubenroll.dev/v1alpha1\ncluster: {kubeconfig: ./none}\nnodes: [node01=10.0.0.11]\n';

	it('are not taken from a file that others may read', async () => {
		using folder = openFolder();
		folder.write('kubenroll.yaml', yaml);
		const file = folder.write('password', 'correct horse\n');
		chmodSync(file, 0o644);
		const {code, stdout, stderr} = await runCli(['plan', '--sudo-password-file', 'password'], {cwd: folder.path});
		expect(code).toBe(2);
		expect(stderr).toContain('chmod 600 password');
		expect(stdout + stderr).not.toContain('correct horse');
	});

	it('are taken from a file of mode 0600 and from stdin, and never shown', async () => {
		using folder = openFolder();
		folder.write('kubenroll.yaml', yaml);
		chmodSync(folder.write('password', 'correct horse\n'), 0o600);
		const {code, stdout, stderr} = await runCli(['plan', '--sudo-password-file', 'password', '--ssh-password-file', '-'], {cwd: folder.path, input: 'battery staple\n'});
		expect(code).toBe(1);
		expect(stderr).toContain('kubeconfig');
		expect(stdout + stderr).not.toMatch(/correct horse|battery staple/);
	});

	it('cannot be both asked and read', async () => {
		using folder = openFolder();
		folder.write('kubenroll.yaml', yaml);
		const {code, stderr} = await runCli(['plan', '--ask-sudo-password', '--sudo-password-file', '-', '--ssh-password-file', '-'], {cwd: folder.path});
		expect(code).toBe(2);
		expect(stderr).toContain('--ask-sudo-password: it cannot be used together with --sudo-password-file');
		expect(stderr).toContain('--ssh-password-file -: it cannot be used together with --sudo-password-file -');
	});
});

describe('output', () => {
	it.each(['kubenroll', 'events'])('is a JSON Schema for schema %s', async (name) => {
		using folder = openFolder();
		const {code, stdout, stderr} = await runCli(['schema', name], {cwd: folder.path});
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		expect(JSON.parse(stdout)).toHaveProperty('$schema');
	});

	it('may be closed early without a word', async () => {
		using folder = openFolder();
		const [program = '', script = ''] = cliCommand;
		// More than a pipe holds is written to a reader that takes one byte.
		const {stdout, stderr} = await run('/bin/sh', ['-c', `{ "${program}" "${script}" schema; echo "code $?" >&2; } | head -c 1`], {cwd: folder.path});
		expect({stdout, stderr}).toEqual({stdout: '{', stderr: 'code 0\n'});
	});

	it('that cannot be written is a failure', async () => {
		using folder = openFolder();
		const [program = '', script = ''] = cliCommand;
		await expect(run('/bin/sh', ['-c', `"${program}" "${script}" schema > /dev/full`], {cwd: folder.path})).rejects.toMatchObject({code: 1});
	});
});

describe('bin/kubenroll.js', () => {
	const pretend = (version: string): readonly string[] => ['--import', `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`];

	it.each(['18.20.0', '20.20.2', '22.22.1', '23.11.0', '24.14.9', '25.9.0'])('refuses Node.js %s in both languages', async (version) => {
		await expect(run(process.execPath, [...pretend(version), bin])).rejects.toMatchObject({code: 1, stdout: '', stderr: expect.stringMatching(/needs Node\.js[^\n]*\n[^\n]*需要 Node\.js/) as string});
	});

	it.each(['22.22.2', '22.23.0', '24.15.0', '26.0.0', '27.1.0'])('runs on Node.js %s, or says what to build', async (version) => {
		using folder = openFolder();
		mkdirSync(`${folder.path}/bin`);
		folder.write('package.json', '{"type": "module"}');
		const file = folder.write('bin/kubenroll.js', readFileSync(bin, 'utf8'));
		await expect(run(process.execPath, [...pretend(version), file])).rejects.toMatchObject({code: 1, stderr: expect.stringContaining('npm run build') as string});
		mkdirSync(`${folder.path}/dist`);
		folder.write('dist/cli.js', "process.stdout.write('started\\n');");
		const {stdout} = await run(process.execPath, [...pretend(version), file], {env: {XDG_CACHE_HOME: folder.path}});
		expect(stdout).toBe('started\n');
	});

	it('runs for a user whom the user database does not know', async () => {
		using folder = openFolder();
		mkdirSync(`${folder.path}/bin`);
		mkdirSync(`${folder.path}/dist`);
		folder.write('package.json', '{"type": "module"}');
		const file = folder.write('bin/kubenroll.js', readFileSync(bin, 'utf8'));
		folder.write('dist/cli.js', "process.stdout.write(process.env.HOME);");
		const homeless = "const os=process.getBuiltinModule('os');os.homedir=()=>{if(!process.env.HOME)throw new Error('uv_os_homedir');return process.env.HOME}";
		const {stdout} = await run(process.execPath, ['--import', `data:text/javascript,${homeless}`, file], {env: {NODE_COMPILE_CACHE: folder.path}});
		expect(stdout).toBe('/');
	});
});
