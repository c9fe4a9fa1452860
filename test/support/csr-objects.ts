/* CertificateSigningRequest objects whose spec.request is the decoded request itself, as JSON: what a watch tells, without cryptography. */
import type {Csr, DecodedRequest} from '../../source/core/csr/csr.ts';
import type {KubernetesObject} from '../../source/ports/cluster-api.ts';
import type {Pki} from '../../source/ports/pki.ts';
import {ago, clientRequest, names, servingRequest, subjectOf, token} from './requests.ts';

export type CsrChange = {
	readonly name?: string;
	readonly uid?: string;
	readonly resourceVersion?: string;
	readonly createdAt?: string;
	readonly tokenId?: string;
	/** Instead of a bootstrap token's user. */
	readonly username?: string;
	/** Of the token, beside those that every token has. */
	readonly groups?: readonly string[];
	readonly conditions?: readonly {readonly type: 'Approved' | 'Denied' | 'Failed'; readonly reason?: string}[];
	/** It has been signed. */
	readonly isIssued?: boolean;
	readonly altNames?: readonly string[];
};

const build = (csr: Csr, change: CsrChange): KubernetesObject => {
	const {raw, reading} = csr;
	const decoded = reading.isReadable ? reading.decoded : undefined;
	const {name = raw.name, conditions = change.isIssued === true ? [{type: 'Approved'}] : []} = change;
	return {
		metadata: {name, uid: change.uid ?? `uid-of-${name}`, resourceVersion: change.resourceVersion ?? '1', creationTimestamp: change.createdAt ?? ago(0)},
		spec: {request: Buffer.from(JSON.stringify(decoded)).toString('base64'), signerName: raw.signerName, usages: raw.usages, username: raw.username, groups: raw.groups},
		status: {conditions: conditions.map((condition) => ({status: 'True', reason: '', message: '', ...condition})), ...(change.isIssued === true ? {certificate: Buffer.from('pem').toString('base64')} : {})},
	};
};

// Every node has a key of its own: two nodes with one key are a cloned disk.
const keyOf = (node: string, kind: string): string => Buffer.from(`${kind} ${node}`).toString('hex').padEnd(64, '0').slice(0, 64);

/** The client request that a node files with its own bootstrap token. */
export const clientCsr = (node: string, change: CsrChange = {}): KubernetesObject =>
	build(
		clientRequest({
			raw: {name: `csr-${node.replace('node-', 'c').padEnd(5, 'c')}`, username: change.username ?? `system:bootstrap:${change.tokenId ?? token.tokenId}`, groups: ['system:bootstrappers', ...(change.groups ?? ['system:bootstrappers:kubenroll', `system:bootstrappers:kubenroll:node:${node}`]), 'system:authenticated']},
			decoded: {subject: subjectOf(node), spkiSha256: keyOf(node, 'client')},
		}),
		change,
	);

/** The serving request that an enrolled node files. */
export const servingCsr = (node: string, change: CsrChange = {}): KubernetesObject =>
	build(
		servingRequest({
			raw: {name: `csr-${node.replace('node-', 's').padEnd(5, 's')}`, username: `system:node:${node}`},
			decoded: {subject: subjectOf(node), spkiSha256: keyOf(node, 'serving'), altNames: names(...(change.altNames ?? [`dns:${node}`, `ip:10.0.0.1${node.slice(-1)}`]))},
		}),
		change,
	);

/** Reads these objects back; everything else of a Pki throws. */
export const csrPki = (change: Partial<Pki> = {}): Pki => ({
	// The bytes are what `build` wrote.
	readRequest: (request) => ({isReadable: true, decoded: JSON.parse(Buffer.from(request).toString()) as DecodedRequest}),
	readCertificates: () => {
		throw new Error('unexpected reading of certificates');
	},
	isIssuedBy: () => {
		throw new Error('unexpected check of an issuer');
	},
	sha256: () => {
		throw new Error('unexpected digest');
	},
	...change,
});

/** A Node object as the API tells it. */
export const nodeManifest = (name: string, ready: 'True' | 'False' | 'Unknown' = 'False', addresses: readonly string[] = [`10.0.0.1${name.slice(-1)}`]): KubernetesObject => ({
	metadata: {name, creationTimestamp: ago(0), labels: {}},
	spec: {},
	status: {addresses: addresses.map((address) => ({type: 'InternalIP', address})), conditions: [{type: 'Ready', status: ready}], nodeInfo: {kubeletVersion: 'v1.36.3'}},
});
