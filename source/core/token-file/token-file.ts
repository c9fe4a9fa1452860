// A token file is CSV as Go's encoding/csv reads it, one bearer token a record: `token,user,uid[,"group,group"]`. Who changes one here keeps
// every byte of the rows that he does not change. Rows hold tokens: they stay in memory, and what people see is made by show-token-file.ts.

/** Where a record stands in the text: `end` is exclusive and before its line end; `line` counts from 1. */
export type RowPlace = {readonly line: number; readonly start: number; readonly end: number};

/** A record as the API server takes it. Secret, because of `token`. */
export type TokenRow = RowPlace & {
	readonly token: string;
	readonly user: string;
	readonly uid: string;
	/** The fourth column, split at its commas and not trimmed. */
	readonly groups: readonly string[];
	/** Columns behind the fourth, which the API server ignores. */
	readonly ignored: readonly string[];
	/** Offset in the text where the first column ends. */
	readonly tokenEnd: number;
};

/** What keeps an API server from starting: a quote inside a bare column, text behind a closing quote, a quote that never closes, fewer than three columns. */
export type RowDefect = 'bare-quote' | 'text-after-quote' | 'open-quote' | 'too-few-columns';

/** A record that no API server starts with. */
export type BrokenRow = RowPlace & {readonly defect: RowDefect};

/** A token file, read. Secret as a whole. */
export type TokenFile = {
	readonly text: string;
	readonly rows: readonly TokenRow[];
	readonly broken: readonly BrokenRow[];
};

/** Who a bearer token stands for: what a new row says, apart from its token. */
export type RowIdentity = {readonly user: string; readonly uid: string; readonly groups: readonly string[]};
