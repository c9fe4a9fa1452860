// The text that changes a master, run by real shells against a systemd made of a few lines: what is on the disk afterwards is what counts.
import {execFile, execFileSync, spawn, type ChildProcess} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {chmod, copyFile, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {describeChange, performChangeScript} from '../../../source/core/control-plane/change-script.ts';
import {changeFolder, type ChangedFile, type ChangeRun, earlierFolder, finishedFile} from '../../../source/core/control-plane/host-change.ts';
import {openChangeScript, parseChangeReport, type ChangeReport, type Saying, startChangeScript, startUndoScript, stepBackScript, watchChangeScript} from '../../../source/core/control-plane/change-watch.ts';

const run = promisify(execFile);
const owner = `${userInfo().username}:${execFileSync('id', ['-gn'], {encoding: 'utf8'}).trim()}`;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const firstRun: ChangeRun = {id: 'RUN1', number: 3, hosts: ['m2', 'm1']};
const shells = [['dash'], ['bash', '--posix']].filter(([program = '']) => existsSync(`/bin/${program}`));

// A unit is a process of `sleep`; what the unit's file says decides whether it starts.
const systemctl = (folder: string): string => `#!/bin/sh
cd ${folder}
echo "$*" >> calls
case "$*" in
	*'-p MainPID'*) pid=$(cat pid 2>/dev/null); if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then echo "MainPID=$pid"; else echo MainPID=0; fi ;;
	*'-p ActiveState'*) echo ActiveState=active; echo NRestarts=0 ;;
	restart*)
		kill "$(cat pid)" 2>/dev/null
		if grep -q deadly unit; then exit 0; fi
		sleep 300 >/dev/null 2>&1 &
		echo $! > pid ;;
esac
`;

describe.each(shells)('a master that changes itself with %s', (...shell) => {
	let folder: string;
	let unit: string;
	let guard: ChildProcess | undefined;
	const at = (name: string): string => join(folder, name);
	// Rounds of a twentieth of a second: more than a busy machine takes from one look to the next, unless a test is about nobody looking.
	let patience = 400;
	const local = (script: string): string => script.replaceAll(changeFolder, at('change')).replaceAll(earlierFolder, at('earlier')).replaceAll(finishedFile, at('finished')).replaceAll('sleep 1\n', 'sleep 0.05\n').replaceAll('sleep 1;', 'sleep 0.05;');
	const environment = (): NodeJS.ProcessEnv => ({PATH: `${at('bin')}:${process.env['PATH']}`, HOME: folder});
	const sh = async (script: string): Promise<string> => (await run(shell[0] ?? '', [...shell.slice(1), '-c', local(script)], {env: environment()})).stdout;
	const look = async (says: Saying): Promise<ChangeReport> => parseChangeReport(await sh(watchChangeScript(says)));
	// What it says without a shell: a look takes more of the processor than all that is looked at.
	const readState = async (): Promise<string> => readFile(at('change/state'), 'utf8').catch(() => '');
	const stands = async (): Promise<string> => `${await readState()}${guard?.exitCode}${guard?.signalCode}`;
	// Not for ever: whoever watches has to be heard again and again.
	const pauseWhile = async (isSo: () => Promise<boolean>): Promise<void> => {
		for (let round = 0; round < 25 && (await isSo()); round += 1) {
			await pause(10);
		}
	};
	const until = async (says: Saying, isSo: (report: ChangeReport) => boolean): Promise<ChangeReport> => {
		for (;;) {
			const stood = await stands();
			const report = await look(says);
			if (isSo(report)) {
				return report;
			}
			await pauseWhile(async () => (await stands()) === stood);
		}
	};
	const reach = async (says: Saying, state: ChangeReport['state']): Promise<ChangeReport> => {
		await pauseWhile(async () => (says === 'nothing' || says === 'alive') && !(await readState()).startsWith(state));
		return until(says, (report) => report.state === state);
	};

	beforeEach(async () => {
		patience = 400;
		folder = await realpath(await mkdtemp(join(tmpdir(), 'kubenroll-change-')));
		unit = at('unit');
		await mkdir(at('bin'));
		await writeFile(at('bin/systemctl'), systemctl(folder), {mode: 0o755});
		// What a disk that others keep busy takes for it is no matter of these tests.
		await writeFile(at('bin/sync'), '#!/bin/sh\n', {mode: 0o755});
		await writeFile(at('bin/systemd-analyze'), `#!/bin/sh\nif grep -q broken ${unit}; then echo 'unit: Unknown key' >&2; exit 1; fi\n`, {mode: 0o755});
		await writeFile(unit, 'old\n', {mode: 0o640});
		const sleeper = spawn('sleep', ['300'], {stdio: 'ignore', detached: true});
		sleeper.unref();
		await writeFile(at('pid'), `${sleeper.pid}`);
	});

	afterEach(async () => {
		guard?.kill('SIGKILL');
		const pid = Number(await readFile(at('pid'), 'utf8'));
		try {
			process.kill(pid, 'SIGKILL');
		} catch {
			// The scenario ended it.
		}
		await rm(folder, {recursive: true});
	});

	/** Puts a change in place and begins it. */
	const begin = async (content: string, change: Partial<ChangedFile> = {}, newFlags: readonly string[] = [], {id = 'TEST', run: ofRun = firstRun}: {readonly id?: string; readonly run?: ChangeRun} = {}): Promise<void> => {
		const file: ChangedFile = {path: unit, beforeSha256: digest('old\n'), afterSha256: digest(content), mode: 0o644, owner, keepsMode: true, ...change};
		const whole = {id, run: ofRun, component: 'kube-apiserver', restart: {how: 'systemd', unit: 'u.service'}, files: [file], newFlags} as const;
		await sh(openChangeScript(ofRun));
		await writeFile(at('change/new-0'), content);
		await writeFile(at('change/about'), describeChange(whole));
		await writeFile(at('change/perform'), local(performChangeScript(whole)).replace('patience=45', `patience=${patience}`));
		guard = spawn(shell[0] ?? '', [...shell.slice(1), at('change/perform'), 'perform'], {stdio: 'ignore', env: environment()});
	};

	it('puts the new file in place, restarts, and stays so once it is confirmed', async () => {
		const pid = await readFile(at('pid'), 'utf8');
		await begin('new\n');
		const restarted = await reach('alive', 'restarted');
		expect(restarted).toMatchObject({isGuarded: true, id: 'TEST', component: 'kube-apiserver', paths: [unit], restart: {how: 'systemd', unit: 'u.service'}});
		expect(restarted.processes[0]?.split('-')[0]).not.toBe(pid);
		expect(await reach('confirm', 'confirmed')).toMatchObject({state: 'confirmed'});
		expect(await readFile(unit, 'utf8')).toBe('new\n');
		expect((await stat(unit)).mode & 0o777).toBe(0o640);
		expect(await readFile(at('unit.kubenroll-TEST'), 'utf8')).toBe('old\n');
		expect(await readdir(at('change')), 'no staged text is left').not.toContain('new-0');
	});

	it('has the old file and another process when it is told to undo', async () => {
		await begin('new\n');
		const {processes} = await reach('alive', 'restarted');
		const undone = await reach('undo', 'undone');
		expect(undone.reason).toBe('asked');
		expect(undone.processes).not.toEqual(processes);
		expect(await readFile(unit, 'utf8')).toBe('old\n');
		expect((await readdir(folder)).filter((name) => name.includes('kubenroll'))).toEqual([]);
	});

	it('undoes by itself what nobody watches and nothing answers', async () => {
		patience = 4;
		await begin('deadly\n');
		expect(await reach('nothing', 'undone')).toMatchObject({reason: 'alone'});
		expect(await readFile(unit, 'utf8')).toBe('old\n');
	});

	it('leaves a component that has answered as it is when nobody watches any more, for the next run to say', async () => {
		patience = 40;
		await begin('new\n');
		await reach('alive', 'restarted');
		await look('ready');
		expect(await reach('nothing', 'unproved')).toMatchObject({isGuarded: true});
		expect(await readFile(unit, 'utf8')).toBe('new\n');
		await reach('confirm', 'confirmed');
	});

	it('changes nothing where the file is not what was seen', async () => {
		await writeFile(unit, 'edited\n');
		await begin('new\n');
		expect(await reach('alive', 'refused')).toMatchObject({reason: 'changed 0'});
		expect(await readFile(unit, 'utf8')).toBe('edited\n');
		expect(await readFile(at('calls'), 'utf8')).not.toContain('restart');
	});

	it('restarts nothing where systemd would not read the new unit', async () => {
		await begin('broken\n');
		expect(await reach('alive', 'refused')).toMatchObject({reason: 'verify', words: 'unit: Unknown key'});
		expect(await readFile(unit, 'utf8')).toBe('old\n');
		expect(await readFile(at('calls'), 'utf8')).not.toContain('restart');
		expect((await readdir(folder)).filter((name) => name.includes('kubenroll'))).toEqual([]);
	});

	it('makes a new file with its mode, and takes it away again', async () => {
		await begin('row\n', {path: at('etc/token.csv'), beforeSha256: '', keepsMode: false, mode: 0o600});
		await reach('alive', 'restarted');
		expect((await stat(at('etc/token.csv'))).mode & 0o777).toBe(0o600);
		await reach('undo', 'undone');
		expect(existsSync(at('etc/token.csv'))).toBe(false);
	});

	it('tells which file could not be written, and changes none', async () => {
		await writeFile(at('in-the-way'), '');
		await begin('new\n', {path: at('in-the-way/file'), beforeSha256: ''});
		const report = await reach('alive', 'refused');
		expect(report.reason).toBe('write 0');
		expect(report.words).toMatch(/not a directory|file exists/i);
	});

	it('is in one change at a time', async () => {
		await begin('new\n');
		await reach('alive', 'restarted');
		await expect(sh(openChangeScript(firstRun))).rejects.toMatchObject({code: 75});
		await expect(sh(startChangeScript('TEST')), 'nor does one begin that was opened before').rejects.toMatchObject({code: 75});
		await expect(sh(startUndoScript('TEST'))).rejects.toMatchObject({code: 75});
		await reach('confirm', 'confirmed');
		await until('nothing', ({isGuarded}) => !isGuarded);
		await sh(openChangeScript(firstRun));
		expect(await look('nothing')).toMatchObject({state: 'none', isGuarded: false});
	});

	it('can be told to undo after a power cut', async () => {
		await begin('new\n');
		await reach('alive', 'restarted');
		guard?.kill('SIGKILL');
		expect(await until('nothing', ({isGuarded}) => !isGuarded)).toMatchObject({state: 'restarted'});
		await expect(sh(openChangeScript(firstRun))).rejects.toMatchObject({code: 75});
		guard = spawn(shell[0] ?? '', [...shell.slice(1), at('change/perform'), 'undo'], {stdio: 'ignore', env: environment()});
		await reach('nothing', 'undone');
		expect(await readFile(unit, 'utf8')).toBe('old\n');
	});

	it('puts back the old file, never the part of it that a power cut left of the copy', async () => {
		await begin('new\n');
		await reach('alive', 'restarted');
		guard?.kill('SIGKILL');
		await until('nothing', ({isGuarded}) => !isGuarded);
		await writeFile(at('change/old-0'), '');
		guard = spawn(shell[0] ?? '', [...shell.slice(1), at('change/perform'), 'undo'], {stdio: 'ignore', env: environment()});
		await reach('nothing', 'undone');
		expect(await readFile(unit, 'utf8')).toBe('old\n');
	});

	it('copies the old file again where a power cut left the copy short', async () => {
		await begin('new\n');
		await reach('alive', 'restarted');
		guard?.kill('SIGKILL');
		await until('nothing', ({isGuarded}) => !isGuarded);
		await writeFile(at('change/old-0'), '');
		await rm(at('change/state'));
		guard = spawn(shell[0] ?? '', [...shell.slice(1), at('change/perform'), 'perform'], {stdio: 'ignore', env: environment()});
		await reach('alive', 'restarted');
		expect(await readFile(at('change/old-0'), 'utf8')).toBe('old\n');
		await reach('confirm', 'confirmed');
	});

	it('shuts the kept text of a file that becomes secret', async () => {
		await chmod(unit, 0o644);
		await begin('new\n', {keepsMode: false, mode: 0o600, owner});
		await reach('alive', 'restarted');
		expect((await stat(at('unit.kubenroll-TEST'))).mode & 0o777).toBe(0o600);
		await reach('undo', 'undone');
		expect((await stat(unit)).mode & 0o777).toBe(0o644);
	});

	it('can be told to go on after a power cut', async () => {
		await begin('new\n');
		await reach('alive', 'restarted');
		guard?.kill('SIGKILL');
		await until('nothing', ({isGuarded}) => !isGuarded);
		guard = spawn(shell[0] ?? '', [...shell.slice(1), at('change/perform'), 'perform'], {stdio: 'ignore', env: environment()});
		await reach('alive', 'restarted');
		await reach('confirm', 'confirmed');
		expect(await readFile(unit, 'utf8')).toBe('new\n');
		expect(await readFile(at('change/old-0'), 'utf8')).toBe('old\n');
	});

	const begun = async (how: 'perform' | 'undo'): Promise<void> => {
		await until('nothing', ({isGuarded}) => !isGuarded);
		guard = spawn(shell[0] ?? '', [...shell.slice(1), at('change/perform'), how], {stdio: 'ignore', env: environment()});
	};

	it('touches nothing that somebody wrote into since, whatever it is told, until one of the two texts is there again', async () => {
		await begin('new\n');
		await reach('alive', 'restarted');
		await writeFile(unit, 'edited\n');
		expect(await reach('undo', 'edited')).toMatchObject({reason: '0'});
		expect(await readFile(unit, 'utf8')).toBe('edited\n');
		await begun('perform');
		await once(guard!, 'exit');
		expect(await look('nothing')).toMatchObject({state: 'edited', reason: '0'});
		expect(await readFile(unit, 'utf8')).toBe('edited\n');
		expect(await readFile(at('unit.kubenroll-TEST'), 'utf8'), 'nor is the copy of the old text gone').toBe('old\n');
		await expect(sh(openChangeScript(firstRun)), 'no other change begins').rejects.toMatchObject({code: 75});
		await writeFile(unit, 'old\n');
		await begun('undo');
		await reach('nothing', 'undone');
		expect(await readFile(unit, 'utf8')).toBe('old\n');
	});

	it('has an edit kept by whoever ends the change by hand', async () => {
		await begin('new\n');
		await reach('alive', 'restarted');
		await writeFile(unit, 'edited\n');
		await reach('undo', 'edited');
		await until('nothing', ({isGuarded}) => !isGuarded);
		await rm(at('change'), {recursive: true});
		await begin('newer\n', {beforeSha256: digest('edited\n')});
		await reach('alive', 'restarted');
		await reach('confirm', 'confirmed');
		expect(await readFile(unit, 'utf8')).toBe('newer\n');
	});

	it('takes a change back that was finished, and the one of the same run before it', async () => {
		await begin('new\n', {}, [], {id: 'FIRST'});
		await reach('alive', 'restarted');
		await reach('confirm', 'confirmed');
		await until('nothing', ({isGuarded}) => !isGuarded);
		await begin('row\n', {path: at('etc/token.csv'), beforeSha256: '', keepsMode: false, mode: 0o600}, [], {id: 'SECOND'});
		await reach('alive', 'restarted');
		expect(await reach('confirm', 'confirmed')).toMatchObject({id: 'SECOND', earlier: 1, finishedNumber: 0, run: firstRun, paths: [at('etc/token.csv')], madePaths: [at('etc/token.csv')]});
		await begun('undo');
		await reach('nothing', 'undone');
		await until('nothing', ({isGuarded}) => !isGuarded);
		await sh(stepBackScript());
		expect(await look('nothing')).toMatchObject({id: 'FIRST', earlier: 0, state: 'confirmed', paths: [unit], madePaths: []});
		await begun('undo');
		await reach('nothing', 'undone');
		expect(existsSync(at('etc/token.csv'))).toBe(false);
		expect(await readFile(unit, 'utf8')).toBe('old\n');
	});

	it('keeps no way back to the changes of another run, and steps back over nothing that stands', async () => {
		await begin('new\n');
		await reach('alive', 'restarted');
		await reach('confirm', 'confirmed');
		await until('nothing', ({isGuarded}) => !isGuarded);
		await expect(sh(stepBackScript())).rejects.toMatchObject({code: 75});
		await begin('newer\n', {beforeSha256: digest('new\n')}, [], {id: 'OTHER', run: {id: 'RUN2', number: 4, hosts: ['m1']}});
		expect(await reach('alive', 'restarted')).toMatchObject({earlier: 0, run: {id: 'RUN2', number: 4, hosts: ['m1']}, finishedNumber: 3});
	});

	it('leaves a finished change as it is where somebody wrote into its file since', async () => {
		await begin('new\n');
		await reach('alive', 'restarted');
		await reach('confirm', 'confirmed');
		await writeFile(unit, 'edited\n');
		await begun('undo');
		expect(await until('nothing', ({state, reason}) => state === 'confirmed' && reason !== '')).toMatchObject({reason: 'edited 0'});
		expect(await readFile(unit, 'utf8')).toBe('edited\n');
	});

	it("begins no change but the one that was put there: another operator's is his to begin", async () => {
		await sh(openChangeScript(firstRun));
		await writeFile(at('change/about'), 'id=THEIRS\n');
		await expect(sh(startChangeScript('OURS'))).rejects.toMatchObject({code: 75});
		await expect(sh(startUndoScript('OURS'))).rejects.toMatchObject({code: 75});
		expect(await look('nothing')).toMatchObject({state: 'none', id: 'THEIRS'});
	});

	it('edits what a link leads to, and leaves the link', async () => {
		await mkdir(at('real'));
		await writeFile(at('real/unit'), 'old\n', {mode: 0o640});
		await rm(unit);
		await symlink(at('real/unit'), unit);
		await begin('new\n');
		await reach('alive', 'restarted');
		expect([await readlink(unit), await readFile(at('real/unit'), 'utf8'), (await stat(unit)).mode & 0o777]).toEqual([at('real/unit'), 'new\n', 0o640]);
		await reach('undo', 'undone');
		expect([await readlink(unit), await readFile(at('real/unit'), 'utf8')]).toEqual([at('real/unit'), 'old\n']);
		expect(await readdir(at('real')), 'nothing is left beside').toEqual(['unit']);
	});

	it('sweeps away what an earlier change left beside the file', async () => {
		await writeFile(at('.unit.kubenroll-tmp.4711'), 'staged and never used\n');
		await begin('new\n');
		await reach('alive', 'restarted');
		await reach('confirm', 'confirmed');
		expect((await readdir(folder)).filter((name) => name.includes('kubenroll-tmp'))).toEqual([]);
	});

	it.runIf(process.getuid?.() === 0)('runs nothing as root that only bears the name of the component', async () => {
		const program = at('bin/kube-apiserver');
		await copyFile('/bin/bash', program);
		const impostor = spawn(program, ['-c', 'read _; read _'], {stdio: ['pipe', 'ignore', 'ignore']});
		await once(impostor, 'spawn');
		try {
			const change = {id: 'POD', run: firstRun, component: 'kube-apiserver', restart: {how: 'static-pod', manifest: unit}, files: [], newFlags: ['-c', 'id -u >&2; exit 1']} as const;
			await sh(openChangeScript(firstRun));
			await writeFile(at('change/about'), describeChange(change));
			await writeFile(at('change/perform'), local(performChangeScript(change)).replaceAll('/proc/[0-9]*/comm', `/proc/${impostor.pid}/comm`).replaceAll('kubepods', 'no-pods'));
			guard = spawn(shell[0] ?? '', [...shell.slice(1), at('change/perform'), 'perform'], {stdio: 'ignore', env: environment()});
			expect(await reach('alive', 'refused')).toMatchObject({reason: 'flags', words: '65534'});
		} finally {
			impostor.kill('SIGKILL');
		}
	});

	it('asks the program itself whether it knows a flag, before anything is changed', async () => {
		await begin('new\n', {}, ['--nonsense=1']);
		expect(await reach('alive', 'refused')).toMatchObject({reason: 'flags', words: expect.stringContaining('sleep')});
		expect(await readFile(unit, 'utf8')).toBe('old\n');
		await begin('new\n', {}, ['--version']);
		await reach('alive', 'restarted');
		await reach('confirm', 'confirmed');
	});
});
