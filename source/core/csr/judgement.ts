import type {ReasonCode, ReasonParams} from './reason-codes.ts';
import type {RequestState} from './request-state.ts';

/** Ids of the rules of the approval policy. */
export type RuleId = `P${number}`;

/** The worst of the rules' answers. */
export type Verdict = 'PASS' | 'ASK' | 'REFUSE' | 'NOT_OURS' | 'DECIDED';

/** One rule's answer about one request; `code` finds its sentence, `params` fill it. Params are escaped and safe to print. */
export type Reason = {
	readonly [Code in ReasonCode]: {readonly rule: RuleId; readonly verdict: Verdict; readonly code: Code; readonly params: ReasonParams[Code]};
}[ReasonCode];

/** The whole judgement of one request. */
export type Judgement = {
	/** The name of the request object, as it is: escape it before showing it. */
	readonly name: string;
	/** The node that it claims to be; undefined where that cannot be told. */
	readonly node?: string;
	readonly kind: 'client' | 'serving' | 'other';
	readonly state: RequestState;
	readonly verdict: Verdict;
	readonly reasons: readonly Reason[];
};
