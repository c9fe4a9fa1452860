import {X509Certificate} from 'node:crypto';
import type {SubjectAltName} from '../../core/csr/csr.ts';
import type {ShownCertificate} from '../../ports/kubelet-probe.ts';
import {readAltNames} from './alt-names.ts';
import {readChildren, readOid, readOnlyElement, tag} from './der.ts';
import {readCertificates} from './read-certificates.ts';

// TBSCertificate's [3] EXPLICIT Extensions, RFC 5280 section 4.1.
const extensionsTag = 0xa3;
const altNamesOid = '2.5.29.17';

// node:crypto tells names as one text, in which a name may pretend to be several: they are read from the bytes.
const readOwnAltNames = (der: Uint8Array): readonly SubjectAltName[] => {
	const [body] = readChildren(readOnlyElement(der, 'extensions'), tag.sequence, 'extensions');
	const wrapped = readChildren(body, tag.sequence, 'extensions').filter((element) => element.tag === extensionsTag);
	const extensions = wrapped.flatMap((element) => readChildren(element, extensionsTag, 'extensions')).flatMap((list) => readChildren(list, tag.sequence, 'extensions'));
	return extensions.flatMap((extension) => {
		const [type, ...parts] = readChildren(extension, tag.sequence, 'extension');
		const value = parts.at(-1);
		return readOid(type, 'extension') === altNamesOid && value?.tag === tag.octetString ? readAltNames(value.content) : [];
	});
};

/** Reads what P23 compares of a certificate that was served; undefined for one that cannot be read in one way. Never throws. */
export const readServedCertificate = (pem: string): Omit<ShownCertificate, 'isTrusted'> | undefined => {
	const [facts] = readCertificates(pem);
	try {
		return facts === undefined ? undefined : {commonName: facts.commonName, notBefore: facts.notBefore, notAfter: facts.notAfter, altNames: readOwnAltNames(new X509Certificate(facts.pem).raw)};
	} catch {
		return undefined;
	}
};
