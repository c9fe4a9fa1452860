/* Requests of planned nodes as a cluster stores them: real keys, real signatures, a token of its own for each node. */
import {nodeGroup} from '../../source/core/artifacts/node-group.ts';
import {renderTokenSecret, tokenSecretName} from '../../source/core/artifacts/render-token-secret.ts';
import type {PracticeApiServer} from '../../source/sandbox/api-server/practice-api-server.ts';
import {buildKubeletRequest} from '../../source/sandbox/nodes/build-request.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz';
const letters = (number: number, length: number): string => Array.from({length}, (_, place) => alphabet[Math.floor(number / alphabet.length ** place) % alphabet.length]).join('');

/** One planned node: what it is called, where it is, and the id of its token. */
export type PlannedNode = {readonly name: string; readonly address: string; readonly tokenId: string};

/** So many nodes. */
export const plannedNodes = (count: number): readonly PlannedNode[] =>
	Array.from({length: count}, (_, index) => ({name: `node-${index}`, address: `10.${20 + (index >> 16)}.${(index >> 8) & 0xff}.${index & 0xff}`, tokenId: letters(index, 6)}));

const bootstrapGroups = ['system:bootstrappers', 'system:bootstrappers:kubenroll', 'system:authenticated'];

/** Who a kubelet is with the token of its node. */
export const bootstrapperOf = ({name, tokenId}: PlannedNode) => ({user: `system:bootstrap:${tokenId}`, groups: [...bootstrapGroups, nodeGroup(name) ?? '']});

const readObject = ({stringData, ...rest}: ReturnType<typeof renderTokenSecret>) => ({...rest, data: Object.fromEntries(Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString('base64')]))});

/** Stores the token of a node, good for an hour from `nowMs`. */
export const putToken = (server: PracticeApiServer, {name, tokenId}: PlannedNode, nowMs = Date.now()): string => {
	server.put('secrets', readObject(renderTokenSecret({id: tokenId, secret: '0123456789abcdef', nodeName: name, expiration: `${new Date(nowMs + 3_600_000).toISOString().slice(0, 19)}Z`, planId: 'plan'})));
	return tokenSecretName(tokenId);
};

/** A first client request, to be put; `asked` is the node that it asks to be. */
export const clientRequest = async (name: string, asked: string) => {
	const {requestPem} = await buildKubeletRequest(asked);
	return {metadata: {name}, spec: {request: Buffer.from(requestPem).toString('base64'), signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usages: ['digital signature', 'client auth']}};
};

/** The name of the nth request, as client-go makes them. */
export const requestName = (index: number): string => `csr-${letters(index, 5)}`;

/** Lets a Node appear, or changes it. */
export const putNode = (server: PracticeApiServer, {name, address}: PlannedNode, ready: 'True' | 'False'): void => {
	if (server.get('nodes', name) === undefined) {
		server.put('nodes', {metadata: {name}, spec: {}});
	}
	server.put('nodes', {...server.get('nodes', name), metadata: {name}, status: {addresses: [{type: 'InternalIP', address}], conditions: [{type: 'Ready', status: ready}]}}, {subresource: 'status'});
};
