import type {AutomaticView, FlooderView} from '../core/csr/automatic-view.ts';
import type {Report} from '../core/run/event.ts';
import type {Decision} from '../core/record/record.ts';

/** The words of decisions and of their log, in one language. */
export type DecisionText = {
	/** The broom (P24). */
	readonly sweep: {
		readonly none: string;
		readonly line: (request: string, newer: string) => string;
		readonly confirm: (count: number) => string;
		readonly done: (request: string) => string;
		readonly kept: (request: string) => string;
	};
	readonly revoke: {
		readonly line: (tokenId: string, node: string | undefined, expiration: string | undefined) => string;
		readonly confirm: (tokenIds: readonly string[]) => string;
		readonly done: (tokenId: string) => string;
	};
	readonly allPass: {
		readonly none: string;
		readonly confirm: (count: number) => string;
		/** Requests that wait for an answer and are not PASS. */
		readonly rest: (count: number) => string;
	};
	/** On the board. */
	readonly board: {
		/** The question before automatic approval is switched on. */
		readonly automatic: (limit: number) => string;
		readonly on: (approved: number, limit: number, until: string) => string;
		readonly held: (flooder: FlooderView) => string;
		readonly noToken: string;
	};
	readonly watch: {
		/** What became of the planned nodes. */
		readonly end: (report: Report) => string;
	};
	/** Automatic approval. */
	readonly automatic: {
		/** `until` is a time of day. */
		readonly on: (until: string, limit: number) => string;
		readonly ended: Readonly<Record<Extract<AutomaticView, {state: 'ended'}>['because'], (approved: number) => string>>;
		/** Whose requests are left alone, and what can be done about it. */
		readonly held: (flooder: FlooderView) => string;
		readonly revoke: (tokenId: string) => string;
		readonly holdsNobody: string;
	};
	readonly log: {
		readonly columns: Readonly<Record<'at' | 'decision' | 'request' | 'node' | 'verdict' | 'operator', string>>;
		readonly decisions: Readonly<Record<Decision['decision'], string>>;
		/** Beside `approved`: a person allowed what the policy refuses. */
		readonly override: string;
		readonly rules: (rules: readonly string[]) => string;
		readonly reason: (reason: string) => string;
		readonly empty: string;
		/** Nobody touched it; `link` is the digest of its last line. */
		readonly whole: (lines: number, link: string) => string;
		/** Lines of before the log was a chain. */
		readonly unchained: (lines: number) => string;
		readonly unread: (lines: number) => string;
	};
};
