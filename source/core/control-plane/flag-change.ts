import type {Problem} from '../problem/problem.ts';

/** A change that somebody wants in what a component is told. `include` adds what is missing to a comma-separated list, and begins with Kubernetes' default where the flag is not there. */
export type WantedFlagChange =
	| {readonly action: 'set'; readonly flag: string; readonly value: string}
	| {readonly action: 'include'; readonly flag: string; readonly items: readonly string[]}
	| {readonly action: 'remove'; readonly flag: string};

/** What happens to one flag as it is written. `was` is its text before, not yet safe to print. */
export type FlagEdit = {readonly flag: string; readonly action: 'add' | 'change' | 'remove'; readonly was?: string; readonly value?: string};

/** A source file with its new text: everything but the edit is byte for byte as before. Mode and owner stay. */
export type SourceChange = {
	readonly path: string;
	/** Text before; empty for a drop-in that is new. */
	readonly before: string;
	/** SHA-256 that was seen; empty for a file that is new. */
	readonly beforeSha256: string;
	readonly content: string;
	readonly mode: number;
	readonly owner: string;
};

/** The smallest edit that makes the wanted changes; without `changes` all is as wanted already. Or why nothing is touched: refusals, never a guess. */
export type ComponentEdit =
	| {readonly isPossible: true; readonly changes: readonly SourceChange[]; readonly flags: readonly FlagEdit[]}
	| {readonly isPossible: false; readonly problems: readonly Problem[]};
