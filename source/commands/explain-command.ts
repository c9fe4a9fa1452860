import {layOutCommandHelp, layOutOverview, type HelpLayout, type OptionHelp} from '../headless/layout-help.ts';
import type {CommandId, GroupId, OptionId} from '../text/help-text.ts';
import {argumentsByCommand, commandIds, generalOptions, options, optionsByCommand} from './options.ts';

const describeOption = (id: OptionId): OptionHelp => {
	const spec = options[id];
	const short = spec.short === undefined ? '' : `-${spec.short}, `;
	return {id, usage: `${short}--${id}${spec.kind === 'value' ? ` ${spec.placeholder}` : ''}`};
};

const describeUsage = (id: CommandId): string => `${id} ${argumentsByCommand[id]}`.trim();

/** The lines of help on a command. */
export const explainCommand = (id: CommandId, layout: HelpLayout): readonly string[] => {
	const own = optionsByCommand[id];
	const required = id === 'artifacts' ? '-o DIR ' : '';
	const usage = `kubenroll ${describeUsage(id)}${own.length === 0 ? '' : ` ${required}[OPTION...]`}`;
	return layOutCommandHelp({command: id, usage, options: own.map(describeOption), general: generalOptions.map(describeOption)}, layout);
};

/** The lines of help on kubenroll, or on the commands of one group. */
export const explainCommands = (group: GroupId | undefined, layout: HelpLayout): readonly string[] => {
	const commands = commandIds.filter((id) => group === undefined || id.startsWith(`${group} `)).map((id) => ({id, usage: describeUsage(id)}));
	const usage = group === undefined ? 'kubenroll COMMAND [OPTION...]' : `kubenroll ${group} COMMAND [OPTION...]`;
	return layOutOverview({usage, commands, general: generalOptions.map(describeOption), ...(group === undefined ? {} : {group})}, layout);
};
