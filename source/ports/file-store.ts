/** The operator's own machine: kubenroll.yaml, `.kubenroll/`, output folders. Rejects with Failure only. */
export type FileStore = {
	/** UTF-8 text without its byte order mark; undefined where there is no such file. */
	read(path: string): Promise<string | undefined>;
	/** All or nothing: written beside, synced, renamed. A symbolic link there is replaced, not followed. Makes missing folders (0700). Mode in bits, e.g. 0o600. */
	write(path: string, content: string, mode: number): Promise<void>;
	/** One write call of one or more lines, the last without its line feed; synced; makes the file with 0600. */
	append(path: string, lines: string): Promise<void>;
	remove(path: string): Promise<void>;
	/** Takes a folder away where nothing is in it; false where something is, or where no folder is. */
	removeEmptyFolder(path: string): Promise<boolean>;
	/** Holds the lock, a folder of its own, until the function returned is called; rejects with `locked` naming the process that holds it; a dead holder's lock is taken over. */
	lock(path: string): Promise<() => Promise<void>>;
	/** Streams it; rejects where it cannot be read. */
	sha256(path: string): Promise<string>;
};
