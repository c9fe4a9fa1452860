// The PKI of a hand-built cluster, by openssl, as its guides do it.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {addressOf, placeMasters, type LabPlace} from './place.ts';
import {runCommand} from './run.ts';
import type {LabShape} from './shape.ts';

/** What one certificate says, and which CA says it; `ca` absent: it is a CA itself. */
type CertificateRequest = {
	/** Name of its files, without ending. */
	readonly name: string;
	/** As openssl's -subj takes it: `/O=system:masters/CN=kubernetes-admin`. */
	readonly subject: string;
	readonly ca?: string;
	readonly usages?: ReadonlyArray<'clientAuth' | 'serverAuth'>;
	/** DNS names and IP addresses. */
	readonly sans?: readonly string[];
	/** Default: rsa. */
	readonly key?: LabShape['caKey'];
};

const keyArgs: Readonly<Record<LabShape['caKey'], readonly string[]>> = {
	rsa: ['-newkey', 'rsa:2048'],
	ecdsa: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
};

/** The folder, on this machine, with every certificate and key of a lab, those of the CAs too. */
export function pkiFolderOf(place: LabPlace): string {
	return join(place.folder, 'pki');
}

/** The CA that the apiservers' certificate comes from: the one a kubeconfig must hold. */
export function servingCaOf(shape: LabShape): 'ca' | 'serving-ca' {
	return shape.separateServingCa ? 'serving-ca' : 'ca';
}

/** Names an apiserver's certificate has by default; the VIP among them if the shape says so. */
export function listApiserverSans(place: LabPlace, shape: LabShape): readonly string[] {
	return [
		'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local',
		'localhost', '127.0.0.1', '10.96.0.1',
		...placeMasters(place, shape).flatMap(master => [master.name, master.address]),
		...(shape.vipInSans ? [addressOf(place, 100)] : []),
	];
}

/** Makes everything a control plane needs before it can start. */
export async function makePki(place: LabPlace, shape: LabShape): Promise<void> {
	const folder = pkiFolderOf(place);
	await mkdir(folder, {mode: 0o700});
	const cas = [
		{name: 'ca', subject: '/CN=kubernetes-ca', key: shape.caKey},
		{name: 'etcd-ca', subject: '/CN=etcd-ca', key: shape.caKey},
		...(shape.separateServingCa ? [{name: 'serving-ca', subject: '/CN=kubernetes-serving-ca', key: shape.caKey}] : []),
	];
	const [master] = placeMasters(place, shape);
	const leaves: readonly CertificateRequest[] = [
		{name: 'etcd', subject: '/CN=kube-etcd', ca: 'etcd-ca', usages: ['serverAuth', 'clientAuth'], sans: ['m1', 'localhost', '127.0.0.1', master?.address ?? '']},
		{name: 'apiserver-etcd-client', subject: '/CN=kube-apiserver-etcd-client', ca: 'etcd-ca', usages: ['clientAuth']},
		{name: 'apiserver-kubelet-client', subject: '/O=system:masters/CN=kube-apiserver-kubelet-client', ca: 'ca', usages: ['clientAuth']},
		{name: 'controller-manager', subject: '/CN=system:kube-controller-manager', ca: 'ca', usages: ['clientAuth']},
		{name: 'admin', subject: '/O=system:masters/CN=kubernetes-admin', ca: 'ca', usages: ['clientAuth']},
	];
	await Promise.all([makeServiceAccountKeys(folder), ...cas.map(async ca => issueCertificate(folder, ca))]);
	await Promise.all([
		issueApiserverCertificate(place, shape, listApiserverSans(place, shape)),
		...leaves.map(async leaf => issueCertificate(folder, leaf)),
	]);
}

/** Makes, or makes anew, the certificate that all apiservers of the lab serve with. */
export async function issueApiserverCertificate(place: LabPlace, shape: LabShape, sans: readonly string[]): Promise<void> {
	await issueCertificate(pkiFolderOf(place), {name: 'apiserver', subject: '/CN=kube-apiserver', ca: servingCaOf(shape), usages: ['serverAuth'], sans});
}

/** Makes a client certificate in the lab's PKI folder, as `name`.crt and `name`.key. */
export async function issueClientCertificate(place: LabPlace, name: string, user: string, groups: readonly string[]): Promise<void> {
	const subject = [...groups.map(group => `/O=${escapeSubject(group)}`), `/CN=${escapeSubject(user)}`].join('');
	await issueCertificate(pkiFolderOf(place), {name, subject, ca: 'ca', usages: ['clientAuth']});
}

async function issueCertificate(folder: string, {name, subject, ca, usages = [], sans = [], key = 'rsa'}: CertificateRequest): Promise<void> {
	const at = (file: string) => join(folder, file);
	const config = [
		'[req]', 'distinguished_name = subject', 'x509_extensions = extensions', 'string_mask = utf8only', '[subject]', '[extensions]',
		'subjectKeyIdentifier = hash',
		...(ca === undefined
			? ['basicConstraints = critical, CA:TRUE', 'keyUsage = critical, digitalSignature, keyEncipherment, keyCertSign, cRLSign']
			: ['basicConstraints = critical, CA:FALSE', 'keyUsage = critical, digitalSignature, keyEncipherment', `extendedKeyUsage = ${usages.join(', ')}`]),
		...(sans.length > 0 ? [`subjectAltName = ${sans.map(san => `${/^[\d.]+$|:/.test(san) ? 'IP' : 'DNS'}:${san}`).join(', ')}`] : []),
		'',
	];
	await writeFile(at(`${name}.cnf`), config.join('\n'));
	await runCommand('openssl', [
		'req', '-x509', '-noenc', '-utf8', '-sha256', '-days', ca === undefined ? '3650' : '365', ...keyArgs[key],
		...(ca === undefined ? [] : ['-CA', at(`${ca}.crt`), '-CAkey', at(`${ca}.key`)]),
		'-config', at(`${name}.cnf`), '-subj', subject, '-keyout', at(`${name}.key`), '-out', at(`${name}.crt`),
	]);
}

async function makeServiceAccountKeys(folder: string): Promise<void> {
	await runCommand('openssl', ['genrsa', '-out', join(folder, 'sa.key'), '2048']);
	await runCommand('openssl', ['rsa', '-in', join(folder, 'sa.key'), '-pubout', '-out', join(folder, 'sa.pub')]);
}

function escapeSubject(text: string): string {
	return text.replaceAll(/[\\/+]/g, String.raw`\$&`);
}
