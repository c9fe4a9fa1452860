import {bootstrapGroup} from './node-group.ts';

/** A ClusterRoleBinding as the API takes it. */
export type ClusterRoleBinding = {
	readonly apiVersion: 'rbac.authorization.k8s.io/v1';
	readonly kind: 'ClusterRoleBinding';
	readonly metadata: {readonly name: string; readonly labels: Readonly<Record<string, string>>};
	readonly roleRef: {readonly apiGroup: 'rbac.authorization.k8s.io'; readonly kind: 'ClusterRole'; readonly name: string};
	readonly subjects: readonly {readonly apiGroup: 'rbac.authorization.k8s.io'; readonly kind: 'Group'; readonly name: string}[];
};

/** Says that an object is kubenroll's to keep. */
export const managedByLabel = {'app.kubernetes.io/managed-by': 'kubenroll'} as const;

const renderBinding = (name: string, role: string, group: string): ClusterRoleBinding => ({
	apiVersion: 'rbac.authorization.k8s.io/v1',
	kind: 'ClusterRoleBinding',
	metadata: {name, labels: managedByLabel},
	roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role},
	subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group}],
});

/** Lets kubenroll's bootstrap tokens file requests. Roles: kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go. */
export const renderBootstrapperBinding = (): ClusterRoleBinding => renderBinding('kubenroll:node-bootstrapper', 'system:node-bootstrapper', bootstrapGroup);

/** Lets the controller-manager approve the renewals that nodes make of their own client certificates. */
export const renderRenewalBinding = (): ClusterRoleBinding =>
	renderBinding('kubenroll:node-renewal', 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient', 'system:nodes');

/** The binding that makes approval classic. */
export const classicBindingName = 'kubenroll:node-approval';

/** Lets the controller-manager approve the first client request of whoever holds a bootstrap token of kubenroll, for any node's name: classic approval only. */
export const renderClassicBinding = (): ClusterRoleBinding => renderBinding(classicBindingName, 'system:certificates.k8s.io:certificatesigningrequests:nodeclient', bootstrapGroup);
