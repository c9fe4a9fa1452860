import {Failure} from '../core/problem/failure.ts';
import {createPaint} from '../headless/paint.ts';
import {explainCommand, explainCommands} from './explain-command.ts';
import type {RunCommand} from './invocation.ts';
import {parseCommandLine} from './parse-command-line.ts';

/** `kubenroll help [COMMAND...]`. */
export const runHelp: RunCommand = async ({line, text, stdout}) => {
	const about = parseCommandLine([...line.arguments, '--help']);
	if (about.problems.length > 0) {
		throw new Failure(about.problems, 'usage');
	}
	const layout = {text, paint: createPaint(stdout.hasColour), columns: Math.min(80, stdout.columns)};
	const lines = about.command === undefined ? explainCommands(about.group, layout) : explainCommand(about.command, layout);
	stdout.write(lines.map((each) => `${each}\n`).join(''));
	return 0;
};
