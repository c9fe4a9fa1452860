import {expect, test} from 'vitest';
import type {NodeObject} from '../../../source/core/facts/cluster-facts.ts';
import {lookAtNode, type NodeRequest} from '../../../source/core/run/look-at-node.ts';

const request = (kind: NodeRequest['kind'], state: NodeRequest['state'], createdAtMs = 1): NodeRequest => ({name: `csr-${kind}-${createdAtMs}`, kind, state, verdict: 'PASS', reasons: [], createdAtMs});
const nodeObject = (ready: NodeObject['ready']): NodeObject => ({name: 'n1', ready, isControlPlane: false, kubeletVersion: 'v1.36.3', addresses: [], podCidrs: [], createdAt: ''});
const fresh = {needsClientCertificate: true, needsServingCertificate: true, requests: [], nodeObject: undefined};

test.each([
	['a node that has asked for nothing', {}, 'client-request', []],
	['a request that waits for approval', {requests: [request('client', 'pending')]}, 'client-approval', ['client-request']],
	['an approved request that nobody signed yet', {requests: [request('client', 'approved')]}, 'client-signer', ['client-request']],
	['a certificate without a Node', {requests: [request('client', 'issued')]}, 'registration', ['client-request', 'client-issued']],
	['a Node without a serving request', {requests: [request('client', 'issued')], nodeObject: nodeObject('false')}, 'serving-request', ['client-request', 'client-issued', 'registered']],
	[
		'a serving request that waits for approval, the Node Ready already',
		{requests: [request('client', 'issued'), request('serving', 'pending')], nodeObject: nodeObject('true')},
		'serving-approval',
		['client-request', 'client-issued', 'registered', 'serving-request'],
	],
	[
		'both certificates, the Node not Ready',
		{requests: [request('client', 'issued'), request('serving', 'issued')], nodeObject: nodeObject('false')},
		'ready',
		['client-request', 'client-issued', 'registered', 'serving-request', 'serving-issued'],
	],
	[
		'everything there',
		{requests: [request('client', 'issued'), request('serving', 'issued')], nodeObject: nodeObject('true')},
		'nothing',
		['client-request', 'client-issued', 'registered', 'serving-request', 'serving-issued', 'ready'],
	],
	['a node that has its certificates from before', {needsClientCertificate: false, needsServingCertificate: false, nodeObject: nodeObject('true')}, 'nothing', ['registered', 'ready']],
	['a Ready Node of that name that nobody vouches for', {nodeObject: nodeObject('true')}, 'client-request', []],
] as const)('%s', (_title, view, waitsFor, stages) => {
	expect(lookAtNode({...fresh, ...view})).toMatchObject({waitsFor, stages});
});

test('takes the newest of several requests, the older keys are gone', () => {
	const standing = lookAtNode({...fresh, requests: [request('client', 'pending', 1), request('client', 'approved', 3), request('client', 'pending', 2)]});
	expect(standing).toMatchObject({waitsFor: 'client-signer', request: {createdAtMs: 3}});
});

test('a certificate that was issued counts, whatever is pending beside it', () => {
	const standing = lookAtNode({...fresh, requests: [request('client', 'issued', 1), request('client', 'pending', 2)]});
	expect(standing.stages).toContain('client-issued');
});
