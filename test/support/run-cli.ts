import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';

/** How a run of kubenroll ended. */
export type CliResult = {readonly code: number | null; readonly stdout: string; readonly stderr: string};

// `npm test` has just built what is shipped, and tests that; a single test file runs the sources, so that it needs no build.
const program = process.env['KUBENROLL_PROGRAM'] === 'dist' ? 'bin/kubenroll.js' : 'source/cli.ts';
const cli = fileURLToPath(new URL(`../../${program}`, import.meta.url));

/** The program that runs in tests. */
export const cliCommand: readonly string[] = [process.execPath, cli];

const environment = (): NodeJS.ProcessEnv => {
	// Nothing of the machine's own may change what is said.
	const {PATH, HOME} = process.env;
	return {PATH, HOME: HOME ?? '/', LANG: 'C.UTF-8'};
};

/** Starts kubenroll without a terminal, as a script would. */
export const startCli = (args: readonly string[], options: {readonly cwd: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string}) => {
	const [program = '', ...first] = cliCommand;
	const child = spawn(program, [...first, ...args], {cwd: options.cwd, env: {...environment(), ...options.env}, stdio: ['pipe', 'pipe', 'pipe']});
	child.stdin.end(options.input ?? '');
	const output = {stdout: '', stderr: ''};
	const waiting: {readonly text: string; readonly resolve: () => void}[] = [];
	for (const name of ['stdout', 'stderr'] as const) {
		child[name].setEncoding('utf8').on('data', (chunk: string) => {
			output[name] += chunk;
			for (const {text, resolve} of waiting) {
				if (output.stderr.includes(text)) {
					resolve();
				}
			}
		});
	}
	const ended = once(child, 'close').then(([code]): CliResult => ({code: code as number | null, ...output}));
	return {
		child,
		ended,
		/** Resolves when stderr holds the text. */
		hasSaid: async (text: string): Promise<void> =>
			new Promise((resolve) => {
				waiting.push({text, resolve});
				if (output.stderr.includes(text)) {
					resolve();
				}
			}),
	};
};

/** Runs kubenroll to its end. */
export const runCli = async (args: readonly string[], options: Parameters<typeof startCli>[1]): Promise<CliResult> => startCli(args, options).ended;
