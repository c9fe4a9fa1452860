import {expect, test} from 'vitest';
import {isPublishedToken} from '../../../source/core/artifacts/published-tokens.ts';
import {nodeKey, renderTokenSecret, tokenAlphabet} from '../../../source/core/artifacts/render-token-secret.ts';

const render = (nodeName: string | undefined) => renderTokenSecret({id: 'fakeid', secret: 'fakefakefakefake', nodeName, expiration: '2026-03-01T13:00:00Z', planId: 'p'});

test('P34 a token of one node is bound to it, logs in, and signs nothing', () => {
	expect(render('n1.example.org').stringData).toMatchObject({
		'auth-extra-groups': 'system:bootstrappers:kubenroll,system:bootstrappers:kubenroll:node:n1:example:org',
		'usage-bootstrap-authentication': 'true',
		'usage-bootstrap-signing': 'false',
		'token-id': 'fakeid',
	});
});

test('a shared token has only the common group and names no node', () => {
	const {metadata, stringData} = render(undefined);
	expect(stringData['auth-extra-groups']).toBe('system:bootstrappers:kubenroll');
	expect([metadata.labels[nodeKey], metadata.annotations[nodeKey]]).toEqual([undefined, undefined]);
});

test('a name that fits no label is in the annotation only', () => {
	const long = `${'a'.repeat(60)}.example.org`;
	const {metadata} = render(long);
	expect([metadata.labels[nodeKey], metadata.annotations[nodeKey]]).toEqual([undefined, long]);
});

test('every value is a string', () => {
	expect(Object.values(render('n1').stringData).filter((value) => typeof value !== 'string')).toEqual([]);
});

test('the alphabet is that of bootstrap tokens, each character once', () => {
	expect(new Set(tokenAlphabet).size).toBe(36);
	expect(tokenAlphabet).toMatch(/^[a-z0-9]{36}$/);
});

test('P35 tokens out of documentation are known', () => {
	expect(['abcdef.0123456789abcdef', ' 07401b.f395accd246ae52d\n', 'fakeid.fakefakefakefake'].map(isPublishedToken)).toEqual([true, true, false]);
});
