import {execa} from 'execa';

/** What a command did: any exit code, both streams without their last newline. */
export type CommandResult = {
	readonly stdout: string;
	readonly stderr: string;
	readonly exitCode: number;
};

/** Where a command runs and what it gets on stdin. */
export type RunOptions = {
	readonly stdin?: string | undefined;
	readonly cwd?: string | undefined;
	readonly environment?: Readonly<Record<string, string>> | undefined;
};

/** Runs a program of this machine to its end; resolves for any exit code, rejects only when it could not be started. */
export async function tryCommand(file: string, args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
	const result = await execa(file, [...args], {
		reject: false,
		input: options.stdin ?? '',
		...(options.cwd !== undefined && {cwd: options.cwd}),
		...(options.environment && {env: options.environment}),
	});
	if (result.exitCode === undefined && !result.isTerminated) {
		throw new Error(`couldn't run ${file}: ${result.shortMessage}`);
	}

	return {stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode ?? 128};
}

/** Runs a program of this machine and resolves to its stdout; rejects with the command and its stderr for an exit code other than 0. */
export async function runCommand(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
	const result = await tryCommand(file, args, options);
	if (result.exitCode !== 0) {
		throw new Error(`${[file, ...args].join(' ')}: exit code ${result.exitCode}\n${result.stderr || result.stdout}`);
	}

	return result.stdout;
}
