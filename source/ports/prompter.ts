/** Asks the person at the terminal; rejects with a cancelled Failure on Ctrl-C, with a usage Failure where there is no terminal. */
export type Prompter = {
	readonly canAsk: boolean;
	secret(question: string): Promise<string>;
	confirm(question: string): Promise<boolean>;
	/** One line of text; `initial` is what an empty answer means. */
	line(question: string, initial?: string): Promise<string>;
	/** One of several; `initial` is the id that the cursor begins at. */
	choose<Id extends string>(question: string, choices: readonly {readonly id: Id; readonly name: string}[], initial?: Id): Promise<Id>;
};
