// Rules of the cache: an entry appears whole, by a rename, or not at all; it is never changed afterwards; its key is the hash of all it is made of.
import {createHash} from 'node:crypto';
import {access, mkdir, readdir, rename, rm} from 'node:fs/promises';
import {homedir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {withFileLock} from './file-lock.ts';

/** The folder of everything that was built and may be used again: outside the repository, deleted by nobody but people. */
export function findCacheFolder(): string {
	const {KUBENROLL_LAB_CACHE, XDG_CACHE_HOME} = process.env;
	return KUBENROLL_LAB_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'kubenroll-lab');
}

/** The part of an entry's name that changes with whatever it is made of. */
export function hashIngredients(ingredients: readonly (string | Uint8Array)[]): string {
	const hash = createHash('sha256');
	for (const ingredient of ingredients) {
		hash.update(`${ingredient.length}\n`).update(ingredient);
	}

	return hash.digest('hex').slice(0, 16);
}

/** The folder of a cache entry, made by `build` (into the empty folder it is given) unless it is there; one process builds, the others wait. */
export async function obtainCacheEntry(name: string, build: (folder: string) => Promise<void>): Promise<string> {
	const entry = join(findCacheFolder(), name);
	if (await isThere(entry)) {
		return entry;
	}

	await withFileLock(`${entry}.lock`, async () => {
		await removeHalfMade(entry);
		if (await isThere(entry)) {
			return;
		}

		const halfMade = `${entry}.half-made-${process.pid}`;
		await mkdir(halfMade, {recursive: true});
		await build(halfMade);
		await rename(halfMade, entry);
	});
	return entry;
}

async function removeHalfMade(entry: string): Promise<void> {
	const names = await readdir(dirname(entry));
	const halfMade = names.filter(name => name.startsWith(`${basename(entry)}.half-made-`));
	await Promise.all(halfMade.map(name => rm(join(dirname(entry), name), {recursive: true, force: true})));
}

async function isThere(path: string): Promise<boolean> {
	return access(path).then(() => true, () => false);
}
