import {defaultClusterRoleBindings, defaultClusterRoles} from './authorization/default-roles.ts';
import type {NewObject} from './objects/kube-object.ts';
import type {Release} from './release.ts';
import type {Store} from './store/open-store.ts';

/** What a practice cluster's network looks like. */
export type Network = {
	readonly serviceCidr: string;
	/** First address of the range: Service default/kubernetes. */
	readonly serviceIp: string;
	/** Service kube-system/kube-dns; undefined where nobody has installed any. */
	readonly dnsIp: string | undefined;
	readonly domain: string;
};

/** The network of every guide. */
export const usualNetwork: Network = {serviceCidr: '10.96.0.0/12', serviceIp: '10.96.0.1', dnsIp: '10.96.0.10', domain: 'cluster.local'};

type Seed = readonly [plural: string, object: NewObject & {readonly metadata: {readonly name: string; readonly namespace?: string}}];

const corefileOf = (domain: string): string => `.:53 {\n    errors\n    health\n    ready\n    kubernetes ${domain} in-addr.arpa ip6.arpa {\n       pods insecure\n       fallthrough in-addr.arpa ip6.arpa\n    }\n    forward . /etc/resolv.conf\n    cache 30\n    reload\n}\n`;

const serviceOf = (name: string, namespace: string, clusterIP: string, labels: Readonly<Record<string, string>>, ports: readonly unknown[]): Seed => [
	'services',
	{metadata: {name, namespace, labels}, spec: {ports, clusterIP, clusterIPs: [clusterIP], type: 'ClusterIP', sessionAffinity: 'None', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster'}, status: {loadBalancer: {}}},
];

const dnsSeeds = ({dnsIp, domain}: Network): readonly Seed[] =>
	dnsIp === undefined
		? []
		: [
				['configmaps', {metadata: {name: 'coredns', namespace: 'kube-system'}, data: {Corefile: corefileOf(domain)}}],
				serviceOf('kube-dns', 'kube-system', dnsIp, {'k8s-app': 'kube-dns', 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS'}, [{name: 'dns', protocol: 'UDP', port: 53, targetPort: 53}, {name: 'dns-tcp', protocol: 'TCP', port: 53, targetPort: 53}]),
			];

type Address = {readonly host: string; readonly port: number};

// One slice for each port: on loopback, API servers differ in nothing else.
const apiServerSeeds = (servers: readonly Address[]): readonly Seed[] => [
	...servers.map(({host, port}, index): Seed => [
		'endpointslices',
		{
			metadata: {name: index === 0 ? 'kubernetes' : `kubernetes-${index + 1}`, namespace: 'default', labels: {'kubernetes.io/service-name': 'kubernetes'}},
			addressType: 'IPv4', endpoints: [{addresses: [host], conditions: {ready: true}}], ports: [{name: 'https', protocol: 'TCP', port}],
		},
	]),
	['endpoints', {metadata: {name: 'kubernetes', namespace: 'default', labels: {'endpointslice.kubernetes.io/skip-mirror': 'true'}}, subsets: servers.map(({host, port}) => ({addresses: [{ip: host}], ports: [{name: 'https', port, protocol: 'TCP'}]}))}],
];

const rbac = 'rbac.authorization.k8s.io';
const readerRole = 'extension-apiserver-authentication-reader';

/** Puts into an empty store what every cluster has from the start. */
export const seedObjects = (store: Store, release: Release, {network, clientCaPem, servers}: {readonly network: Network; readonly clientCaPem: string; readonly servers: readonly Address[]}): void => {
	const seeds: readonly Seed[] = [
		...['kube-system', 'kube-public', 'kube-node-lease', 'default'].map((name): Seed => ['namespaces', {metadata: {name, labels: {'kubernetes.io/metadata.name': name}}, spec: {finalizers: ['kubernetes']}, status: {phase: 'Active'}}]),
		...defaultClusterRoles.map((role): Seed => ['clusterroles', role]),
		...defaultClusterRoleBindings.map((binding): Seed => ['clusterrolebindings', binding]),
		['roles', {metadata: {name: readerRole, namespace: 'kube-system'}, rules: [{verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['extension-apiserver-authentication']}]}],
		['rolebindings', {metadata: {name: `system::${readerRole}`, namespace: 'kube-system'}, subjects: ['system:kube-controller-manager', 'system:kube-scheduler'].map((name) => ({kind: 'User', apiGroup: rbac, name})), roleRef: {apiGroup: rbac, kind: 'Role', name: readerRole}}],
		['configmaps', {metadata: {name: 'extension-apiserver-authentication', namespace: 'kube-system'}, data: {'client-ca-file': clientCaPem}}],
		serviceOf('kubernetes', 'default', network.serviceIp, {component: 'apiserver', provider: 'kubernetes'}, [{name: 'https', protocol: 'TCP', port: 443, targetPort: 6443}]),
		...dnsSeeds(network),
		...apiServerSeeds(servers),
		...(release.hasServiceCidrs ? [['servicecidrs', {metadata: {name: 'kubernetes'}, spec: {cidrs: [network.serviceCidr]}, status: {conditions: [{type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready'}]}}] as const] : []),
	];
	for (const [plural, object] of seeds) {
		store.create(plural, object);
	}
};
