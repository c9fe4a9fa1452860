import type {Answers} from '../core/answers/answers.ts';
import {Failure} from '../core/problem/failure.ts';
import {formatPlacedFiles, formatRemoteScript, formatSshLogin, type WorkPrivilege} from '../core/run/format-remote-work.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import type {Clock} from '../ports/clock.ts';
import type {NodeAddress, RemoteShell} from '../ports/remote-shell.ts';
import type {RunControl} from './operation.ts';

// Enough to see why, not a whole log.
const saidLines = 5;

const lastLines = (text: string): string => text.trimEnd().split(/\r?\n/).slice(-saidLines).map(escapeControls).join('\n');

/** What came of one piece of work; without an exit code it never came to its end. */
type Ran = {readonly exitCode?: number; readonly said?: string};

/** The same way to the nodes, every piece of work on them told as `command-ran`. What goes in by standard input is never told. */
export const tellCommands = (shell: RemoteShell, {ssh}: Pick<Answers, 'ssh'>, clock: Pick<Clock, 'nowMs'>, emit: RunControl['emit']): RemoteShell => {
	const {configFile, identityFile} = ssh;
	const loginTo = ({address, user, port}: NodeAddress): string =>
		formatSshLogin({address, ...(user === undefined ? {} : {user}), ...(port === undefined ? {} : {port}), ...(configFile === undefined ? {} : {configFile}), ...(identityFile === undefined ? {} : {identityFile})});
	// What a node has told of it once holds for the rest of the run.
	const known = new Map<string, WorkPrivilege>();
	const guess = ({name, user}: NodeAddress): WorkPrivilege => known.get(name) ?? (user === 'root' || ssh.sudo === 'never' ? 'root' : 'sudo');
	const learn = (node: NodeAddress, privilege: WorkPrivilege): WorkPrivilege => {
		known.set(node.name, privilege);
		return privilege;
	};

	const tell = async <Result>(node: NodeAddress, work: () => Promise<Result>, describe: {readonly command: (result: Result | undefined) => string; readonly end: (result: Result) => Ran}): Promise<Result> => {
		const beganAtMs = clock.nowMs();
		const report = (command: string, {exitCode, said = ''}: Ran): void =>
			emit({type: 'command-ran', node: node.name, command, durationMs: clock.nowMs() - beganAtMs, ...(exitCode === undefined ? {} : {exitCode}), ...(said === '' ? {} : {said})});
		try {
			const result = await work();
			report(describe.command(result), describe.end(result));
			return result;
		} catch (error) {
			if (error instanceof Failure) {
				report(describe.command(undefined), {said: error.problems.flatMap(({cause}) => cause ?? []).join('\n')});
			}
			throw error;
		}
	};
	const wellDone = (): Ran => ({exitCode: 0});

	return {
		run: async (node, script, options) =>
			tell(node, async () => shell.run(node, script, options), {
				command: (result) => formatRemoteScript(loginTo(node), script.text, !script.asRoot ? 'user' : result === undefined ? guess(node) : learn(node, result.privilege)),
				end: ({exitCode, stderr}) => ({exitCode, ...(exitCode === 0 ? {} : {said: lastLines(stderr)})}),
			}),
		install: async (node, files, options) => tell(node, async () => shell.install(node, files, options), {command: () => formatPlacedFiles(loginTo(node), files.map(({artifact}) => artifact), guess(node)), end: wellDone}),
		upload: async (node, file, options) => tell(node, async () => shell.upload(node, file, options), {command: () => formatPlacedFiles(loginTo(node), [file], guess(node)), end: wellDone}),
		scanHostKeys: async (nodes, options) => shell.scanHostKeys(nodes, options),
		pinHostKeys: async (keys) => shell.pinHostKeys(keys),
		close: async () => shell.close(),
	};
};
