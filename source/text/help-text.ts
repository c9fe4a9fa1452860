/** The commands as one types them; `csr` alone is the board, and a group as well. */
export type CommandId = 'plan' | 'enroll' | 'artifacts' | 'csr' | 'csr list' | 'csr show' | 'csr judge' | 'csr approve' | 'csr deny' | 'csr sweep' | 'csr revoke' | 'csr watch' | 'csr log' | 'access create' | 'access remove' | 'token remove' | 'demo' | 'schema' | 'help';

/** Commands of two words, by their first. */
export type GroupId = CommandId extends infer Id ? (Id extends `${infer Group} ${string}` ? Group : never) : never;

/** The long names of the options, without dashes. */
export type OptionId =
	| 'accept-new-host-keys'
	| 'all-pass'
	| 'approve'
	| 'at'
	| 'ask-ssh-password'
	| 'ask-sudo-password'
	| 'auto'
	| 'brief'
	| 'undo-change'
	| 'concurrency'
	| 'config'
	| 'context'
	| 'diff'
	| 'file'
	| 'for'
	| 'help'
	| 'json'
	| 'kubeconfig'
	| 'lang'
	| 'no-color'
	| 'node'
	| 'nodes'
	| 'output'
	| 'plain'
	| 'reason'
	| 'scene'
	| 'ssh-password-file'
	| 'sudo-password-file'
	| 'timeout'
	| 'version'
	| 'yes';

/** What help says of one command. `summary` is one line; `details` are paragraphs; examples can be pasted. */
export type CommandHelp = {readonly summary: string; readonly details: readonly string[]; readonly examples: readonly {readonly command: string; readonly says: string}[]};

/** Everything that help says, in one language. */
export type HelpText = {
	/** What kubenroll is for, in one sentence. */
	readonly promise: string;
	/** Where to begin, a line each. */
	readonly start: readonly string[];
	readonly headings: Readonly<Record<'usage' | 'commands' | 'options' | 'general' | 'examples' | 'exitCodes' | 'start', string>>;
	readonly groups: Readonly<Record<GroupId, string>>;
	readonly commands: Readonly<Record<CommandId, CommandHelp>>;
	readonly options: Readonly<Record<OptionId, string>>;
	readonly exitCodes: readonly (readonly [code: string, meaning: string])[];
	/** How to read more, the last line. */
	readonly more: string;
};
