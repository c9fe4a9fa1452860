import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createOpenSsh, type OpenSshOptions} from '../../source/adapters/openssh/create-open-ssh.ts';
import {Failure} from '../../source/core/problem/failure.ts';
import type {Problem} from '../../source/core/problem/problem.ts';
import type {NodeAddress, RemoteShell} from '../../source/ports/remote-shell.ts';
import type {Sshd, SshdLab} from './sshd.ts';

/** Runs the work with a real ssh of its own, and closes it. */
export const withShell = async <Result>(lab: SshdLab, options: Partial<OpenSshOptions>, work: (shell: RemoteShell) => Promise<Result>): Promise<Result> => {
	const shell = await createOpenSsh({configFile: lab.configFile, identityFile: lab.identityFile, knownHostsFile: join(lab.folder, 'pinned'), connectTimeoutSeconds: 60, ...options});
	try {
		return await work(shell);
	} finally {
		await shell.close();
	}
};

/** Writes a known_hosts file with the keys of these servers, and tells its path. */
export const trust = async (lab: SshdLab, servers: readonly Sshd[], file: string): Promise<string> => {
	const path = join(lab.folder, file);
	await writeFile(path, servers.map(({port, hostKey}) => `[127.0.0.1]:${port} ${hostKey}\n`).join(''));
	return path;
};

/** The problems that something fails with; throws where it does not fail, or not with Failure. */
export const problemsOf = async (promise: Promise<unknown>): Promise<readonly Problem[]> => {
	const error: unknown = await promise.then(() => undefined, (error: unknown) => error);
	if (!(error instanceof Failure)) {
		throw new Error(`no Failure, but ${String(error)}`);
	}
	return error.problems;
};

/** The only problem that something fails with. */
export const problemOf = async (promise: Promise<unknown>): Promise<Problem> => {
	const problems = await problemsOf(promise);
	const [first] = problems;
	if (first === undefined || problems.length > 1) {
		throw new Error(`${problems.length} problems`);
	}
	return first;
};

/** A server of the lab as a node. */
export const nodeAt = (port: number, name = 'n1'): NodeAddress => ({name, address: '127.0.0.1', port});
