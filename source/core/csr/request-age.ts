import type {Csr, RawCsr} from './csr.ts';
import {nodeOfSubject} from './common-name.ts';
import {createSharer} from './share-alike.ts';

// resourceVersion is a decimal number on every API server there is, and compared as such since Kubernetes 1.35 (KEP-5504).
const compareVersions = (left: string, right: string): number => left.length - right.length || (left < right ? -1 : Number(left > right));

/** Orders requests from old to new; creation times have whole seconds, so resourceVersion decides ties (P24). */
export const compareAge = (left: Csr, right: Csr): number =>
	(Date.parse(left.raw.createdAt) || 0) - (Date.parse(right.raw.createdAt) || 0) || compareVersions(left.raw.resourceVersion, right.raw.resourceVersion);

/** The key of all requests for one node and signer, whoever filed them: for those whose requester is no more. */
export const nodeFoldKey = ({raw, reading}: Csr): string => JSON.stringify([(reading.isReadable ? nodeOfSubject(reading.decoded.subject) : undefined) ?? null, raw.signerName]);

// Asked of all requests at every look, and a request never changes: what changes is another object.
const foldKeys = new WeakMap<Csr, string>();

const shareKey = createSharer<string>();

/** The key by which requests are folded: requester, node and signer, so that no stranger's request pushes an honest one aside (P24). */
export const foldKey = (csr: Csr): string => {
	const known = foldKeys.get(csr);
	if (known !== undefined) {
		return known;
	}
	const {raw, reading} = csr;
	const node = reading.isReadable ? nodeOfSubject(reading.decoded.subject) : undefined;
	const text = JSON.stringify([raw.username, node ?? null, raw.signerName]);
	const key = shareKey(text, text);
	foldKeys.set(csr, key);
	return key;
};

/** True where both are the same object, not only of the same name. */
export const isSameRequest = (left: RawCsr, right: RawCsr): boolean => left.uid === right.uid && left.name === right.name;
