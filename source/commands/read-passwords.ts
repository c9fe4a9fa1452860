import {open} from 'node:fs/promises';
import {readStream} from '../adapters/local/read-stream.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import {naming} from '../core/problem/file-problem.ts';
import type {Prompter} from '../ports/prompter.ts';
import type {RunText} from '../text/run-text.ts';
import type {CommandLine} from './parse-command-line.ts';

/** Passwords of this run; they live in memory only. */
export type Passwords = {readonly ssh?: string; readonly sudo?: string};

const othersMayRead = 0o077;

// Of one line.
const limitMiB = 1;

const readText = async (path: string): Promise<string> => {
	if (path === '-') {
		let text = '';
		for await (const chunk of process.stdin.setEncoding('utf8')) {
			text += String(chunk);
		}
		return text;
	}
	const file = await open(path, 'r');
	try {
		const status = await file.stat();
		// A pipe such as bash's <(pass show sudo) is nobody else's to open.
		if (status.isFile() && (status.mode & othersMayRead) !== 0) {
			const shown = escapeControls(path);
			throw new Failure(problem('password-file-open', shown, {path: shown, mode: (status.mode & 0o777).toString(8).padStart(4, '0')}), 'usage');
		}
		const bytes = await readStream(file.createReadStream(), limitMiB);
		if (bytes === undefined) {
			const shown = escapeControls(path);
			throw new Failure(problem('local-too-large', shown, {path: shown, limitMiB}), 'usage');
		}
		return Buffer.from(bytes).toString();
	} finally {
		await file.close();
	}
};

const readPasswordFile = async (path: string): Promise<string> => {
	const [password = ''] = (await naming(path, async () => readText(path))).split(/\r?\n/);
	if (password === '') {
		const shown = escapeControls(path);
		throw new Failure(problem('password-file-empty', shown, {path: shown}), 'usage');
	}
	return password;
};

const checkOptions = ({flags, values}: CommandLine): void => {
	const pairs = (['ssh', 'sudo'] as const).filter((kind) => flags.has(`ask-${kind}-password`) && values.has(`${kind}-password-file`)).map((kind) => [`--ask-${kind}-password`, `--${kind}-password-file`] as const);
	const bothFromStdin = values.get('ssh-password-file') === '-' && values.get('sudo-password-file') === '-' ? [['--ssh-password-file -', '--sudo-password-file -'] as const] : [];
	const problems = [...pairs, ...bothFromStdin].map(([one, other]) => problem('options-exclude', one, {one, other}));
	if (problems.length > 0) {
		throw new Failure(problems, 'usage');
	}
};

/** Gets the passwords that the command line speaks of, from files or from the person at the terminal, before anything is dialled. */
export const readPasswords = async (line: CommandLine, options: {readonly asksSudo: boolean; readonly prompter: Prompter; readonly words: RunText['ask']}): Promise<Passwords> => {
	checkOptions(line);
	const get = async (kind: 'ssh' | 'sudo', isAsked: boolean): Promise<string | undefined> => {
		const path = line.values.get(`${kind}-password-file`);
		if (path !== undefined) {
			return readPasswordFile(path);
		}
		return isAsked ? options.prompter.secret(options.words[kind]) : undefined;
	};
	const ssh = await get('ssh', line.flags.has('ask-ssh-password'));
	const sudo = await get('sudo', line.flags.has('ask-sudo-password') || options.asksSudo);
	return {...(ssh === undefined ? {} : {ssh}), ...(sudo === undefined ? {} : {sudo})};
};
