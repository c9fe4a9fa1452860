import {createHash} from 'node:crypto';
import type {Pki} from '../../ports/pki.ts';
import {isIssuedBy, readCertificates} from './read-certificates.ts';
import {readRequest} from './read-request.ts';

/** Reads certificates and requests by node:crypto and a strict DER reader of our own. */
export const cryptoPki: Pki = {
	readCertificates,
	readRequest,
	isIssuedBy,
	sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
};
