import type {CommandId, OptionId} from '../text/help-text.ts';

/** One option: what its value looks like, if it takes one. Its sentence is text.help.options[id]. */
export type OptionSpec =
	| {readonly kind: 'flag'; readonly short?: string}
	| {readonly kind: 'value'; readonly short?: string; readonly placeholder: string; readonly form?: 'count' | 'duration' | 'node-list' | 'time'; readonly choices?: readonly string[]};

/** Every option there is. A password is never a value of one: arguments can be read by every user of the machine. */
export const options: Readonly<Record<OptionId, OptionSpec>> = {
	config: {kind: 'value', placeholder: 'FILE'},
	kubeconfig: {kind: 'value', placeholder: 'FILE'},
	context: {kind: 'value', placeholder: 'NAME'},
	nodes: {kind: 'value', placeholder: 'LIST', form: 'node-list'},
	concurrency: {kind: 'value', placeholder: 'N', form: 'count'},
	timeout: {kind: 'value', placeholder: 'TIME', form: 'duration'},
	approve: {kind: 'value', placeholder: 'pass|none', choices: ['pass', 'none']},
	'all-pass': {kind: 'flag'},
	'accept-new-host-keys': {kind: 'flag'},
	'ask-ssh-password': {kind: 'flag'},
	'ask-sudo-password': {kind: 'flag'},
	'ssh-password-file': {kind: 'value', placeholder: 'FILE'},
	'sudo-password-file': {kind: 'value', placeholder: 'FILE'},
	output: {kind: 'value', short: 'o', placeholder: 'DIR'},
	file: {kind: 'value', short: 'f', placeholder: 'FILE'},
	at: {kind: 'value', placeholder: 'TIME', form: 'time'},
	for: {kind: 'value', placeholder: 'TIME', form: 'duration'},
	node: {kind: 'value', placeholder: 'NAME'},
	reason: {kind: 'value', placeholder: 'TEXT'},
	brief: {kind: 'flag'},
	auto: {kind: 'flag'},
	scene: {kind: 'value', placeholder: 'NAME', choices: ['default', 'first-cluster', 'add-nodes', 'token-file', 'vip-not-in-sans', 'node-down', 'wrong-ca', 'expired-token', 'intruder', 'flood', 'slow-network', 'five-hundred-nodes', 'flaky-apiserver']},
	diff: {kind: 'flag'},
	'undo-change': {kind: 'flag'},
	plain: {kind: 'flag'},
	yes: {kind: 'flag', short: 'y'},
	json: {kind: 'flag'},
	lang: {kind: 'value', placeholder: 'en|zh-CN', choices: ['en', 'zh-CN']},
	'no-color': {kind: 'flag'},
	help: {kind: 'flag', short: 'h'},
	version: {kind: 'flag'},
};

/** Options that every command takes. */
export const generalOptions: readonly OptionId[] = ['lang', 'no-color', 'help', 'version'];

const clusterOptions: readonly OptionId[] = ['config', 'kubeconfig', 'context'];

const runOptions: readonly OptionId[] = [
	...clusterOptions,
	'nodes',
	'concurrency',
	'timeout',
	'approve',
	'accept-new-host-keys',
	'ask-ssh-password',
	'ask-sudo-password',
	'ssh-password-file',
	'sudo-password-file',
	'json',
	'yes',
];

/** The options of each command, in the order of its help, without the general ones. */
export const optionsByCommand: Readonly<Record<CommandId, readonly OptionId[]>> = {
	plan: [...runOptions, 'brief', 'diff'],
	enroll: [...runOptions, 'brief', 'diff', 'plain', 'undo-change'],
	artifacts: ['output', ...runOptions],
	csr: [...clusterOptions, 'plain'],
	'csr list': [...clusterOptions, 'json'],
	'csr show': [...clusterOptions, 'json'],
	'csr judge': ['file', 'config', 'at', 'json'],
	'csr approve': [...clusterOptions, 'all-pass', 'node', 'reason', 'yes', 'json'],
	'csr deny': [...clusterOptions, 'reason', 'yes', 'json'],
	'csr sweep': [...clusterOptions, 'yes', 'json'],
	'csr revoke': [...clusterOptions, 'reason', 'yes', 'json'],
	'csr watch': [...clusterOptions, 'approve', 'json'],
	'csr log': ['config', 'json'],
	'access create': [...clusterOptions, 'for'],
	'access remove': clusterOptions,
	'token remove': [...clusterOptions, 'accept-new-host-keys', 'ask-ssh-password', 'ask-sudo-password', 'ssh-password-file', 'sudo-password-file', 'json', 'yes'],
	demo: ['scene', 'auto', 'plain'],
	schema: [],
	help: [],
};

/** The option without which a command has nothing to work on. */
export const requiredOptions: Readonly<Partial<Record<CommandId, OptionId>>> = {artifacts: 'output', 'csr judge': 'file'};

/** What stands behind the command: `[x]` may be left out, `...` may be repeated. */
export const argumentsByCommand: Readonly<Record<CommandId, string>> = {
	plan: '',
	enroll: '',
	artifacts: '',
	csr: '',
	'csr list': '',
	'csr show': 'NAME',
	'csr judge': '[NAME...]',
	'csr approve': '[NAME...]',
	'csr deny': 'NAME...',
	'csr sweep': '',
	'csr revoke': 'TOKEN-ID...',
	'csr watch': '',
	'csr log': '',
	'access create': '[NAME]',
	'access remove': '[NAME]',
	'token remove': '',
	demo: '',
	schema: '[kubenroll|events]',
	help: '[COMMAND...]',
};

/** Every command, in the order of help. */
export const commandIds = Object.keys(argumentsByCommand) as readonly CommandId[]; // Object.keys forgets the type of the keys.
