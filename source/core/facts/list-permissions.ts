import type {PermissionFact} from './cluster-facts.ts';

/** A permission before it was asked for. */
export type Permission = Omit<PermissionFact, 'isAllowed'>;

/** The steps that need permissions. */
export type PermissionStep = PermissionFact['neededFor'];

/** Verbs on one resource; a namespace and names narrow it. */
export type PermissionRow = {readonly verbs: readonly string[]; readonly group: string; readonly resource: string; readonly namespace?: string; readonly names?: readonly string[]};

const certificates = 'certificates.k8s.io';
const rbac = 'rbac.authorization.k8s.io';

/**
 * What each step needs. Binding a role takes the verb `bind` on it (kubernetes pkg/registry/rbac/clusterrolebinding/policybased/storage.go); deciding a request
 * takes update on its approval and `approve` on its signer (kubernetes plugin/pkg/admission/certificates/approval/admission.go).
 */
const table: Readonly<Record<PermissionStep, readonly PermissionRow[]>> = {
	'plan': [
		{verbs: ['get'], group: '', resource: 'configmaps', namespace: 'kube-system', names: ['extension-apiserver-authentication', 'coredns']},
		{verbs: ['list'], group: '', resource: 'services', namespace: 'kube-system'},
		{verbs: ['get'], group: '', resource: 'services', namespace: 'default', names: ['kubernetes']},
		{verbs: ['list'], group: 'discovery.k8s.io', resource: 'endpointslices', namespace: 'default'},
		{verbs: ['list'], group: 'networking.k8s.io', resource: 'servicecidrs'},
		{verbs: ['list'], group: rbac, resource: 'clusterrolebindings'},
		{verbs: ['create'], group: 'authorization.k8s.io', resource: 'subjectaccessreviews'},
	],
	'nodes': [{verbs: ['get', 'list', 'watch'], group: '', resource: 'nodes'}],
	'requests': [{verbs: ['get', 'list', 'watch'], group: certificates, resource: 'certificatesigningrequests'}],
	'tokens': [{verbs: ['get', 'list', 'create', 'delete'], group: '', resource: 'secrets', namespace: 'kube-system'}],
	'bindings': [
		{verbs: ['get', 'create', 'update', 'delete'], group: rbac, resource: 'clusterrolebindings'},
		{verbs: ['bind'], group: rbac, resource: 'clusterroles', names: ['system:node-bootstrapper', 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient']},
	],
	'approve-client': [
		{verbs: ['update'], group: certificates, resource: 'certificatesigningrequests/approval'},
		{verbs: ['approve'], group: certificates, resource: 'signers', names: ['kubernetes.io/kube-apiserver-client-kubelet']},
	],
	'approve-serving': [
		{verbs: ['update'], group: certificates, resource: 'certificatesigningrequests/approval'},
		{verbs: ['approve'], group: certificates, resource: 'signers', names: ['kubernetes.io/kubelet-serving']},
	],
};

/** Every step, in the order in which they come. */
export const permissionSteps: readonly PermissionStep[] = ['plan', 'nodes', 'requests', 'tokens', 'bindings', 'approve-client', 'approve-serving'];

/** What the steps need, in rows. */
export const listRows = (steps: readonly PermissionStep[]): readonly PermissionRow[] => steps.flatMap((step) => table[step]);

/** Lists every permission that the steps need, each to be asked for by itself. */
export const listPermissions = (steps: readonly PermissionStep[] = permissionSteps): readonly Permission[] =>
	steps.flatMap((step) =>
		table[step].flatMap(({verbs, group, resource, namespace, names = [undefined]}) =>
			verbs.flatMap((verb) => names.map((name) => ({verb, group, resource, neededFor: step, ...(namespace === undefined ? {} : {namespace}), ...(name === undefined ? {} : {name})}))),
		),
	);

/** Says a permission in kubectl's words: `create secrets -n kube-system`, `approve signers.certificates.k8s.io/kubernetes.io/kubelet-serving`. */
export const formatPermission = ({verb, group, resource, namespace, name}: Permission): string => {
	const [kind = '', subresource] = resource.split('/');
	return [verb, `${kind}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}${name === undefined ? '' : `/${name}`}`, ...(namespace === undefined ? [] : ['-n', namespace])].join(' ');
};
