/** Where a reporter writes: a terminal, a file or a pipe. */
export type Sink = {
	/** Text as it is, line feeds included. */
	readonly write: (text: string) => void;
	/** Width to lay text out for; 80 where nobody looks. */
	readonly columns: number;
	readonly hasColour: boolean;
};
