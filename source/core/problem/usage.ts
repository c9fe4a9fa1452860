/** What the value of an option has to look like; each has its sentence in text/. */
export type OptionForm = 'choice' | 'count' | 'duration' | 'node-list' | 'time';

/** Problems in how kubenroll was called. Subject: the option, the command, or `kubenroll`. */
export type UsageProblems = {
	/** `nearest` is the command that was probably meant. */
	'command-unknown': {readonly command: string; readonly nearest?: string; readonly commands: readonly string[]};
	/** A group such as `csr` was named without its command. */
	'command-missing': {readonly group: string; readonly commands: readonly string[]};
	'option-unknown': {readonly option: string; readonly nearest?: string; readonly command: string};
	/** The option exists, but other commands have it. */
	'option-elsewhere': {readonly option: string; readonly command: string; readonly commands: readonly string[]};
	'option-value-missing': {readonly option: string; readonly placeholder: string};
	'option-value-unexpected': {readonly option: string; readonly value: string};
	'option-value-invalid': {readonly option: string; readonly value: string; readonly form: OptionForm; readonly choices: readonly string[]; readonly nearest?: string};
	'option-missing': {readonly option: string; readonly placeholder: string; readonly command: string};
	/** It was given several times with different values, and takes one. */
	'option-repeated': {readonly option: string; readonly isList: boolean};
	'options-exclude': {readonly one: string; readonly other: string};
	'argument-missing': {readonly command: string; readonly argument: string};
	'argument-unexpected': {readonly command: string; readonly argument: string};
	/** --nodes names a node that kubenroll.yaml does not have, and gives no address for it. */
	'node-not-listed': {readonly node: string; readonly nearest?: string; readonly path: string};
	/** Nobody can be asked and --yes was not given. */
	'confirmation-impossible': {readonly command: string};
	/** A file with a password may be read by others; `mode` is octal as chmod takes it. */
	'password-file-open': {readonly path: string; readonly mode: string};
	'password-file-empty': {readonly path: string};
};
