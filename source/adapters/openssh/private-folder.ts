import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {quoteShell} from '../../core/untrusted/quote-shell.ts';

// sun_path holds 104 bytes on macOS and the BSDs (108 on Linux); ssh appends 40 hex digits of %C and, while it binds, 17 more.
const longestFolder = 104 - 1 - 40 - 17;

/** A folder of this run alone (0700): the sockets of shared connections, and of the password prompt. */
export type PrivateFolder = {
	readonly path: string;
	readonly controlPath: string;
	readonly promptSocket: string;
	/** Writes the program that ssh calls to ask for a password, and tells its path. */
	writeAskpass(command: readonly string[]): Promise<string>;
	remove(): Promise<void>;
};

/** Makes the folder where its path stays short enough for sockets. */
export const makePrivateFolder = async (): Promise<PrivateFolder> => {
	const candidates = [process.env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'].filter((folder) => folder !== undefined).filter((folder) => folder !== '');
	const parent = candidates.find((folder) => Buffer.byteLength(join(folder, 'kubenroll-XXXXXX')) <= longestFolder) ?? '/tmp';
	const path = await mkdtemp(join(parent, 'kubenroll-'));
	await chmod(path, 0o700);
	return {
		path,
		controlPath: join(path, '%C'),
		promptSocket: join(path, 'askpass'),
		async writeAskpass(command) {
			const script = join(path, 'askpass.sh');
			await writeFile(script, `#!/bin/sh\nexec ${command.map(quoteShell).join(' ')} "$1"\n`, {mode: 0o700});
			return script;
		},
		// A client of ssh that is just being ended may still leave a file behind.
		remove: () => rm(path, {recursive: true, force: true, maxRetries: 10, retryDelay: 50}),
	};
};
