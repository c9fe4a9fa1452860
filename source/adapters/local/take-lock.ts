import {randomBytes} from 'node:crypto';
import {mkdir, readdir, readlink, rename, rm, symlink} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {errnoOf} from '../../core/problem/file-problem.ts';
import {makeFolder} from './write-whole.ts';
import {type ProcessIdentity, formatIdentity, hasEnded, identifyProcess, parseIdentity} from './process-identity.ts';

// The lock is a folder of numbered symbolic links that lead nowhere: a link is made with its text in one step and only where there
// is none (symlink(2)). The one with the highest number counts; it tells its holder, or that it was given back. Whoever finds it
// given back, or its holder dead, makes the next number: only one can. The highest is never removed, so a number that was judged
// long ago and is free again because of tidying always has a higher one above it, and who took it sees that and steps back.
const givenBack = 'given back';

const readGenerations = async (folder: string): Promise<readonly number[]> =>
	(await readdir(folder))
		.filter((name) => /^[1-9]\d*$/.test(name))
		.map(Number)
		.sort((left, right) => left - right);

const readText = async (folder: string, generation: number): Promise<string | undefined> =>
	readlink(join(folder, String(generation))).catch((error: unknown) => {
		if (errnoOf(error) === 'ENOENT') {
			return undefined;
		}
		throw error;
	});

const refuse = (path: string, holder: ProcessIdentity): never => {
	const host = escapeControls(holder.host);
	const shown = escapeControls(path);
	throw new Failure(problem('locked', shown, {path: shown, pid: holder.pid, host, isHere: holder.host === hostname()}));
};

/** True where the generation's holder, if it has one, is surely gone. `undefined`: it was tidied away, look again. */
const isFree = async (path: string, generation: number): Promise<boolean | undefined> => {
	const text = await readText(path, generation);
	if (text === undefined) {
		return undefined;
	}
	const holder = parseIdentity(text);
	// A link that none of us wrote holds nobody.
	return text === givenBack || holder === undefined || (await hasEnded(holder)) ? true : refuse(path, holder);
};

const tryNext = async (path: string, own: string): Promise<number | undefined> => {
	const highest = (await readGenerations(path)).at(-1) ?? 0;
	if (highest > 0 && (await isFree(path, highest)) !== true) {
		return undefined;
	}
	const next = highest + 1;
	try {
		await symlink(own, join(path, String(next)));
	} catch (error) {
		if (errnoOf(error) === 'EEXIST') {
			return undefined;
		}
		throw error;
	}
	const generations = await readGenerations(path);
	if (generations.at(-1) !== next || (await readText(path, next)) !== own) {
		await rm(join(path, String(next)), {force: true});
		return undefined;
	}
	// The lowest first: a listing that runs meanwhile and misses a higher one finds its own gone as well.
	for (const generation of generations.filter((each) => each < next)) {
		await rm(join(path, String(generation)), {force: true});
	}
	return next;
};

const giveBack = async (path: string, generation: number, own: string): Promise<void> => {
	// Somebody may have removed the lock by hand: then it is not ours to give.
	if ((await readText(path, generation)) !== own) {
		return;
	}
	const temporary = join(path, `.${randomBytes(8).toString('hex')}`);
	await symlink(givenBack, temporary);
	await rename(temporary, join(path, String(generation)));
};

/**
 * Takes the lock that lives in the folder `path`, for this process. Rejects with `locked` while its holder lives; a dead one's is
 * taken over, by one process only however many try. Returns the function that gives it back.
 */
export const takeLock = async (path: string): Promise<() => Promise<void>> => {
	await makeFolder(join(path, '..'));
	await mkdir(path, {mode: 0o700}).catch((error: unknown) => {
		if (errnoOf(error) !== 'EEXIST') {
			throw error;
		}
	});
	const own = formatIdentity(await identifyProcess());
	for (;;) {
		const generation = await tryNext(path, own);
		if (generation !== undefined) {
			return async () => giveBack(path, generation, own);
		}
	}
};
