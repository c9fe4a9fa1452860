import {readRequestOf, usagesOf} from '../objects/certificate-request.ts';
import type {KubeObject} from '../objects/kube-object.ts';
import type {Release} from '../release.ts';

const withRsa = (purpose: string): readonly string[] => [purpose, 'digital signature', 'key encipherment'];

const isSameSet = (usages: readonly string[], wanted: readonly string[]): boolean => new Set(usages).size === wanted.length && wanted.every((usage) => usages.includes(usage));

const checkUsages = (usages: readonly string[], purpose: string, {allowsUsagesWithoutRsa}: Release): void => {
	const wanted = withRsa(purpose);
	const shorter = wanted.filter((usage) => usage !== 'key encipherment');
	if (!isSameSet(usages, wanted) && !(allowsUsagesWithoutRsa && isSameSet(usages, shorter))) {
		throw new Error(`usages did not match [${wanted.join(' ')}]`);
	}
};

const isNodesOnly = (organizations: readonly string[]): boolean => organizations.length === 1 && organizations[0] === 'system:nodes';

const refuseIf = (isWrong: boolean, sentence: string): void => {
	if (isWrong) {
		throw new Error(sentence);
	}
};

/** Throws why this is no client request of a kubelet: kubernetes pkg/apis/certificates/helpers.go, ValidateKubeletClientCSR. */
export const checkKubeletClient = (object: KubeObject, release: Release): void => {
	const {organizations, commonName, dnsNames, ipAddresses, emails, uris} = readRequestOf(object);
	refuseIf(!isNodesOnly(organizations), 'subject organization is not system:nodes');
	refuseIf(dnsNames.length > 0, 'DNS subjectAltNames are not allowed');
	refuseIf(emails.length > 0, 'Email subjectAltNames are not allowed');
	refuseIf(ipAddresses.length > 0, 'IP subjectAltNames are not allowed');
	refuseIf(uris.length > 0, 'URI subjectAltNames are not allowed');
	refuseIf(!commonName.startsWith('system:node:'), 'subject common name does not begin with system:node:');
	checkUsages(usagesOf(object), 'client auth', release);
};

/** Throws why this is no serving request of a kubelet: the same file, ValidateKubeletServingCSR. */
export const checkKubeletServing = (object: KubeObject, release: Release): void => {
	const {organizations, commonName, dnsNames, ipAddresses, emails, uris} = readRequestOf(object);
	refuseIf(!isNodesOnly(organizations), 'subject organization is not system:nodes');
	refuseIf(dnsNames.length === 0 && ipAddresses.length === 0, 'DNS or IP subjectAltName is required');
	refuseIf(emails.length > 0, 'Email subjectAltNames are not allowed');
	refuseIf(uris.length > 0, 'URI subjectAltNames are not allowed');
	checkUsages(usagesOf(object), 'server auth', release);
	refuseIf(!commonName.startsWith('system:node:'), 'subject common name does not begin with system:node:');
};

/** Throws why this is no client request: kubernetes pkg/controller/certificates/signer/signer.go, validAPIServerClientUsages. */
export const checkApiServerClient = (object: KubeObject): void => {
	const usages = usagesOf(object);
	const odd = usages.find((usage) => !withRsa('client auth').includes(usage));
	refuseIf(odd !== undefined, `invalid usage for client certificate: ${odd ?? ''}`);
	refuseIf(!usages.includes('client auth'), 'missing required usage for client certificate: client auth');
};
