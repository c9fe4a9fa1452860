import type {RowDefect} from '../token-file/token-file.ts';

/** Problems of token files and their rows; none of them holds a token. Subject: the master's name, or `cluster`. `line` counts from 1. */
export type TokenFileProblems = {
	/** No API server starts with this row. `canMend`: `tokenFile.mendRows` would. */
	'token-row-broken': {readonly path: string; readonly line: number; readonly defect: RowDefect; readonly isComment: boolean; readonly canMend: boolean};
	/** The API server reads the row otherwise than its author meant it: groups that it ignores, or quotes and blanks that it takes for part of a name. */
	'token-row-misread': {readonly path: string; readonly line: number; readonly user: string; readonly lost: readonly string[]; readonly canMend: boolean};
	/** Its token is empty: nobody can use it. */
	'token-row-empty': {readonly path: string; readonly line: number; readonly user: string};
	/** Two rows of one token for two users: the later one holds. */
	'token-row-duplicate': {readonly path: string; readonly line: number; readonly first: number; readonly user: string};
	/** Anybody knows the token: it was published (P35). */
	'token-row-published': {readonly path: string; readonly line: number; readonly user: string};
	/** A row that is not kubenroll's is on some masters only: whoever uses it is refused by the others. */
	'token-row-missing': {readonly user: string; readonly on: readonly string[]; readonly missingOn: readonly string[]};
	/** kubenroll's own row is on some masters only; the plan puts it back. */
	'token-row-lost': {readonly user: string; readonly on: readonly string[]; readonly missingOn: readonly string[]};
	/** The file is there and could not be read, so it is not touched. */
	'token-file-unreadable': {readonly path: string};
	/** No token file is that long, so it is neither read nor written. */
	'token-file-oversized': {readonly path: string; readonly bytes: number};
	/** These masters' files would have to be changed, and the answers forbid it. */
	'token-file-changes-off': {readonly masters: readonly string[]};
	/** The file would be changed, and these masters could not be read: a row that is on some masters only lets in some kubelets only. */
	'token-file-master-unread': {readonly masters: readonly string[]};
	/** The file is there and no API server reads it yet: with the flag its other rows come into force too. */
	'token-file-dormant': {readonly path: string; readonly users: readonly string[]};
	/** Others than its owner may read the file, and so every token in it. */
	'token-file-open': {readonly path: string; /** As `ls -l` would write it in digits: 644. */ readonly mode: string};
	/** The mode needs every master, and none was found or read. */
	'token-file-without-masters': Readonly<Record<never, never>>;
	/** These API servers answer 401 to a row that their masters have: they have not read the file since, or read another one. */
	'token-row-refused': {readonly refusing: readonly string[]; readonly accepting: readonly string[]};
	/** No row that is on the masters is for this node. */
	'token-row-absent': Readonly<Record<never, never>>;
	/** Rows stay in force on every master until somebody takes them off: they have no end. */
	'token-rows-stay': {readonly users: readonly string[]; readonly masters: readonly string[]};
	/** The mode is bootstrap tokens, and these masters read a token file all the same. */
	'token-file-in-use': {readonly masters: readonly string[]};
	/** kubenroll's rows are gone; rows of others stay, and with them the flag. */
	'token-rows-left': {readonly masters: readonly string[]; readonly users: readonly string[]};
	/** After the restart the API server still takes a token whose row is gone. */
	'token-row-still-accepted': {readonly endpoint: string; readonly user: string};
};
