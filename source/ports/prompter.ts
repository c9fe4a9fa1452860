/** Asks the person at the terminal; rejects with a cancelled Failure on Ctrl-C, with a usage Failure where there is no terminal. */
export type Prompter = {
	readonly canAsk: boolean;
	secret(question: string): Promise<string>;
	confirm(question: string): Promise<boolean>;
};
