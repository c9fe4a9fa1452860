import type {Problem} from './problem.ts';

/** How a run ends when it fails; each kind has its exit code. */
export type FailureKind = 'usage' | 'failed' | 'cancelled';

/** The exit code of each kind. */
export const exitCodes = {usage: 2, failed: 1, cancelled: 130} as const satisfies Readonly<Record<FailureKind, number>>;

/** The only error that ports, workflows and sessions throw on purpose: a list of problems, told all at once. Anything else is a bug. */
export class Failure extends Error {
	override readonly name = 'Failure';
	readonly problems: readonly Problem[];
	readonly kind: FailureKind;

	constructor(problems: Problem | readonly Problem[], kind: FailureKind = 'failed') {
		const list = 'code' in problems ? [problems] : problems;
		super(list.map(({code, subject}) => `${subject}: ${code}`).join('; '));
		this.problems = list;
		this.kind = kind;
	}
}
