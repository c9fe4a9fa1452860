/** Where a reporter writes: a terminal, a file or a pipe. */
export type Sink = {
	/** Text as it is, line feeds included. */
	readonly write: (text: string) => void;
	/** Width to break sentences at; infinite where no screen is. */
	readonly columns: number;
	readonly hasColour: boolean;
};
