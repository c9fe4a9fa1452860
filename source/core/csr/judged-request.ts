import type {Csr} from './csr.ts';
import type {Judgement} from './judgement.ts';

/** A request with its judgement. */
export type JudgedRequest = {readonly csr: Csr; readonly judgement: Judgement};
