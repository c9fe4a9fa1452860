import {expect, test} from 'vitest';
import {isAccessName, listAccessObjects} from '../../../source/core/access/access.ts';

type Rule = {readonly verbs: readonly string[]; readonly apiGroups: readonly string[]; readonly resources: readonly string[]; readonly resourceNames?: readonly string[]};

const secrets = ['bootstrap-token-abcdef', 'bootstrap-token-ghijkl'];

const rules = (names: readonly string[]) => listAccessObjects('board', names).flatMap((object) => ('rules' in object ? (object['rules'] as readonly Rule[]).map((rule) => ({...rule, in: object.metadata.namespace})) : []));

test('P31: lets the board decide requests for kubelets, and no other', () => {
	const changing = rules(secrets).filter(({verbs}) => verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)));
	expect(changing.map(({verbs, resources, resourceNames}) => [verbs, resources, resourceNames])).toEqual([
		// Asks a question; stores nothing.
		[['create'], ['subjectaccessreviews'], undefined],
		[['update'], ['certificatesigningrequests/approval'], undefined],
		[['approve'], ['signers'], ['kubernetes.io/kube-apiserver-client-kubelet']],
		[['update'], ['certificatesigningrequests/approval'], undefined],
		[['approve'], ['signers'], ['kubernetes.io/kubelet-serving']],
	]);
});

test('P31: lets it read bootstrap tokens by their names, and no other Secret', () => {
	expect(rules(secrets).filter(({resources}) => resources.includes('secrets'))).toEqual([{apiGroups: [''], resources: ['secrets'], resourceNames: secrets, verbs: ['get'], in: 'kube-system'}]);
	expect(rules([]).filter(({resources}) => resources.includes('secrets'))).toEqual([]);
});

test('P31: has no wildcard', () => {
	expect(rules(secrets).flatMap(({verbs, apiGroups, resources}) => [...verbs, ...apiGroups, ...resources]).filter((word) => word.includes('*'))).toEqual([]);
});

test.each([
	['board', true],
	['night-2', true],
	['a'.repeat(52), true],
	['a'.repeat(53), false],
	['', false],
	['-a', false],
	['a-', false],
	['Board', false],
	['a/b', false],
	['a\u001B', false],
])('an access may be called %j: %s', (name, isGood) => {
	expect(isAccessName(name)).toBe(isGood);
});
