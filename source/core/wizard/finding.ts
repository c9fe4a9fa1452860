import type {Problem} from '../problem/problem.ts';
import type {EditingStep} from './step.ts';

/** How a finding is marked: `wrong` must be mended before one can go on, `waiting` is still asked. */
export type Mark = 'good' | 'wrong' | 'attention' | 'note' | 'waiting';

/** What a finding is about; its word stands before the sentence. */
export type Aspect = 'version' | 'files' | 'kubeconfig' | 'server' | 'identity' | 'permissions' | 'nodes' | 'tokens' | 'rows' | 'masters' | 'bindings' | 'reachable' | 'authority' | 'certificate' | 'endpoints' | 'names' | 'login' | 'sudo' | 'host-keys' | 'file';

/** Everything that a step can say of what was typed, beside problems; each has its sentence in text/. Strings from outside are escaped. */
export type FindingParams = {
	/** The file cannot be used as it is; Enter leads to the step whose field mends it. */
	'file-mended-at': {readonly step: EditingStep};
	/** The fields hold what an earlier wizard could not save. */
	'draft-restored': Readonly<Record<never, never>>;
	'offline-ca-none': Readonly<Record<never, never>>;
	'offline-ca-reading': {readonly path: string};
	'offline-ca': {readonly authority: string; readonly sha256: string; readonly notAfter: string};
	'offline-version-none': Readonly<Record<never, never>>;
	'offline-version': {readonly minor: number};
	'offline-mode': Readonly<Record<never, never>>;
	'address-offline': Readonly<Record<never, never>>;
	'files-ready': {readonly nodes: number};
	'files-nowhere': Readonly<Record<never, never>>;
	'files-writing': {readonly folder: string};
	'files-written': {readonly count: number; readonly folder: string};
	'kubeconfig-searching': Readonly<Record<never, never>>;
	'kubeconfig-none': Readonly<Record<never, never>>;
	'kubeconfig-unnamed': Readonly<Record<never, never>>;
	'cluster-asking': {readonly kubeconfig: string};
	'cluster-answers': {readonly server: string; readonly version: string};
	'cluster-identity': {readonly user: string; readonly groups: readonly string[]};
	'cluster-permissions': {readonly count: number};
	'cluster-nodes': {readonly count: number; readonly ready: number};
	/** `source` is where the flag was seen. */
	'mode-authentication': {readonly state: 'on' | 'unknown'; readonly source: string};
	'mode-bindings': {readonly canRequest: 'yes' | 'no' | 'unknown'};
	'mode-auto-approval': Readonly<Record<never, never>>;
	'mode-token-file': Readonly<Record<never, never>>;
	'mode-shared-row': Readonly<Record<never, never>>;
	'masters-asking': Readonly<Record<never, never>>;
	'masters-unknown': Readonly<Record<never, never>>;
	/** Addresses at which the cluster says its API servers answer. */
	'masters-found': {readonly hosts: readonly string[]};
	'masters-named': {readonly hosts: readonly string[]};
	/** API servers answer there, and nobody named them. */
	'masters-missing': {readonly hosts: readonly string[]};
	'address-none': Readonly<Record<never, never>>;
	'address-dialling': {readonly address: string};
	'address-reachable': {readonly latencyMs: number; readonly tlsVersion: string};
	'address-authority': {readonly authority: string; readonly sha256: string};
	/** `others` are the names of the certificate beside it. */
	'address-named': {readonly host: string; readonly others: readonly string[]};
	'address-endpoints': {readonly answering: number; readonly total: number};
	'nodes-none': Readonly<Record<never, never>>;
	'nodes-count': {readonly names: number; readonly addresses: number};
	'nodes-fit': {readonly count: number};
	'nodes-in-cluster': {readonly nodes: readonly string[]; readonly ready: number};
	'nodes-elsewhere': {readonly count: number};
	'nodes-inventory': {readonly file: string};
	'ssh-by-keys': Readonly<Record<never, never>>;
	'password-missing': {readonly kind: 'ssh' | 'sudo'};
	'password-held': {readonly kind: 'ssh' | 'sudo'};
	'keys-asking': {readonly count: number};
	'keys-known': {readonly count: number};
	'keys-new': {readonly count: number};
	'keys-pinning': {readonly count: number};
};

/** The public name of a finding. */
export type FindingCode = keyof FindingParams;

/** One line under a step's field. `line` is the line of the field that it is about, from 1. */
export type Finding = {readonly mark: Mark; readonly aspect: Aspect; readonly line?: number} & (
	| {readonly [Code in FindingCode]: {readonly kind: 'said'; readonly code: Code; readonly params: FindingParams[Code]}}[FindingCode]
	| {readonly kind: 'problem'; readonly problem: Problem}
);

/** Says something that is no problem. */
export const say = <Code extends FindingCode>(mark: Mark, aspect: Aspect, code: Code, params: FindingParams[Code]): Finding =>
	// The compiler cannot see that a generic code and its own params make a member of the union.
	({kind: 'said', mark, aspect, code, params}) as Finding;

const marks: Readonly<Record<Problem['severity'], Mark>> = {error: 'wrong', warning: 'attention', notice: 'note'};

/** Tells a problem as a finding. */
export const tell = (aspect: Aspect, problem: Problem, line?: number): Finding => ({kind: 'problem', mark: marks[problem.severity], aspect, problem, ...(line === undefined ? {} : {line})});

/** Whether one may go on: not while something is wrong, and not before all answers are there. */
export const gradeFindings = (findings: readonly Finding[]): 'good' | 'waiting' | 'wrong' => (findings.some(({mark}) => mark === 'wrong') ? 'wrong' : findings.some(({mark}) => mark === 'waiting') ? 'waiting' : 'good');
