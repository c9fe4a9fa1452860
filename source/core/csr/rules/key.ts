import type {DecodedRequest} from '../csr.ts';
import {makeFinding, type Finding} from '../finding.ts';
import {mostKeyHolders} from '../key-holders.ts';
import {onDecoded, type Rule} from '../rule.ts';
import {findDefect} from './find-defect.ts';

type Key = DecodedRequest['key'];
type Strength = 'sound' | 'unusual' | 'weak';

// What kubelets and careful people make; Kubernetes itself signs more than that.
const soundCurves: readonly string[] = ['P-256', 'P-384', 'P-521'];
const soundHashes: readonly string[] = ['sha256', 'sha384', 'sha512', 'ed25519'];
const rsaBits = {minimum: 2048, maximum: 8192};
const usualExponent = 65_537;

const gradeRsa = (bits: number, exponent: number): Strength => {
	if (!(bits >= rsaBits.minimum) || !(exponent > 1)) {
		return 'weak';
	}
	return bits <= rsaBits.maximum && exponent === usualExponent ? 'sound' : 'unusual';
};

const gradeKey = (key: Key): Strength => {
	switch (key.kind) {
		case 'ec': {
			return soundCurves.includes(key.curve) ? 'sound' : 'unusual';
		}
		case 'rsa': {
			return gradeRsa(key.bits, key.exponent);
		}
		case 'ed25519': {
			return 'sound';
		}
		case 'other': {
			return 'unusual';
		}
	}
};

/** A key in a few words, for people who know keys: `ECDSA P-256`, `RSA 2048`, `RSA 2048 e=3`. */
export const describeKey = (key: Key): string => {
	switch (key.kind) {
		case 'ec': {
			return `ECDSA ${key.curve}`;
		}
		case 'rsa': {
			return key.exponent === usualExponent ? `RSA ${key.bits}` : `RSA ${key.bits} e=${key.exponent}`;
		}
		case 'ed25519': {
			return 'Ed25519';
		}
		case 'other': {
			return key.oid;
		}
	}
};

const judgeStrength = ({key, signatureHash}: DecodedRequest): Finding => {
	const params = {key: describeKey(key), hash: signatureHash};
	const strength = gradeKey(key);
	if (strength === 'weak' || signatureHash === 'md5') {
		return makeFinding('REFUSE', 'key-weak', params);
	}
	return strength === 'sound' && soundHashes.includes(signatureHash) ? makeFinding('PASS', 'key-sound', params) : makeFinding('ASK', 'key-unusual', params);
};

const judgeKey = onDecoded((decoded, {node}, {nodesByKey}) => {
	const others = (nodesByKey.get(decoded.spkiSha256) ?? []).filter((other) => other !== node);
	return [judgeStrength(decoded), ...(others.length === 0 ? [] : [makeFinding('ASK', 'key-of-other-node', {nodes: others.slice(0, mostKeyHolders).join(', ')})])];
});

/** P4: the key and the hash that signed the request, and whose key it is besides. */
export const keyRules: readonly Rule[] = [
	{
		id: 'P4',
		kind: 'both',
		judge: (request, knowledge) => [...findDefect('P4', request.reading), ...judgeKey(request, knowledge)],
	},
];
