import type {Judgement} from '../csr/judgement.ts';
import type {NodeObject} from '../facts/cluster-facts.ts';
import type {NodeStage} from './event.ts';
import type {WaitingFor} from './waiting-for.ts';

/** A request of one node, as far as its stage hangs on it. */
export type NodeRequest = Pick<Judgement, 'name' | 'kind' | 'state' | 'verdict' | 'reasons'> & {
	/** When it was filed, milliseconds since the epoch by the API server's clock. */
	readonly createdAtMs: number;
};

/** Where a node stands. */
export type NodeStanding = {
	/** Stages after `kubelet` that it has reached, in their order. */
	readonly stages: readonly NodeStage[];
	readonly waitsFor: WaitingFor;
	/** The newest request that the wait is about. */
	readonly request?: NodeRequest;
};

const newest = (requests: readonly NodeRequest[], kind: NodeRequest['kind']): NodeRequest | undefined =>
	requests.filter((request) => request.kind === kind).toSorted((one, other) => other.createdAtMs - one.createdAtMs)[0];

/** Where one certificate of a node stands: asked for, approved, issued. An issued one counts even when newer requests are pending. */
const lookAtRequests = (requests: readonly NodeRequest[], kind: 'client' | 'serving'): {readonly isAsked: boolean; readonly isIssued: boolean; readonly waitsFor: WaitingFor; readonly request?: NodeRequest} => {
	const issued = requests.find((request) => request.kind === kind && request.state === 'issued');
	const request = issued ?? newest(requests, kind);
	if (request === undefined) {
		return {isAsked: false, isIssued: false, waitsFor: `${kind}-request`};
	}
	if (request.state === 'issued') {
		return {isAsked: true, isIssued: true, waitsFor: 'nothing', request};
	}
	return {isAsked: true, isIssued: false, waitsFor: request.state === 'approved' ? `${kind}-signer` : `${kind}-approval`, request};
};

/**
 * Tells how far a node is from its requests and its Node object. Pass only requests filed since its kubelet was started:
 * an older one has a key that no longer exists.
 */
export const lookAtNode = (node: {
	readonly needsClientCertificate: boolean;
	readonly needsServingCertificate: boolean;
	readonly requests: readonly NodeRequest[];
	readonly nodeObject: NodeObject | undefined;
}): NodeStanding => {
	const client = lookAtRequests(node.requests, 'client');
	const serving = lookAtRequests(node.requests, 'serving');
	const isRegistered = node.nodeObject !== undefined;
	const isReady = node.nodeObject?.ready === 'true';
	const hasClient = !node.needsClientCertificate || client.isIssued;
	const hasServing = !node.needsServingCertificate || serving.isIssued;
	const reached: readonly (readonly [NodeStage, boolean])[] = [
		['client-request', client.isAsked],
		['client-issued', client.isIssued],
		['registered', hasClient && isRegistered],
		['serving-request', serving.isAsked],
		['serving-issued', serving.isIssued],
		['ready', hasClient && hasServing && isReady],
	];
	const stages = reached.filter(([, isReached]) => isReached).map(([stage]) => stage);
	const pick = (): Omit<NodeStanding, 'stages'> => {
		if (!hasClient) {
			return {waitsFor: client.waitsFor, ...(client.request === undefined ? {} : {request: client.request})};
		}
		if (!isRegistered) {
			return {waitsFor: 'registration'};
		}
		if (!hasServing) {
			return {waitsFor: serving.waitsFor, ...(serving.request === undefined ? {} : {request: serving.request})};
		}
		return {waitsFor: isReady ? 'nothing' : 'ready'};
	};
	return {stages, ...pick()};
};
