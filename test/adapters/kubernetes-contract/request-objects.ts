/* Objects that the contract sends. */
import {altNames, attributes, buildRequest, buildRequestDer, dns, extensionRequest, ip, kubeletSubject, organization, sequence, subjectPart, commonName, toPem} from '../../support/build-request.ts';
import type {Json} from './contract-target.ts';

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');

/** Contents of spec.request, base64. */
export const contents = {
	client: (node = 'node-1') => base64(buildRequest({subject: kubeletSubject(node)})),
	serving: (node = 'node-1') => base64(buildRequest({subject: kubeletSubject(node), attributes: attributes(extensionRequest(altNames(dns(node), ip(10, 0, 0, 11))))})),
	clientWithNames: () => base64(buildRequest({attributes: attributes(extensionRequest(altNames(dns('node-1'))))})),
	ofUser: (name: string, ...groups: readonly string[]) => base64(buildRequest({subject: sequence(...groups.map((group) => subjectPart(organization, group)), subjectPart(commonName, name))})),
	notPem: base64('junk'),
	badSignature: () => {
		const der = buildRequestDer();
		der[der.length - 3] = (der[der.length - 3] ?? 0) ^ 1;
		return base64(toPem(der));
	},
} as const;

export const kubeletClient = 'kubernetes.io/kube-apiserver-client-kubelet';
export const kubeletServing = 'kubernetes.io/kubelet-serving';
/** A signer that no controller knows: what asks for it stays as it is. */
export const nobodysSigner = 'example.com/contract';

/** A request; fields of spec may be replaced or, undefined, left out. */
export const requestObject = (name: string | undefined, spec: Json = {}, metadata: Json = {}): Json => ({
	apiVersion: 'certificates.k8s.io/v1',
	kind: 'CertificateSigningRequest',
	metadata: {name, ...metadata},
	spec: {request: contents.client(), signerName: nobodysSigner, usages: ['digital signature', 'client auth'], ...spec},
});

/** The same object with conditions added to its status. */
export const withConditions = (object: Json, ...conditions: readonly Json[]): Json => ({...object, status: {...object.status, conditions: [...(object.status?.conditions ?? []), ...conditions]}});

export const approved = {type: 'Approved', status: 'True', reason: 'Contract', message: 'said so'};
export const denied = {...approved, type: 'Denied'};

/** A ClusterRoleBinding of a group or user. */
export const bindingOf = (name: string, role: string, subject: {readonly kind: 'User' | 'Group'; readonly name: string}): Json => ({
	apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: {name},
	roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role},
	subjects: [{apiGroup: 'rbac.authorization.k8s.io', ...subject}],
});

/** A bootstrap token's Secret. */
export const tokenSecret = (id: string, secret: string, data: Json = {}): Json => ({
	apiVersion: 'v1', kind: 'Secret', metadata: {name: `bootstrap-token-${id}`, namespace: 'kube-system'}, type: 'bootstrap.kubernetes.io/token',
	stringData: {'token-id': id, 'token-secret': secret, 'usage-bootstrap-authentication': 'true', 'auth-extra-groups': 'system:bootstrappers:contract', ...data},
});

/** RFC 3339 in UTC, so many milliseconds from now. */
export const timeFromNow = (ms: number): string => `${new Date(Date.now() + ms).toISOString().slice(0, 19)}Z`;
