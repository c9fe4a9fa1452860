import {exitCodes, Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import {escapeControlsInLines} from '../core/untrusted/escape-controls.ts';
import {layOutProblem} from '../headless/layout-problem.ts';
import {createPaint} from '../headless/paint.ts';
import type {Sink} from '../headless/sink.ts';
import type {Text} from '../text/catalog.ts';
import {chooseLanguage, loadText} from './choose-language.ts';
import {explainCommand, explainCommands} from './explain-command.ts';
import type {CommandLoaders} from './invocation.ts';
import {openSinks, type OutputHold} from './open-sinks.ts';
import {commandIds} from './options.ts';
import {parseCommandLine, type CommandLine} from './parse-command-line.ts';
import {stopOnSignal} from './stop-on-signal.ts';
import {version} from './version.ts';

const print = (sink: Sink, lines: readonly string[]): void => {
	sink.write(lines.map((line) => `${line}\n`).join(''));
};

// What libuv's getcwd says in a folder that was removed; whatever is looked for from here is gone with it.
const isFolderGone = (error: unknown): boolean => error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd';

const reportError = (thrown: unknown, text: Text, stderr: Sink): number => {
	const error = isFolderGone(thrown) ? new Failure(problem('local-folder-gone', 'kubenroll', {})) : thrown;
	if (error instanceof Failure) {
		const paint = createPaint(stderr.hasColour);
		print(stderr, error.problems.flatMap((each) => layOutProblem(text, each, paint, stderr.columns)));
		return exitCodes[error.kind];
	}
	const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
	print(stderr, [`kubenroll ${version}, Node.js ${process.version}`, escapeControlsInLines(stack), ...text.run.bug]);
	return 1;
};

const explain = (line: CommandLine, text: Text, sink: Sink): void => {
	const layout = {text, paint: createPaint(sink.hasColour), columns: Math.min(80, sink.columns)};
	print(sink, line.command === undefined ? explainCommands(line.group, layout) : explainCommand(line.command, layout));
};

const runCommand = async (line: CommandLine, text: Text, context: {readonly argv: readonly string[]; readonly loaders: CommandLoaders; readonly programFolder: URL; readonly stdout: Sink; readonly stderr: Sink; readonly output: OutputHold}): Promise<number> => {
	if (line.problems.length > 0) {
		throw new Failure(line.problems, 'usage');
	}
	const {loaders, ...rest} = context;
	if (line.flags.has('version')) {
		rest.stdout.write(`${version}\n`);
		return 0;
	}
	// Where nobody can be asked, kubenroll alone says what it can do.
	const asksWizard = line.command === undefined && line.group === undefined && process.stdin.isTTY && process.stderr.isTTY;
	if (line.flags.has('help') || (line.command === undefined && line.group === undefined && !asksWizard)) {
		explain(line, text, rest.stdout);
		return 0;
	}
	if (line.command === undefined && !asksWizard) {
		const group = line.group ?? '';
		throw new Failure(problem('command-missing', 'kubenroll', {group, commands: commandIds.filter((id) => id.startsWith(`${group} `)).map((id) => id.slice(group.length + 1))}), 'usage');
	}
	const stop = stopOnSignal(() => {
		rest.stderr.write(`${text.run.stopping}\n`);
	});
	try {
		const run = await loaders[line.command ?? 'wizard']();
		const code = await run({line, text, ...rest, signal: stop.signal});
		return stop.exitCode() ?? code;
	} catch (error) {
		const code = reportError(error, text, rest.stderr);
		return stop.exitCode() ?? code;
	} finally {
		stop.end();
	}
};

/** Reads the command line, runs what it says, and tells people what went wrong. Resolves to the exit code; never rejects. */
export const runCommandLine = async (argv: readonly string[], loaders: CommandLoaders, programFolder: URL): Promise<number> => {
	const line = parseCommandLine(argv);
	const text = await loadText(chooseLanguage(line.values.get('lang'), process.env));
	let hasLostOutput = false;
	const sinks = openSinks(line.flags.has('no-color'), (error) => {
		hasLostOutput = true;
		process.exitCode = 1;
		process.stderr.write(`stdout: ${error.message}\n`);
	});
	process.on('uncaughtException', (error) => {
		sinks.output.interrupt();
		process.exit(reportError(error, text, sinks.stderr));
	});
	try {
		const code = await runCommand(line, text, {argv, loaders, programFolder, ...sinks});
		return hasLostOutput && code === 0 ? 1 : code;
	} catch (error) {
		return reportError(error, text, sinks.stderr);
	}
};
