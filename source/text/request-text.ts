import type {RequestAspect} from '../core/board/compare-request.ts';
import type {Judgement, Verdict} from '../core/csr/judgement.ts';

/** The words of certificate requests, in one language. */
export type RequestText = {
	readonly columns: Readonly<Record<'name' | 'node' | 'kind' | 'age' | 'state' | 'verdict' | 'reasons', string>>;
	readonly kinds: Readonly<Record<Judgement['kind'], string>>;
	readonly states: Readonly<Record<Judgement['state'], string>>;
	/** What a verdict means, in one sentence. */
	readonly verdicts: Readonly<Record<Verdict, string>>;
	readonly aspects: Readonly<Record<RequestAspect, string>>;
	/** What the policy expects, by the kind of request. */
	readonly expected: Readonly<Record<'client' | 'serving', Readonly<Record<RequestAspect, string>>>>;
	readonly says: string;
	readonly expects: string;
	readonly signer: string;
	readonly created: string;
	readonly none: string;
	/** Said where no request is there at all. */
	readonly empty: string;
	readonly summary: (counts: Readonly<Record<Verdict, number>>) => string;
	readonly confirm: Readonly<Record<'approved' | 'denied', (names: readonly string[]) => string>>;
	readonly done: Readonly<Record<'approved' | 'denied', (name: string) => string>>;
};
