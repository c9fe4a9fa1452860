import type {Text} from '../text/catalog.ts';
import type {CommandId, GroupId, OptionId} from '../text/help-text.ts';
import {measureText, padEnd, wrapHanging, wrapText} from '../text/typeset.ts';
import type {Paint} from './paint.ts';

/** What help needs to know of one option: how it is typed. */
export type OptionHelp = {readonly id: OptionId; readonly usage: string};

/** How to lay help out. */
export type HelpLayout = {readonly text: Text; readonly paint: Paint; readonly columns: number};

const layOutPairs = (pairs: readonly (readonly [string, string])[], columns: number): readonly string[] => {
	const width = Math.min(30, Math.max(0, ...pairs.map(([left]) => measureText(left))));
	return pairs.flatMap(([left, right]) =>
		measureText(left) > width ? [`  ${left}`, ...wrapHanging(`  ${padEnd('', width)}  `, right, columns)] : wrapHanging(`  ${padEnd(left, width)}  `, right, columns),
	);
};

const layOutOptions = (options: readonly OptionHelp[], {text, columns}: HelpLayout): readonly string[] => layOutPairs(options.map(({id, usage}) => [usage, text.help.options[id]] as const), columns);

/** Help on one command. `usage` is the whole line, with its arguments. */
export const layOutCommandHelp = (help: {readonly command: CommandId; readonly usage: string; readonly options: readonly OptionHelp[]; readonly general: readonly OptionHelp[]}, layout: HelpLayout): readonly string[] => {
	const {text, paint, columns} = layout;
	const {headings, commands} = text.help;
	const {summary, details, examples} = commands[help.command];
	return [
		...wrapText(summary, columns),
		'',
		`${paint('strong', headings.usage)}  ${help.usage}`,
		...details.flatMap((detail) => ['', ...wrapText(detail, columns)]),
		...(help.options.length === 0 ? [] : ['', paint('strong', headings.options), ...layOutOptions(help.options, layout)]),
		'',
		paint('strong', headings.general),
		...layOutOptions(help.general, layout),
		...(examples.length === 0 ? [] : ['', paint('strong', headings.examples), ...examples.flatMap(({command, says}) => [...wrapHanging('  ', `# ${says}`, columns).map((line) => paint('faint', line)), `  ${command}`])]),
	];
};

/** Help on kubenroll itself, or on a group of commands. */
export const layOutOverview = (help: {readonly usage: string; readonly commands: readonly {readonly id: CommandId; readonly usage: string}[]; readonly general: readonly OptionHelp[]; readonly group?: GroupId}, layout: HelpLayout): readonly string[] => {
	const {text, paint, columns} = layout;
	const {headings, promise, groups, start, commands, exitCodes, more} = text.help;
	const isWhole = help.group === undefined;
	return [
		...wrapText(help.group === undefined ? promise : groups[help.group], columns),
		'',
		`${paint('strong', headings.usage)}  ${help.usage}`,
		'',
		paint('strong', headings.commands),
		...layOutPairs(help.commands.map(({id, usage}) => [usage, commands[id].summary] as const), columns),
		'',
		paint('strong', headings.general),
		...layOutOptions(help.general, layout),
		...(isWhole ? ['', paint('strong', headings.start), ...start.flatMap((line) => wrapHanging('  ', line, columns)), '', paint('strong', headings.exitCodes), ...layOutPairs(exitCodes, columns)] : []),
		'',
		...wrapText(more, columns),
	];
};
