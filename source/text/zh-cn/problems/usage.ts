import type {OptionForm, UsageProblems} from '../../../core/problem/usage.ts';
import type {ProblemTexts} from '../../catalog.ts';

const helpOf = (command: string): string => `查看用法：kubenroll help${command === '' ? '' : ` ${command}`}`;

const didYouMean = (nearest: string | undefined): readonly string[] => (nearest === undefined ? [] : [`是不是想写 ${nearest}？`]);

const forms: Readonly<Record<OptionForm, (choices: readonly string[]) => string>> = {
	choice: (choices) => `只能是 ${choices.join('、')} 之一`,
	count: () => '应为 1 到 500 的整数',
	duration: () => '应为大于零的时长，例如 90s、10m 或 1h',
	time: () => '应为时间，例如 2026-01-31T12:00:00Z',
	'node-list': () => '应为节点列表，例如 node1,node2、\'node[01-20]\'（在 shell 里要加引号）或 name=address',
};

/** 命令行用法上的问题。 */
export const usageProblems: ProblemTexts<UsageProblems> = {
	'command-unknown': ({command, nearest, commands}) => ({message: `没有 ${command} 这个命令`, hints: [...didYouMean(nearest), `可用的命令：${commands.join('、')}`]}),
	'command-missing': ({group, commands}) => ({message: `${group} 后面还要写 ${commands.join('、')} 之一`, hints: [`例如：kubenroll ${group} ${commands[0] ?? ''}`]}),
	'option-unknown': ({nearest, command}) => ({message: '没有这个选项', hints: [...didYouMean(nearest), helpOf(command)]}),
	'option-elsewhere': ({command, commands}) => ({message: `${command} 不支持这个选项`, hints: [`它属于 ${commands.join('、')}`, helpOf(command)]}),
	'option-value-missing': ({option, placeholder}) => ({message: '缺少参数值', hints: [`写成 ${option} ${placeholder}`]}),
	'option-value-unexpected': ({option, value}) => ({message: `不带参数值，却写了 ${value}`, hints: [`只写 ${option}，或者去掉它`]}),
	'option-value-invalid': ({value, form, choices, nearest}) => ({message: `值${value === '' ? '不能为空' : ` ${value} 无效`}：${forms[form](choices)}`, hints: didYouMean(nearest)}),
	'option-missing': ({option, placeholder, command}) => ({message: `必须带 ${option}`, hints: [`写成 kubenroll ${command} ${option} ${placeholder}`]}),
	'option-repeated': ({option, isList}) => ({message: '给了多次，而且值不一样', hints: [isList ? `写成一个列表：${option} A,B` : '只保留其中一个']}),
	'options-exclude': ({other}) => ({message: `不能与 ${other} 同时使用`, hints: ['去掉其中一个']}),
	'argument-missing': ({command, argument}) => ({message: `缺少 ${argument}`, hints: [`写成 kubenroll ${command} ${argument}`]}),
	'argument-unexpected': ({command, argument}) => ({message: `用不到 ${argument}`, hints: [helpOf(command)]}),
	'node-not-listed': ({node, nearest, path}) => ({message: `${path} 里没有节点 ${node}`, hints: [...didYouMean(nearest), `把它加到 ${path} 的 nodes 下，或直接给出地址：--nodes ${node}=10.0.0.21`]}),
	'confirmation-impossible': ({command}) => ({message: '当前没有终端，无法征求你的确认', hints: [command === 'token remove' ? '先在终端里查看：kubenroll token remove 会显示将要发生的变更，再请你确认' : `先查看：kubenroll ${command.startsWith('csr') ? 'csr list' : 'plan'}`, `再允许执行：kubenroll ${command}${command.startsWith('csr') ? ' NAME' : ''} --yes`]}),
	'password-file-open': ({path, mode}) => ({message: `${path} 可被其他用户读取（权限 ${mode}），因此不使用其中的密码`, hints: [`执行：chmod 600 ${path}`]}),
	'password-file-empty': ({path}) => ({message: `${path} 里没有密码`, hints: ['密码应写在文件第一行']}),
};
