import {expect, test} from 'vitest';
import {checkKubeletSkew} from '../../../source/core/kubernetes-versions/check-kubelet-skew.ts';

const version = (minor: number, patch = 0) => ({major: 1, minor, patch, gitVersion: `v1.${minor}.${patch}`});

test.each([
	[36, 36, {state: 'fine'}],
	[33, 36, {state: 'fine'}],
	[32, 36, {state: 'too-old', oldestMinor: 33}],
	[37, 36, {state: 'newer'}],
	[25, 28, {state: 'fine'}],
	[24, 26, {state: 'fine'}],
	[24, 27, {state: 'too-old', oldestMinor: 25}],
	[23, 26, {state: 'too-old', oldestMinor: 24}],
	[22, 24, {state: 'fine'}],
	[21, 24, {state: 'too-old', oldestMinor: 22}],
])('a kubelet 1.%i under an API server 1.%i', (kubelet, apiServer, skew) => {
	expect(checkKubeletSkew(version(kubelet), version(apiServer))).toEqual(skew);
});

test('a newer patch of the same minor is fine', () => {
	expect(checkKubeletSkew(version(36, 9), version(36, 1))).toEqual({state: 'fine'});
});

test('the oldest minor that is told fits, and the one before does not', () => {
	for (let apiServer = 22; apiServer <= 37; apiServer++) {
		const skew = checkKubeletSkew(version(1), version(apiServer));
		const oldest = skew.state === 'too-old' ? skew.oldestMinor : -1;
		expect(checkKubeletSkew(version(oldest), version(apiServer)).state).toBe('fine');
		expect(checkKubeletSkew(version(oldest - 1), version(apiServer)).state).toBe('too-old');
	}
});
