/*
The roles and bindings that every cluster has and that enrolling nodes meets: kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go and
controller_policy.go. Roles of other components are left out.
*/
import type {NewObject} from '../objects/kube-object.ts';
import type {Rule} from './rules.ts';

type Grant = {readonly verbs: string; readonly groups?: readonly string[]; readonly resources?: string; readonly names?: readonly string[]; readonly urls?: string};

const words = (text: string | undefined): readonly string[] => (text === undefined ? [] : text.split(' '));
const certificates = 'certificates.k8s.io';
const requests = 'certificatesigningrequests';
const read = 'get list watch';
const signers = ['kubernetes.io/kube-apiserver-client', 'kubernetes.io/kube-apiserver-client-kubelet', 'kubernetes.io/kubelet-serving', 'kubernetes.io/legacy-unknown'];

const nodeGrants: readonly Grant[] = [
	{verbs: 'create', groups: ['authentication.k8s.io'], resources: 'tokenreviews'},
	{verbs: 'create', groups: ['authorization.k8s.io'], resources: 'localsubjectaccessreviews subjectaccessreviews'},
	{verbs: read, groups: [''], resources: 'services'},
	{verbs: `create ${read}`, groups: [''], resources: 'nodes'},
	{verbs: 'patch update', groups: [''], resources: 'nodes nodes/status'},
	{verbs: 'create patch update', groups: ['', 'events.k8s.io'], resources: 'events'},
	{verbs: read, groups: [''], resources: 'pods'},
	{verbs: 'create delete', groups: [''], resources: 'pods'},
	{verbs: 'patch update', groups: [''], resources: 'pods/status'},
	{verbs: 'create', groups: [''], resources: 'pods/eviction serviceaccounts/token'},
	{verbs: read, groups: [''], resources: 'configmaps secrets'},
	{verbs: 'get', groups: [''], resources: 'persistentvolumeclaims persistentvolumes endpoints serviceaccounts'},
	{verbs: `create ${read}`, groups: [certificates], resources: requests},
	{verbs: 'create delete get patch update', groups: ['coordination.k8s.io'], resources: 'leases'},
	{verbs: 'get', groups: ['storage.k8s.io'], resources: 'volumeattachments'},
	{verbs: read, groups: ['storage.k8s.io'], resources: 'csidrivers'},
	{verbs: 'create delete get patch update', groups: ['storage.k8s.io'], resources: 'csinodes'},
	{verbs: read, groups: ['node.k8s.io'], resources: 'runtimeclasses'},
];

const publicUrls = '/healthz /livez /readyz /version /version/';

const clusterRoles: Readonly<Record<string, readonly Grant[]>> = {
	'cluster-admin': [{verbs: '*', groups: ['*'], resources: '*'}, {verbs: '*', urls: '*'}],
	'system:basic-user': [{verbs: 'create', groups: ['authorization.k8s.io'], resources: 'selfsubjectaccessreviews selfsubjectrulesreviews'}, {verbs: 'create', groups: ['authentication.k8s.io'], resources: 'selfsubjectreviews'}],
	[`system:${certificates}:${requests}:nodeclient`]: [{verbs: 'create', groups: [certificates], resources: `${requests}/nodeclient`}],
	[`system:${certificates}:${requests}:selfnodeclient`]: [{verbs: 'create', groups: [certificates], resources: `${requests}/selfnodeclient`}],
	...Object.fromEntries(signers.map((signer) => [`system:${certificates}:${signer.slice('kubernetes.io/'.length)}-approver`, [{verbs: 'approve', groups: [certificates], resources: 'signers', names: [signer]}]])),
	'system:discovery': [{verbs: 'get', urls: '/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/'}],
	'system:kubelet-api-admin': [{verbs: read, groups: [''], resources: 'nodes'}, {verbs: 'proxy', groups: [''], resources: 'nodes'}, {verbs: '*', groups: [''], resources: 'nodes/log nodes/metrics nodes/proxy nodes/stats'}],
	'system:monitoring': [{verbs: 'get', urls: '/healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*'}],
	'system:node': nodeGrants,
	'system:node-bootstrapper': [{verbs: `create ${read}`, groups: [certificates], resources: requests}],
	'system:node-proxier': [
		{verbs: 'list watch', groups: [''], resources: 'endpoints services'},
		{verbs: read, groups: [''], resources: 'nodes'},
		{verbs: 'create patch update', groups: ['', 'events.k8s.io'], resources: 'events'},
		{verbs: 'list watch', groups: ['discovery.k8s.io'], resources: 'endpointslices'},
	],
	'system:public-info-viewer': [{verbs: 'get', urls: publicUrls}],
	'system:controller:certificate-controller': [
		{verbs: `delete ${read}`, groups: [certificates], resources: requests},
		{verbs: 'update', groups: [certificates], resources: `${requests}/approval ${requests}/status`},
		{verbs: 'approve', groups: [certificates], resources: 'signers', names: ['kubernetes.io/kube-apiserver-client-kubelet']},
		{verbs: 'sign', groups: [certificates], resources: 'signers', names: signers},
		{verbs: 'create', groups: ['authorization.k8s.io'], resources: 'subjectaccessreviews'},
		{verbs: 'create patch update', groups: ['', 'events.k8s.io'], resources: 'events'},
	],
};

type Subject = {readonly kind: 'User' | 'Group' | 'ServiceAccount'; readonly name: string; readonly namespace?: string};
const group = (name: string): Subject => ({kind: 'Group', name});

// Bindings have the name of their role.
const clusterRoleBindings: Readonly<Record<string, readonly Subject[]>> = {
	'cluster-admin': [group('system:masters')],
	'system:basic-user': [group('system:authenticated')],
	'system:discovery': [group('system:authenticated')],
	'system:monitoring': [group('system:monitoring')],
	'system:node': [],
	'system:node-proxier': [{kind: 'User', name: 'system:kube-proxy'}],
	'system:public-info-viewer': [group('system:authenticated'), group('system:unauthenticated')],
	'system:controller:certificate-controller': [{kind: 'ServiceAccount', name: 'certificate-controller', namespace: 'kube-system'}],
};

const ruleOf = ({verbs, groups = [], resources, names = [], urls}: Grant): Rule => ({verbs: words(verbs), apiGroups: groups, resources: words(resources), resourceNames: names, nonResourceURLs: words(urls)});

/** What the Node authorizer itself knows of nodes' rights. */
export const nodeRules: readonly Rule[] = nodeGrants.map(ruleOf);

const metadataOf = (name: string) => ({name, labels: {'kubernetes.io/bootstrapping': 'rbac-defaults'}, annotations: {'rbac.authorization.kubernetes.io/autoupdate': 'true'}});
const written = (rule: Rule): unknown => Object.fromEntries(Object.entries(rule).filter(([, list]) => list.length > 0));

type Named = NewObject & {readonly metadata: {readonly name: string}};

/** The default ClusterRoles, as objects. */
export const defaultClusterRoles: readonly Named[] = Object.entries(clusterRoles).map(([name, grants]) => ({metadata: metadataOf(name), rules: grants.map((grant) => written(ruleOf(grant)))}));

/** The default ClusterRoleBindings, as objects. */
export const defaultClusterRoleBindings: readonly Named[] = Object.entries(clusterRoleBindings).map(([name, subjects]) => ({
	metadata: metadataOf(name),
	roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name},
	...(subjects.length === 0 ? {} : {subjects: subjects.map(({kind, ...rest}) => ({kind, ...(kind === 'ServiceAccount' ? {} : {apiGroup: 'rbac.authorization.k8s.io'}), ...rest}))}),
}));
