import {nodeUserPrefix} from './common-name.ts';
import type {SubjectAltName} from './csr.ts';
import {foldDnsName} from './dns-name.ts';
import type {ServedCertificate} from './proofs.ts';

/** What a served certificate lacks to prove that a request is its renewal (P23). */
export type PossessionGap = 'untrusted' | 'not-valid-now' | 'other-common-name' | 'other-alt-names';

const setOf = (names: readonly SubjectAltName[]): ReadonlySet<string> => new Set(names.map(({kind, value}) => `${kind}:${kind === 'dns' ? foldDnsName(value) : value}`));

const isSameSet = (left: ReadonlySet<string>, right: ReadonlySet<string>): boolean => left.size === right.size && [...left].every((name) => right.has(name));

/** What keeps a served certificate from standing for a node's request for the same names; undefined where nothing does. OpenShift's cluster-machine-approver renews by the same idea. */
export const findPossessionGap = (served: ServedCertificate, asked: {readonly node: string; readonly altNames: readonly SubjectAltName[]}, nowMs: number): PossessionGap | undefined => {
	if (!served.isTrusted) {
		return 'untrusted';
	}
	// Written so that a date that cannot be read is not valid.
	if (!(Date.parse(served.notBefore) <= nowMs && nowMs <= Date.parse(served.notAfter))) {
		return 'not-valid-now';
	}
	if (served.commonName !== `${nodeUserPrefix}${asked.node}`) {
		return 'other-common-name';
	}
	return isSameSet(setOf(served.altNames), setOf(asked.altNames)) ? undefined : 'other-alt-names';
};
