import {expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {renderGrant} from '../../../source/core/facts/grant.ts';
import {formatPermission, listPermissions, permissionSteps} from '../../../source/core/facts/list-permissions.ts';

test('lists one permission a question', () => {
	expect(listPermissions(['approve-serving'])).toEqual([
		{verb: 'update', group: 'certificates.k8s.io', resource: 'certificatesigningrequests/approval', neededFor: 'approve-serving'},
		{verb: 'approve', group: 'certificates.k8s.io', resource: 'signers', name: 'kubernetes.io/kubelet-serving', neededFor: 'approve-serving'},
	]);
	expect(new Set(listPermissions().map(({neededFor}) => neededFor))).toEqual(new Set(permissionSteps));
});

test('says a permission as kubectl does', () => {
	expect(listPermissions(['tokens']).map(formatPermission)).toEqual(['get secrets -n kube-system', 'list secrets -n kube-system', 'create secrets -n kube-system', 'delete secrets -n kube-system']);
	expect(listPermissions(['approve-client']).map(formatPermission)).toEqual(['update certificatesigningrequests.certificates.k8s.io/approval', 'approve signers.certificates.k8s.io/kubernetes.io/kube-apiserver-client-kubelet']);
});

test('grants what is needed and no Secret outside of kube-system', () => {
	const objects = parseAllDocuments(renderGrant('alice\n"EOF"')).map((document) => document.toJS() as {kind: string; metadata: {namespace?: string}; rules?: {resources: string[]}[]; subjects?: unknown});
	expect(objects.map(({kind, metadata}) => [kind, metadata.namespace])).toEqual([
		['ClusterRole', undefined],
		['ClusterRoleBinding', undefined],
		['Role', 'kube-system'],
		['RoleBinding', 'kube-system'],
		['Role', 'default'],
		['RoleBinding', 'default'],
	]);
	expect(objects[0]?.rules?.flatMap(({resources}) => resources)).not.toContain('secrets');
	expect(objects[1]?.subjects).toEqual([{apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice\n"EOF"'}]);
	expect(renderGrant('alice\nEOF\n').split('\n')).not.toContain('EOF');
});
