import type {MasterFacts, MasterFile} from './component.ts';

// Where guides and kubeadm put the key of a CA: ca.crt and ca.key, ca.pem and ca-key.pem.
const listUsualKeys = (certificate: string): readonly string[] => [certificate.replace(/\.[^./]+$/, '.key'), certificate.replace(/\.[^./]+$/, '-key.pem')];

/** Finds the key of a certificate on its host: one that is known to fit, else one that lies where such keys lie. undefined: there is none to be seen. */
export const findKeyOf = ({files}: MasterFacts, certificate: string): string | undefined => {
	const fileAt = (path: string): MasterFile | undefined => files.find((file) => file.path === path);
	return fileAt(certificate)?.pairedKey ?? listUsualKeys(certificate).find((path) => path !== certificate && fileAt(path)?.exists === true);
};
