import type {CommandRun} from '../../core/run/run-state.ts';
import type {Text} from '../../text/catalog.ts';
import {formatDuration} from '../../text/format-duration.ts';

const indent = (text: string): string => text.split('\n').map((line) => `#   ${line}`).join('\n');

/** What was run on a node as plain text that can be pasted as it stands: all that is no command is a comment. */
export const formatLog = (node: string, commands: readonly CommandRun[], text: Text): string =>
	[
		`# ${text.screens.run.logTitle(node)}`,
		...commands.flatMap(({command, exitCode, durationMs, said}) => ['', `# ${text.screens.run.ran(exitCode, formatDuration(durationMs))}`, ...(said === undefined ? [] : [indent(said)]), command]),
		...(commands.length === 0 ? [`# ${text.screens.run.noCommands}`] : []),
		'',
	].join('\n');
