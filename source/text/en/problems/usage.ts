import type {OptionForm, UsageProblems} from '../../../core/problem/usage.ts';
import type {ProblemTexts} from '../../catalog.ts';

const helpOf = (command: string): string => `see what there is: kubenroll help${command === '' ? '' : ` ${command}`}`;

const didYouMean = (nearest: string | undefined): readonly string[] => (nearest === undefined ? [] : [`did you mean ${nearest}?`]);

const forms: Readonly<Record<OptionForm, (choices: readonly string[]) => string>> = {
	choice: (choices) => `it is one of ${choices.join(', ')}`,
	count: () => 'it is a whole number from 1 to 500',
	duration: () => 'it is a time above zero such as 90s, 10m or 1h',
	time: () => 'it is a time such as 2026-01-31T12:00:00Z',
	'node-list': () => 'it is a list such as node1,node2, \'node[01-20]\' (quoted for the shell) or name=address',
};

/** Problems in how kubenroll was called, in English. */
export const usageProblems: ProblemTexts<UsageProblems> = {
	'command-unknown': ({command, nearest, commands}) => ({message: `there is no command ${command}`, hints: [...didYouMean(nearest), `the commands are ${commands.join(', ')}`]}),
	'command-missing': ({group, commands}) => ({message: `${group} needs one of ${commands.join(', ')}`, hints: [`for example: kubenroll ${group} ${commands[0] ?? ''}`]}),
	'option-unknown': ({nearest, command}) => ({message: 'there is no such option', hints: [...didYouMean(nearest), helpOf(command)]}),
	'option-elsewhere': ({command, commands}) => ({message: `${command} does not take it`, hints: [`it belongs to ${commands.join(', ')}`, helpOf(command)]}),
	'option-value-missing': ({option, placeholder}) => ({message: 'it needs a value', hints: [`write ${option} ${placeholder}`]}),
	'option-value-unexpected': ({option, value}) => ({message: `it takes no value, but ${value} was given`, hints: [`write ${option} alone, or leave it out`]}),
	'option-value-invalid': ({value, form, choices, nearest}) => ({message: `it cannot be ${value === '' ? 'empty' : value}: ${forms[form](choices)}`, hints: didYouMean(nearest)}),
	'option-missing': ({option, placeholder, command}) => ({message: `it needs ${option}`, hints: [`write kubenroll ${command} ${option} ${placeholder}`]}),
	'option-repeated': ({option, isList}) => ({message: 'it is given several times with different values', hints: [isList ? `write one list: ${option} A,B` : 'leave all but one of them out']}),
	'options-exclude': ({other}) => ({message: `it cannot be used together with ${other}`, hints: ['leave one of them out']}),
	'argument-missing': ({command, argument}) => ({message: `it needs ${argument}`, hints: [`write kubenroll ${command} ${argument}`]}),
	'argument-unexpected': ({command, argument}) => ({message: `it has no use for ${argument}`, hints: [helpOf(command)]}),
	'node-not-listed': ({node, nearest, path}) => ({message: `${path} has no node ${node}`, hints: [...didYouMean(nearest), `add it under nodes in ${path}, or give its address: --nodes ${node}=10.0.0.21`]}),
	'confirmation-impossible': ({command}) => ({message: 'there is no terminal to ask for your consent on', hints: [command === 'token remove' ? 'look first, in a terminal: kubenroll token remove shows what would change, and asks' : `look first: kubenroll ${command.startsWith('csr') ? 'csr list' : 'plan'}`, `then allow it: kubenroll ${command}${command.startsWith('csr') ? ' NAME' : ''} --yes`]}),
	'password-file-open': ({path, mode}) => ({message: `${path} may be read by others (mode ${mode}), so its password is not used`, hints: [`run: chmod 600 ${path}`]}),
	'password-file-empty': ({path}) => ({message: `${path} holds no password`, hints: ['its first line has to be the password']}),
};
