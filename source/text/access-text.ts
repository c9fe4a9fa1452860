/** The words of giving and taking the access of the board, in one language. */
export type AccessText = {
	/** Lines: what was made, how to use it, how to take it away. */
	readonly created: (access: {readonly path: string; readonly name: string; readonly endsAt: string; readonly tokens: number}) => readonly string[];
	readonly removed: (access: {readonly objects: number; readonly path?: string}) => string;
};
