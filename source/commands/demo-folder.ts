import {chmod, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {naming} from '../core/problem/file-problem.ts';
import {formatIdentity, hasEnded, identifyProcess, parseIdentity} from '../adapters/local/process-identity.ts';

const prefix = 'kubenroll-demo-';
// Written first, so that a folder without it is a moment old or not ours.
const ownerFile = 'owner';

/** Makes a private folder (0700) for one practice cluster and notes in it whose it is. Rejects with Failure where none can be made. */
export const makeDemoFolder = async (parent = tmpdir()): Promise<string> => {
	const folder = await naming(parent, async () => mkdtemp(join(parent, prefix)));
	await chmod(folder, 0o700);
	await writeFile(join(folder, ownerFile), formatIdentity(await identifyProcess()), {mode: 0o600});
	return folder;
};

/** Removes a folder of ours; files that a script made read-only too. */
export const removeDemoFolder = async (folder: string): Promise<void> => rm(folder, {recursive: true, force: true, maxRetries: 3});

const isAbandoned = async (folder: string): Promise<boolean> => {
	const status = await stat(folder).catch(() => undefined);
	if (status === undefined || (process.getuid !== undefined && status.uid !== process.getuid())) {
		return false;
	}
	const owner = parseIdentity(await readFile(join(folder, ownerFile), 'utf8').catch(() => ''));
	return owner !== undefined && (await hasEnded(owner));
};

/** Removes the folders of practice clusters whose process is gone, ours only; tells which. */
export const sweepDemoFolders = async (parent = tmpdir()): Promise<readonly string[]> => {
	const names = await readdir(parent).catch(() => []);
	const folders = names.filter((name) => name.startsWith(prefix)).map((name) => join(parent, name));
	const abandoned: string[] = [];
	for (const folder of folders) {
		if (await isAbandoned(folder)) {
			await removeDemoFolder(folder);
			abandoned.push(folder);
		}
	}
	return abandoned;
};
