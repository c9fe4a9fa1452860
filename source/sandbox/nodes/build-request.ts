import {generateKeyPair, sign} from 'node:crypto';
import {promisify} from 'node:util';
import {altNamesOf, subjectOf} from '../api-server/pki/authority.ts';
import {element, oid, sequence, tag, toPem, unsigned, wholeBits} from '../api-server/pki/der.ts';

/** A certificate request as a kubelet makes it, with the key that it is for. */
export type KubeletRequest = {readonly requestPem: string; /** SEC 1, as client-go's keyutil writes it. */ readonly keyPem: string};

const generate = promisify(generateKeyPair);

// RFC 2985 section 5.4.2, RFC 5280 section 4.2.1.6, RFC 5758 section 3.2.
const oids = {extensionRequest: '1.2.840.113549.1.9.14', subjectAltName: '2.5.29.17', ecdsaWithSha256: '1.2.840.10045.4.3.2'} as const;

const requestNames = (names: readonly string[]): readonly Buffer[] =>
	names.length === 0 ? [] : [sequence(oid(oids.extensionRequest), element(tag.set, sequence(sequence(oid(oids.subjectAltName), element(tag.octetString, altNamesOf(names))))))];

/**
 * Makes a fresh ECDSA P-256 key and a request for `system:node:<name>` of `system:nodes`, as kubelets of 1.20 to 1.36 do
 * (k8s.io/client-go util/certificate/certificate_manager.go). `altNames` are DNS names and IP addresses; a client request has none.
 */
export const buildKubeletRequest = async (nodeName: string, altNames: readonly string[] = []): Promise<KubeletRequest> => {
	const {publicKey, privateKey} = await generate('ec', {namedCurve: 'P-256'});
	const subject = subjectOf({user: `system:node:${nodeName}`, groups: ['system:nodes']});
	const info = sequence(unsigned(Buffer.from([0])), subject, publicKey.export({type: 'spki', format: 'der'}), element(0xa0, ...requestNames(altNames)));
	const request = sequence(info, sequence(oid(oids.ecdsaWithSha256)), wholeBits(sign('sha256', info, privateKey)));
	return {requestPem: toPem('CERTIFICATE REQUEST', request), keyPem: privateKey.export({type: 'sec1', format: 'pem'}).toString()};
};
