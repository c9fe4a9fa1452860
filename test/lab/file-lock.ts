import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir} from 'node:fs/promises';
import {dirname} from 'node:path';

/**
 * Runs `work` while no other process holds the lock file, and waits for its turn before.
 *
 * The lock is held by flock(1) for as long as its stdin is open, so a killed process leaves none behind.
 */
export async function withFileLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
	await mkdir(dirname(path), {recursive: true});
	const holder = spawn('flock', ['--exclusive', path, 'sh', '-c', 'echo locked; exec cat'], {stdio: ['pipe', 'pipe', 'inherit']});
	const hasEnded = once(holder, 'exit');
	try {
		const hasLock = await Promise.race([once(holder.stdout, 'data').then(() => true), hasEnded.then(() => false)]);
		if (!hasLock) {
			throw new Error(`couldn't lock ${path}: flock ended with exit code ${holder.exitCode}`);
		}

		return await work();
	} finally {
		holder.stdin.end();
		await hasEnded;
	}
}
