import {randomBytes} from 'node:crypto';
import forge from 'node-forge';

/** What a test certificate says; times in milliseconds from now. */
export type CertificateRequest = {
	readonly commonName: string;
	readonly organizations?: readonly string[];
	readonly dnsNames?: readonly string[];
	readonly ipAddresses?: readonly string[];
	readonly fromMs?: number;
	readonly untilMs?: number;
};

/** A certificate and its key, both PEM. */
export type KeyPair = {readonly certificate: string; readonly key: string};

/** A certificate authority that lives as long as a test. */
export type Authority = KeyPair & {readonly issue: (request: CertificateRequest) => KeyPair};

const day = 24 * 60 * 60 * 1000;

const makeCertificate = (request: CertificateRequest, isAuthority: boolean, signer?: {readonly certificate: forge.pki.Certificate; readonly key: forge.pki.rsa.PrivateKey}) => {
	const keys = forge.pki.rsa.generateKeyPair(2048);
	const certificate = forge.pki.createCertificate();
	const {commonName, organizations = [], dnsNames = [], ipAddresses = [], fromMs = -day, untilMs = 365 * day} = request;
	certificate.publicKey = keys.publicKey;
	certificate.serialNumber = `01${randomBytes(8).toString('hex')}`;
	certificate.validity.notBefore = new Date(Date.now() + fromMs);
	certificate.validity.notAfter = new Date(Date.now() + untilMs);
	const subject = [...organizations.map((value) => ({name: 'organizationName', value})), {name: 'commonName', value: commonName}];
	certificate.setSubject(subject);
	certificate.setIssuer(signer?.certificate.subject.attributes ?? subject);
	const altNames = [...dnsNames.map((value) => ({type: 2, value})), ...ipAddresses.map((ip) => ({type: 7, ip}))];
	certificate.setExtensions([
		{name: 'basicConstraints', cA: isAuthority, critical: true},
		...(isAuthority ? [{name: 'keyUsage', keyCertSign: true, critical: true}] : []),
		...(altNames.length > 0 ? [{name: 'subjectAltName', altNames}] : []),
	]);
	certificate.sign(signer?.key ?? keys.privateKey, forge.md.sha256.create());
	return {certificate, key: keys.privateKey};
};

const toPem = ({certificate, key}: ReturnType<typeof makeCertificate>): KeyPair => ({certificate: forge.pki.certificateToPem(certificate), key: forge.pki.privateKeyToPem(key)});

/** Makes an authority of its own for a test. */
export const makeAuthority = (commonName: string): Authority => {
	const authority = makeCertificate({commonName}, true);
	return {...toPem(authority), issue: (request) => toPem(makeCertificate(request, false, authority))};
};
