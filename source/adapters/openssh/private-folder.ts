import {chmod, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {quoteShell} from '../../core/untrusted/quote-shell.ts';
import {naming} from '../../core/problem/file-problem.ts';
import {nameFolderOf, sweepPrivateFolders} from './sweep-private-folders.ts';

const promptSocketName = 'askpass';

// sun_path holds 104 bytes on macOS and the BSDs (108 on Linux), the last a NUL.
const longestFolder = 104 - 1 - promptSocketName.length - 1;

// In a value of ssh_config quotes and blanks divide, `%` and `$` begin something that is replaced, and that differs between versions of ssh.
const isPlain = (path: string): boolean => /^[^\s"'\\%$\p{Cc}]+$/u.test(path);

/** A folder of this run alone (0700): the socket of the password prompt, and what ssh must find by a plain path. */
export type PrivateFolder = {
	readonly path: string;
	readonly promptSocket: string;
	/** Writes the program that ssh calls to ask for a password, and tells its path. */
	writeAskpass(command: readonly string[]): Promise<string>;
	/** A path to the file that every version of ssh takes as it is: its own, else that of a link in the folder. */
	pathForSsh(file: string): Promise<string>;
	remove(): Promise<void>;
};

const makeFolder = async (): Promise<string> => {
	const prefix = nameFolderOf(process.pid);
	const parents = [process.env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'].filter((folder) => folder !== undefined).filter((folder) => folder !== '');
	const fitting = [...new Set(parents)].filter((folder) => isPlain(folder) && Buffer.byteLength(join(folder, `${prefix}XXXXXX`)) <= longestFolder);
	for (const parent of fitting) {
		const path = await mkdtemp(join(parent, prefix)).catch(() => undefined);
		if (path !== undefined) {
			await sweepPrivateFolders(parent);
			return path;
		}
	}
	// What the last one has against it is what the operator is told.
	const last = fitting.at(-1) ?? '/tmp';
	return naming(last, async () => mkdtemp(join(last, prefix)));
};

/** Makes the folder in the first place that can be written and whose path stays short and plain enough for sockets; removes what killed runs left there. Rejects with a Failure (`local-…`) where there is none. */
export const makePrivateFolder = async (): Promise<PrivateFolder> => {
	const path = await makeFolder();
	await chmod(path, 0o700);
	return {
		path,
		promptSocket: join(path, promptSocketName),
		async writeAskpass(command) {
			const script = join(path, 'askpass.sh');
			await writeFile(script, `#!/bin/sh\nexec ${command.map(quoteShell).join(' ')} "$1"\n`, {mode: 0o700});
			return script;
		},
		async pathForSsh(file) {
			if (isPlain(file)) {
				return file;
			}
			const link = join(path, 'known_hosts');
			await symlink(file, link);
			return link;
		},
		// A client of ssh that is just being ended may still leave a file behind.
		remove: () => rm(path, {recursive: true, force: true, maxRetries: 10, retryDelay: 50}),
	};
};
