import type {Judgement} from './judgement.ts';
import type {ReasonCode} from './reason-codes.ts';

// What the rules say of a requester who is surely not the node (P12, P13, P14, P18).
const othersCodes: ReadonlySet<ReasonCode> = new Set(['requester-stranger', 'requester-foreign-group', 'requester-other-node', 'token-made-for-other-node', 'token-of-other-node', 'token-of-several-nodes', 'serving-requester-other']);

/** True where somebody else asks in a node's name: such a request says nothing of how far the node itself is, and must not hold it up. */
export const isImpostor = ({reasons}: Pick<Judgement, 'reasons'>): boolean => reasons.some(({code, verdict}) => verdict === 'REFUSE' && othersCodes.has(code));
