import type {Verdict} from '../core/csr/judgement.ts';
import type {Tone} from './paint.ts';

/** The colour of a verdict. */
export const verdictTones: Readonly<Record<Verdict, Tone>> = {PASS: 'good', ASK: 'attention', REFUSE: 'wrong', NOT_OURS: 'faint', DECIDED: 'faint'};
