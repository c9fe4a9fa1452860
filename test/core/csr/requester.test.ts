import {expect, test} from 'vitest';
import {readRequester} from '../../../source/core/csr/requester.ts';

test.each([
	['system:bootstrap:abc123', ['system:bootstrappers'], {kind: 'bootstrap-token', tokenId: 'abc123'}],
	['system:bootstrap:abc123', [], {kind: 'stranger'}],
	['system:bootstrap:ABC123', ['system:bootstrappers'], {kind: 'stranger'}],
	['system:node:node-1', [], {kind: 'node', node: 'node-1'}],
	['system:node:', ['system:nodes'], {kind: 'stranger'}],
	['system:node:a\nb', [], {kind: 'node', node: 'a\nb'}],
	['kubelet-bootstrap', ['system:bootstrappers'], {kind: 'token-file', isLegacy: false}],
	['kubelet-bootstrap', ['system:kubelet-bootstrap'], {kind: 'token-file', isLegacy: true}],
	['system:kubelet-bootstrap', ['system:bootstrappers'], {kind: 'stranger'}],
	['alice', ['system:authenticated'], {kind: 'stranger'}],
])('P12 reads %j in %j as %j', (username, groups, expected) => {
	expect(readRequester({username, groups})).toEqual(expected);
});
