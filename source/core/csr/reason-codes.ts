import type {RequestDefect} from './csr.ts';
import type {Decider} from './decider.ts';
import type {MissingFact} from './judge-context.ts';
import type {PossessionGap} from './possession.ts';
import type {DefectCode, RequestPart} from './request-defect.ts';
import type {RequestState} from './request-state.ts';

/** Why no node may hold a DNS name (P22). */
export type ReservedName = 'wildcard' | 'kubernetes' | 'service' | 'localhost' | 'ip-literal' | 'cluster' | 'control-plane' | 'other-node';

/** Why no node, or not this one, may hold an address (P22). */
export type ReservedAddress = 'loopback' | 'unspecified' | 'link-local' | 'multicast' | 'broadcast' | 'embedded' | 'cluster' | 'cluster-range' | 'control-plane' | 'other-node';

type Nothing = Readonly<Record<never, never>>;

/** Triage. */
type TriageReasons = {
	'signer-not-kubelet': {readonly signer: string};
	'signer-kubelet': {readonly signer: string};
	/** `reason` is what the condition says, empty where it says nothing. */
	'already-decided': {readonly state: RequestState; readonly by: Decider; readonly reason: string};
	'denied-in-run': {readonly node: string};
	'still-pending': Nothing;
	'facts-missing': {readonly fact: MissingFact};
	'facts-complete': Nothing;
	'name-unusual': {readonly name: string};
	'name-usual': Nothing;
};

/** What the request holds, of either kind. */
type RequestReasons = {
	/** `part` and `value` are empty where the detail's sentence needs none. */
	'request-unreadable': {readonly defect: RequestDefect['code']; readonly detail: DefectCode; readonly part: RequestPart | ''; readonly value: string};
	'request-readable': Nothing;
	'usage-beyond-spec': {readonly usage: string};
	'key-weak': {readonly key: string};
	'key-unusual': {readonly key: string; readonly hash: string};
	'key-of-other-node': {readonly nodes: string};
	'key-sound': {readonly key: string; readonly hash: string};
	'organization-wrong': {readonly organizations: string};
	'organization-right': Nothing;
	'common-name-wrong': {readonly commonNames: string};
	'subject-extra-part': {readonly types: string};
	'subject-string-type': {readonly types: string};
	'common-name-right': {readonly node: string};
	'usages-wrong': {readonly usages: string; readonly expected: string};
	'usages-right': {readonly usages: string};
	'lifetime-too-short': {readonly seconds: string};
	'lifetime-too-long': {readonly seconds: string; readonly maximum: string};
	'lifetime-unset': Nothing;
	'lifetime-right': {readonly seconds: string};
	'age-unknown': {readonly createdAt: string};
	'from-future': {readonly seconds: string};
	'too-old': {readonly minutes: string};
	'older-than-run': {readonly createdAt: string};
	'age-right': {readonly seconds: string};
	'node-not-planned': {readonly node: string};
	'control-plane-not-planned': {readonly node: string};
	'node-planned': {readonly node: string};
	'key-on-host': {readonly node: string};
	'key-not-on-host': {readonly node: string};
	'key-on-host-unread': {readonly node: string};
	superseded: {readonly newer: string};
	'not-superseded': Nothing;
};

/** Client requests. */
type ClientReasons = {
	'client-has-alt-names': {readonly names: string};
	'client-without-alt-names': Nothing;
	'requester-stranger': {readonly requester: string};
	'requester-foreign-group': {readonly requester: string; readonly group: string};
	'requester-other-node': {readonly requester: string; readonly node: string};
	'requester-legacy-group': {readonly requester: string};
	'requester-token-file-unexpected': {readonly requester: string};
	'requester-bootstrap-token': {readonly tokenId: string};
	'requester-token-file': {readonly requester: string};
	'requester-node': {readonly node: string};
	'token-missing': {readonly secret: string};
	'token-wrong-type': {readonly secret: string; readonly type: string};
	'token-never-expires': {readonly secret: string};
	'token-made-for-other-node': {readonly secret: string; readonly made: string; readonly node: string};
	'token-expired': {readonly secret: string; readonly expiration: string};
	'token-not-of-plan': {readonly secret: string};
	'token-cannot-authenticate': {readonly secret: string};
	'token-expiration-unreadable': {readonly secret: string; readonly expiration: string};
	'token-id-mismatch': {readonly secret: string; readonly tokenId: string};
	'token-lacks-node-group': {readonly secret: string; readonly group: string};
	'token-right': {readonly secret: string};
	'token-published': {readonly secret: string};
	'token-of-other-node': {readonly node: string; readonly bound: string};
	'token-of-several-nodes': {readonly groups: string};
	'token-shared': Nothing;
	'token-shared-trusted': Nothing;
	'token-bound': {readonly node: string};
	'node-ready': {readonly node: string};
	'node-not-listed-again': {readonly node: string};
	'node-enrols-again': {readonly node: string};
	'node-is-control-plane': {readonly node: string};
	'node-new': {readonly node: string};
	'second-in-run': {readonly first: string};
	'second-by-other-requester': {readonly first: string; readonly requester: string};
	'second-by-node': {readonly first: string};
	'enrols-anew': {readonly first: string};
	'first-in-run': Nothing;
	'renewal-lacks-group': {readonly group: string};
	'renewal-without-node': {readonly node: string};
	'renewal-not-planned': {readonly node: string};
	'renewal-right': {readonly node: string};
	'gate-in-force': {readonly answer: 'yes' | 'no'};
	'renewals-approved': {readonly answer: 'yes' | 'no'};
};

/** Serving requests. */
type ServingReasons = {
	'serving-requester-other': {readonly requester: string; readonly expected: string};
	'serving-requester-lacks-group': {readonly group: string};
	'serving-requester-right': {readonly requester: string};
	'serving-without-node': {readonly node: string};
	'serving-node-exists': {readonly node: string};
	'serving-without-alt-names': Nothing;
	'alt-names-too-many': {readonly count: string; readonly maximum: string};
	'alt-name-kind-wrong': {readonly name: string};
	'dns-name-malformed': {readonly name: string};
	'dns-name-unknown': {readonly name: string};
	'dns-name-in-status-only': {readonly name: string};
	'dns-name-served': {readonly name: string};
	'dns-name-expected': {readonly name: string};
	'address-not-allowed': {readonly address: string};
	'address-unknown': {readonly address: string};
	'address-secondary': {readonly address: string};
	'address-in-status-only': {readonly address: string};
	'address-served': {readonly address: string};
	'address-expected': {readonly address: string};
	'dns-name-reserved': {readonly name: string; readonly because: ReservedName};
	'address-reserved': {readonly address: string; readonly because: ReservedAddress};
	'nothing-reserved': Nothing;
	'possession-proved': {readonly node: string};
	'possession-unproved': {readonly node: string; readonly gap: PossessionGap};
};

/** Every answer that a rule can give, with what its sentence needs. Strings from outside are escaped when the reason is made. */
export type ReasonParams = TriageReasons & RequestReasons & ClientReasons & ServingReasons;

/** The public name of an answer; the text room has one sentence for each. */
export type ReasonCode = keyof ReasonParams;
