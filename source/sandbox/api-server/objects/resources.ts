import type {Release} from '../release.ts';
import {fieldsOf, type KubeObject, textOf} from './kube-object.ts';

/** Which names an object may have: k8s.io/apimachinery pkg/api/validation/name.go and pkg/api/validation/path. */
export type NameRule = 'subdomain' | 'label' | 'path-segment';

/** One kind of stored object. */
export type Resource = {
	/** Empty for the core group. */
	readonly group: string;
	readonly version: string;
	readonly plural: string;
	readonly kind: string;
	readonly isNamespaced: boolean;
	readonly subresources: readonly string[];
	/** What kubectl takes for the plural. */
	readonly shortNames: readonly string[];
	readonly nameRule: NameRule;
	/** Field selectors beside metadata.name and metadata.namespace. */
	readonly fields: Readonly<Record<string, (object: KubeObject) => string>>;
	/** A plain PUT keeps these fields as they are stored. */
	readonly keptByPut: readonly string[];
};

const path = (...names: readonly string[]) => (object: KubeObject): string => textOf(names.reduce<unknown>((value, name) => fieldsOf(value)[name], object));

const shortNames: Readonly<Record<string, readonly string[]>> = {
	certificatesigningrequests: ['csr'], configmaps: ['cm'], endpoints: ['ep'], events: ['ev'], namespaces: ['ns'], nodes: ['no'], pods: ['po'], serviceaccounts: ['sa'], services: ['svc'],
};

const resource = (group: string, plural: string, kind: string, more: Partial<Resource> = {}): Resource => ({
	group, version: 'v1', plural, kind, isNamespaced: true, subresources: [], shortNames: shortNames[plural] ?? [], nameRule: 'subdomain', fields: {}, keptByPut: [], ...more,
});

const rbac = 'rbac.authorization.k8s.io';
const clusterScoped = {isNamespaced: false} as const;

// Selectable fields: kubernetes pkg/apis/core/v1/conversion.go and pkg/apis/certificates/v1/conversion.go; kept fields: pkg/registry/*/strategy.go, PrepareForUpdate.
const all: readonly Resource[] = [
	resource('', 'namespaces', 'Namespace', {...clusterScoped, nameRule: 'label', subresources: ['status'], fields: {'status.phase': path('status', 'phase')}}),
	resource('', 'nodes', 'Node', {...clusterScoped, subresources: ['status'], keptByPut: ['status'], fields: {'spec.unschedulable': (object) => (fieldsOf(object['spec'])['unschedulable'] === true ? 'true' : 'false')}}),
	resource('', 'secrets', 'Secret', {fields: {type: path('type')}}),
	resource('', 'configmaps', 'ConfigMap'),
	resource('', 'services', 'Service', {nameRule: 'label', fields: {'spec.clusterIP': path('spec', 'clusterIP'), 'spec.type': path('spec', 'type')}}),
	resource('', 'endpoints', 'Endpoints'),
	resource('', 'serviceaccounts', 'ServiceAccount', {subresources: ['token']}),
	resource('', 'pods', 'Pod', {subresources: ['status'], keptByPut: ['status'], fields: {'spec.nodeName': path('spec', 'nodeName'), 'status.phase': path('status', 'phase')}}),
	resource('', 'events', 'Event', {fields: {'involvedObject.name': path('involvedObject', 'name'), 'involvedObject.kind': path('involvedObject', 'kind')}}),
	resource('certificates.k8s.io', 'certificatesigningrequests', 'CertificateSigningRequest', {
		...clusterScoped, subresources: ['approval', 'status'], nameRule: 'path-segment', fields: {'spec.signerName': path('spec', 'signerName')}, keptByPut: ['spec', 'status'],
	}),
	resource('coordination.k8s.io', 'leases', 'Lease'),
	resource('discovery.k8s.io', 'endpointslices', 'EndpointSlice'),
	resource('networking.k8s.io', 'servicecidrs', 'ServiceCIDR', clusterScoped),
	resource('storage.k8s.io', 'csinodes', 'CSINode', clusterScoped),
	resource(rbac, 'clusterroles', 'ClusterRole', {...clusterScoped, nameRule: 'path-segment'}),
	resource(rbac, 'clusterrolebindings', 'ClusterRoleBinding', {...clusterScoped, nameRule: 'path-segment'}),
	resource(rbac, 'roles', 'Role', {nameRule: 'path-segment'}),
	resource(rbac, 'rolebindings', 'RoleBinding', {nameRule: 'path-segment'}),
];

/** `plural.group`, as messages and details spell a resource. */
export const qualify = (name: string, group: string): string => (group === '' ? name : `${name}.${group}`);

/** `v1` or `group/version`. */
export const apiVersionOf = ({group, version}: Pick<Resource, 'group' | 'version'>): string => (group === '' ? version : `${group}/${version}`);

/** Groups that every release has, whatever is in them. */
export const everyGroup: readonly string[] = [...new Set(all.map(({group}) => group))];

/** The resources of a release. */
export const resourcesOf = (release: Release): readonly Resource[] => all.filter(({plural}) => plural !== 'servicecidrs' || release.hasServiceCidrs);

/** A resource by its plural, for the server's own use; throws for one that nobody serves. */
export const resourceNamed = (plural: string): Resource => {
	const found = all.find((each) => each.plural === plural);
	if (found === undefined) {
		throw new RangeError(`no resource ${plural}`);
	}
	return found;
};
