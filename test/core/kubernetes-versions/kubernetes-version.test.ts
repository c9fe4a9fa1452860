import {expect, test} from 'vitest';
import {compareVersions, parseKubernetesVersion} from '../../../source/core/kubernetes-versions/kubernetes-version.ts';

test.each([
	['v1.32.4+k3s1', {major: 1, minor: 32, patch: 4, gitVersion: 'v1.32.4+k3s1'}],
	['Kubernetes v1.24.17', {major: 1, minor: 24, patch: 17, gitVersion: 'v1.24.17'}],
	['Kubernetes v1.36.3\n', {major: 1, minor: 36, patch: 3, gitVersion: 'v1.36.3'}],
	['v1.27.3-eks-a5565ad', {major: 1, minor: 27, patch: 3, gitVersion: 'v1.27.3-eks-a5565ad'}],
	['1.37.0-rc.1', {major: 1, minor: 37, patch: 0, gitVersion: 'v1.37.0-rc.1'}],
	['v1.20', {major: 1, minor: 20, patch: 0, gitVersion: 'v1.20'}],
])('reads %j', (text, version) => {
	expect(parseKubernetesVersion(text)).toEqual(version);
});

test.each(['', 'Kubernetes', 'v1', 'kubelet: not found', 'v1.2.3 extra', 'v1.24.17\nrm', 'v1.99999.0', '1.2.3\u001B[2J'])('takes %j for no version', (text) => {
	expect(parseKubernetesVersion(text)).toBeUndefined();
});

test('sorts by number, not by text, and not by suffix', () => {
	const versions = ['v1.9.0', 'v1.24.17', 'v1.24.2', 'v1.36.3', 'v1.36.3-rc.1'].map(parseKubernetesVersion).filter((version) => version !== undefined);
	expect(versions.toSorted(compareVersions).map(({gitVersion}) => gitVersion)).toEqual(['v1.9.0', 'v1.24.2', 'v1.24.17', 'v1.36.3', 'v1.36.3-rc.1']);
});
