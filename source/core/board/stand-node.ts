import type {NodeObject} from '../facts/cluster-facts.ts';
import {lookAtNode, type NodeRequest} from '../run/look-at-node.ts';
import type {WaitingFor} from '../run/waiting-for.ts';
import type {BoardRequest} from './board-state.ts';

/** Where a node stands as one sees it from the cluster alone: outside of a run nobody knows when its kubelet was started. */
export type NodeStand = {
	/** `absent`: neither a Node nor a request is there. */
	readonly waitsFor: WaitingFor | 'absent';
	/** Since when, by the API server's clock; unset where nothing tells. */
	readonly sinceMs?: number;
	/** The request that the wait is about. */
	readonly request?: BoardRequest;
};

const isOpen = ({view}: BoardRequest): boolean => view.state === 'pending' || view.state === 'approved';

const toNodeRequest = ({view, createdAtMs}: BoardRequest): NodeRequest => ({...view, createdAtMs});

/** The requests that the standing hangs on: an open one outweighs certificates that were issued before it was filed. */
const currentOf = (requests: readonly BoardRequest[], kind: 'client' | 'serving'): readonly BoardRequest[] => {
	const ofKind = requests.filter(({view}) => view.kind === kind);
	if (ofKind.length === 0) {
		return [];
	}
	const open = ofKind.filter(isOpen);
	const issuedAtMs = Math.max(0, ...ofKind.filter(({view}) => view.state === 'issued').map(({createdAtMs}) => createdAtMs));
	const newer = open.filter(({createdAtMs}) => createdAtMs > issuedAtMs);
	return newer.length > 0 ? newer : ofKind.filter(({view}) => view.state === 'issued');
};

const timeOf = (text: string | undefined): number | undefined => {
	const ms = Date.parse(text ?? '');
	return Number.isNaN(ms) ? undefined : ms;
};

/** When the wait began, by what the objects tell. */
const sinceOf = (waitsFor: WaitingFor, request: BoardRequest | undefined, issued: BoardRequest | undefined, node: NodeObject | undefined): number | undefined => {
	switch (waitsFor) {
		case 'client-approval':
		case 'serving-approval': {
			return request?.createdAtMs;
		}
		case 'client-signer':
		case 'serving-signer': {
			return request?.decision?.atMs ?? request?.createdAtMs;
		}
		case 'registration': {
			return issued?.decision?.atMs ?? issued?.createdAtMs;
		}
		case 'ready':
		case 'nothing': {
			return timeOf(node?.readySince) ?? timeOf(node?.createdAt);
		}
		case 'client-request':
		case 'serving-request': {
			return undefined;
		}
	}
};

/** Tells where a node stands from its Node object and the requests that are its own. */
export const standNode = (requests: readonly BoardRequest[], node: NodeObject | undefined): NodeStand => {
	if (requests.length === 0 && node === undefined) {
		return {waitsFor: 'absent'};
	}
	const client = currentOf(requests, 'client');
	const serving = currentOf(requests, 'serving');
	if (node === undefined && client.length === 0) {
		return {waitsFor: 'absent'};
	}
	const current = [...client, ...serving];
	const {waitsFor, request: found} = lookAtNode({
		needsClientCertificate: node === undefined || client.some(isOpen),
		needsServingCertificate: serving.some(isOpen),
		requests: current.map(toNodeRequest),
		nodeObject: node,
	});
	const request = current.find(({view, createdAtMs}) => view.name === found?.name && createdAtMs === found.createdAtMs);
	const sinceMs = sinceOf(waitsFor, request, client.find(({view}) => view.state === 'issued'), node);
	return {waitsFor, ...(sinceMs === undefined ? {} : {sinceMs}), ...(request === undefined ? {} : {request})};
};
