import type {Judgement} from './judgement.ts';

/**
 * True for a request that may change how others of its node are judged: it has its answer (P2, P16), or nothing speaks against it but a newer one (P24).
 * All others, however many, change nobody's verdict, but for their keys (P4).
 */
export const hasSway = ({state, verdict, reasons}: Judgement): boolean => verdict !== 'NOT_OURS' && (state !== 'pending' || reasons.every((reason) => reason.verdict === 'PASS' || reason.rule === 'P24'));
