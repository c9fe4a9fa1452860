import {decodeBase64, decodeBase64Text} from '../facts/decode-base64.ts';
import {fieldsOf} from '../untrusted/fields-of.ts';
import type {RawCsr} from './csr.ts';

// What should be a text and is none becomes one that fits nothing, rather than being left out: a rule must see that there was something.
const textOf = (value: unknown): string => {
	if (typeof value === 'string') {
		return value;
	}
	return value === undefined || value === null ? '' : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '{}';
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);

const textsOf = (value: unknown): readonly string[] => listOf(value).map(textOf);

// No signer gives as many (P7), so what is cut off makes no difference but to the time that it costs. Groups are never cut: what one misses of them may matter.
const mostUsages = 100;

const conditionOf = (value: unknown): RawCsr['conditions'][number] => {
	const {type, status, reason, message, lastUpdateTime} = fieldsOf(value);
	return {type: textOf(type), status: textOf(status), reason: textOf(reason), message: textOf(message), ...(typeof lastUpdateTime === 'string' ? {lastUpdateTime} : {})};
};

// Characters of base64, a multiple of four. No reader takes as much, so what is cut off makes no difference but to the time that it costs.
const longest = 65_536;

// A certificate that is no base64 is still one: the request has its answer.
const certificateOf = (value: unknown): string => decodeBase64Text(textOf(value).slice(0, longest)) || textOf(value);

/** Reads a CertificateSigningRequest (certificates.k8s.io/v1). Whatever shape it has, the result can be judged, and nothing that is missing makes it look better. */
export const parseCsr = (object: unknown): RawCsr => {
	const {metadata, spec, status} = fieldsOf(object);
	const {name, uid, resourceVersion, creationTimestamp} = fieldsOf(metadata);
	const {signerName, request, usages, expirationSeconds, username, groups} = fieldsOf(spec);
	const {conditions, certificate} = fieldsOf(status);
	return {
		name: textOf(name),
		uid: textOf(uid),
		resourceVersion: textOf(resourceVersion),
		createdAt: textOf(creationTimestamp),
		signerName: textOf(signerName),
		request: decodeBase64(textOf(request).slice(0, longest)) ?? new Uint8Array(),
		usages: textsOf(listOf(usages).slice(0, mostUsages)),
		...(expirationSeconds === undefined || expirationSeconds === null ? {} : {expirationSeconds: typeof expirationSeconds === 'number' ? expirationSeconds : Number.NaN}),
		username: textOf(username),
		groups: textsOf(groups),
		conditions: listOf(conditions).map(conditionOf),
		certificate: certificateOf(certificate),
	};
};
