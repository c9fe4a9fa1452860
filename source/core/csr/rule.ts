import type {DecodedRequest, RawCsr, RequestReading} from './csr.ts';
import type {RuleId} from './judgement.ts';
import type {Finding} from './finding.ts';
import type {Knowledge} from './knowledge.ts';
import type {Requester} from './requester.ts';

/** A request for one of the kubelet signers, with what its rules keep asking of it. */
export type KubeletRequest = {
	readonly raw: RawCsr;
	readonly reading: RequestReading;
	readonly kind: 'client' | 'serving';
	/** The usage that its signer is for. */
	readonly purpose: string;
	readonly requester: Requester;
	/** undefined where it cannot be read: P3 or P4 refuses it then. */
	readonly decoded: DecodedRequest | undefined;
	/** The node that it claims to be; undefined where that cannot be told: P3, P4 or P6 refuses it then. */
	readonly node: string | undefined;
};

/** One rule of the approval policy: pure, and silent where it has nothing to say of this request. */
export type Rule = {
	readonly id: RuleId;
	/** The kind of request that it is for. */
	readonly kind: 'both' | 'client' | 'serving';
	readonly judge: (request: KubeletRequest, knowledge: Knowledge) => readonly Finding[];
};

/** Wraps a judgement that needs the decoded request. */
export const onDecoded =
	(judge: (decoded: DecodedRequest, request: KubeletRequest, knowledge: Knowledge) => readonly Finding[]): Rule['judge'] =>
	(request, knowledge) =>
		request.decoded === undefined ? [] : judge(request.decoded, request, knowledge);

/** Wraps a judgement that needs the name of the node. */
export const onNode =
	(judge: (node: string, request: KubeletRequest, knowledge: Knowledge) => readonly Finding[]): Rule['judge'] =>
	(request, knowledge) =>
		request.node === undefined ? [] : judge(request.node, request, knowledge);
