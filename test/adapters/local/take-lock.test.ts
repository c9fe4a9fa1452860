import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {hostname, tmpdir} from 'node:os';
import {mkdir, mkdtemp, readdir, readlink, rm, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {formatIdentity, hasEnded, identifyProcess, parseIdentity} from '../../../source/adapters/local/process-identity.ts';
import {takeLock} from '../../../source/adapters/local/take-lock.ts';

let folder = '';
let lock = '';
const children: ChildProcess[] = [];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-lock-'));
	lock = join(folder, 'state/lock');
});

afterEach(async () => {
	for (const child of children.splice(0)) {
		child.kill('SIGKILL');
	}
	await rm(folder, {recursive: true, force: true});
});

// Takes the lock at each line of stdin and says `held` or the code of what refused it; holds it until it dies.
const taker = `
	import {createInterface} from 'node:readline';
	const {takeLock} = await import(process.argv[1]);
	process.stdout.write('here\\n');
	for await (const line of createInterface({input: process.stdin})) {
		process.stdout.write(await takeLock(process.argv[2]).then(() => 'held', (error) => error.problems?.[0]?.code ?? String(error)) + '\\n');
	}
`;

const startTaker = async (): Promise<{readonly process: ChildProcess; readonly take: () => Promise<string>; readonly kill: () => Promise<void>}> => {
	const module = new URL('../../../source/adapters/local/take-lock.ts', import.meta.url).href;
	const child = spawn(process.execPath, ['--input-type=module', '--eval', taker, module, lock], {stdio: ['pipe', 'pipe', 'inherit']});
	children.push(child);
	const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
	expect((await lines.next()).value).toBe('here');
	return {
		process: child,
		take: async () => {
			child.stdin.write('take\n');
			const {value} = await lines.next();
			return String(value);
		},
		kill: async () => {
			const exit = once(child, 'exit');
			child.kill('SIGKILL');
			await exit;
		},
	};
};

test('is held by one until it is given back', async () => {
	const giveBack = await takeLock(lock);
	await expect(takeLock(lock)).rejects.toMatchObject({problems: [{code: 'locked', params: {pid: process.pid, host: hostname(), isHere: true}}]});
	await giveBack();
	await giveBack();
	await (await takeLock(lock))();
	// However often it was taken, one entry is left.
	expect(await readdir(lock)).toEqual(['2']);
});

test('names the process that holds it, and takes over when that was killed with -9', async () => {
	const other = await startTaker();
	expect(await other.take()).toBe('held');
	await expect(takeLock(lock)).rejects.toMatchObject({problems: [{code: 'locked', params: {pid: other.process.pid}}]});
	await other.kill();
	await expect(takeLock(lock)).resolves.toBeTypeOf('function');
});

test('a dead holder is followed by exactly one, however many try at once', async () => {
	const takers = await Promise.all(Array.from({length: 6}, startTaker));
	const dead = await startTaker();
	expect(await dead.take()).toBe('held');
	await dead.kill();
	const answers = await Promise.all(takers.map(async ({take}) => take()));
	expect(answers.sort()).toEqual(['held', 'locked', 'locked', 'locked', 'locked', 'locked']);
	expect(await readdir(lock)).toHaveLength(1);
});

test('many that take it and give it back in turn are never in it together', async () => {
	let inside = 0;
	let turns = 0;
	const visit = async (): Promise<void> => {
		while (turns < 60) {
			const giveBack = await takeLock(lock).catch(() => undefined);
			if (giveBack !== undefined) {
				inside += 1;
				expect(inside).toBe(1);
				await readdir(lock);
				turns += 1;
				inside -= 1;
				await giveBack();
			}
		}
	};
	await Promise.all(Array.from({length: 8}, visit));
});

test('who took a number that tidying had freed, below a living holder, steps back', async () => {
	await mkdir(lock, {recursive: true});
	await symlink(formatIdentity(await identifyProcess()), join(lock, '7'));
	await expect(takeLock(lock)).rejects.toMatchObject({problems: [{code: 'locked'}]});
	expect(await readdir(lock)).toEqual(['7']);
});

test('a holder whose lock was removed by hand gives nothing back', async () => {
	const giveBack = await takeLock(lock);
	await rm(lock, {recursive: true});
	const second = await takeLock(lock);
	await rm(join(lock, '1'));
	await symlink('1:1:boot:elsewhere', join(lock, '1'));
	await giveBack();
	expect(await readlink(join(lock, '1'))).toBe('1:1:boot:elsewhere');
	await second();
});

test('a holder on another host is believed, and named', async () => {
	await mkdir(lock, {recursive: true});
	await symlink('1:1:boot:elsewhere\u001B[2J', join(lock, '1'));
	await expect(takeLock(lock)).rejects.toMatchObject({problems: [{code: 'locked', params: {host: String.raw`elsewhere\x1b[2J`, isHere: false}}]});
});

test('an entry that is no lock of ours holds nobody', async () => {
	await mkdir(lock, {recursive: true});
	await symlink('/etc/passwd', join(lock, '3'));
	await takeLock(lock);
	expect(await readdir(lock)).toEqual(['4']);
});

test.runIf(process.platform === 'linux')('a process number used again, or a machine started again, is another process', async () => {
	const own = await identifyProcess();
	expect(await hasEnded(own)).toBe(false);
	expect(await hasEnded({...own, startTicks: '1'})).toBe(true);
	expect(await hasEnded({...own, bootId: 'another'})).toBe(true);
	expect(await hasEnded({...own, host: 'elsewhere', bootId: 'another'})).toBe(false);
});

test.each(['', '12', 'x:1:b:h', '-1:1:b:h', '1:x:b:h'])('does not take %j for a holder', (text) => {
	expect(parseIdentity(text)).toBeUndefined();
});

test('an identity comes back as it was written, even with a colon in the host', () => {
	const identity = {pid: 12, startTicks: '345', bootId: 'b-1', host: 'a:b'};
	expect(parseIdentity(formatIdentity(identity))).toEqual(identity);
});
