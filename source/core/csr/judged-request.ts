import type {Csr, Judgement} from './csr.ts';

/** A request with its judgement. */
export type JudgedRequest = {readonly csr: Csr; readonly judgement: Judgement};
