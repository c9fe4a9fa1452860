import type {Decision} from '../core/record/record.ts';

/** The words of decisions and of their log, in one language. */
export type DecisionText = {
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
	};
};
