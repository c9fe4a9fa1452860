import {localFiles} from '../adapters/local/local-files.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import type {CertificateFacts} from '../core/facts/cluster-facts.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';

/** The certificates in a CA file of this machine; rejects with a usage Failure where there is no file, or none in it. */
export const readCaFile = async (path: string): Promise<readonly CertificateFacts[]> => {
	const shown = escapeControls(path);
	const pem = await localFiles.read(path);
	if (pem === undefined) {
		throw new Failure(problem('offline-ca-missing', 'cluster.offline.ca', {path: shown}), 'usage');
	}
	const certificates = cryptoPki.readCertificates(pem);
	if (certificates.length === 0) {
		throw new Failure(problem('offline-ca-invalid', 'cluster.offline.ca', {path: shown}), 'usage');
	}
	return certificates;
};
