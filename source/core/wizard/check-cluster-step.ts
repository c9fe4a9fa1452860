import {readMinor} from '../answers/field-readers.ts';
import {findVersionSupport, supportedMinors} from '../kubernetes-versions/supported-range.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {type Aspect, type Finding, say, tell} from './finding.ts';
import {isOfMode} from './is-of-mode.ts';
import {caKey, clusterKey} from './questions.ts';
import {shortenDigest} from './shorten-digest.ts';
import type {WizardState} from './wizard-state.ts';
import {foundFor} from './check.ts';

const aspects: Partial<Record<Problem['code'], Aspect>> = {'permissions-missing': 'permissions', 'cluster-unauthorized': 'identity', 'client-certificate-expired': 'identity', 'kubeconfig-no-credentials': 'identity'};

const aspectOf = ({code}: Problem): Aspect => aspects[code] ?? (code.startsWith('kubeconfig-') ? 'kubeconfig' : 'server');

const checkCa = (state: WizardState): readonly Finding[] => {
	const key = caKey(state);
	const {ca, draft} = state;
	if (key === undefined) {
		return [say('wrong', 'authority', 'offline-ca-none', {})];
	}
	if (ca.state === 'failed' && ca.key === key) {
		return ca.problems.map((problem) => tell('authority', problem));
	}
	const [authority] = foundFor(ca, key)?.certificates ?? [];
	return [authority === undefined ? say('waiting', 'authority', 'offline-ca-reading', {path: escapeControls(draft.caFile)}) : say('good', 'authority', 'offline-ca', {authority: escapeControls(authority.commonName), sha256: shortenDigest(authority.sha256), notAfter: escapeControls(authority.notAfter)})];
};

const checkVersion = ({draft}: WizardState): readonly Finding[] => {
	if (draft.version.trim() === '') {
		return [say('wrong', 'version', 'offline-version-none', {})];
	}
	const reading = readMinor(draft.version.trim());
	if (reading.isValid && findVersionSupport({major: 1, minor: reading.value}).state === 'older') {
		return [tell('version', problem('cluster-version-unsupported', 'cluster.offline.version', {version: `1.${reading.value}`, oldest: `1.${supportedMinors.oldest}`}))];
	}
	return [reading.isValid ? say('good', 'version', 'offline-version', {minor: reading.value}) : tell('version', problem('field-form', 'cluster.offline.version', {field: 'cluster.offline.version', form: 'kubernetes-version', value: escapeControls(draft.version)}))];
};

// What one has to know of a cluster that cannot be asked.
const checkOffline = (state: WizardState): readonly Finding[] => [...checkCa(state), ...checkVersion(state)];

/** What the chosen kubeconfig leads to: the server, who one is there, and what one may. */
export const checkClusterStep = (state: WizardState): readonly Finding[] => {
	const {draft, cluster, kubeconfigs} = state;
	if (draft.source === 'offline') {
		return checkOffline(state);
	}
	const key = clusterKey(state);
	if (key === undefined) {
		return [kubeconfigs === undefined ? say('waiting', 'kubeconfig', 'kubeconfig-searching', {}) : say('wrong', 'kubeconfig', kubeconfigs.length === 0 ? 'kubeconfig-none' : 'kubeconfig-unnamed', {})];
	}
	if (cluster.state === 'failed' && cluster.key === key) {
		return cluster.problems.map((each) => tell(aspectOf(each), each));
	}
	const found = foundFor(cluster, key);
	if (found === undefined) {
		return [say('waiting', 'server', 'cluster-asking', {kubeconfig: escapeControls(draft.kubeconfig)})];
	}
	const {facts} = found;
	const problems = found.problems.filter((each) => !isOfMode(each));
	const isAllowed = !problems.some(({code}) => code === 'permissions-missing');
	return [
		say('good', 'server', 'cluster-answers', {server: escapeControls(facts.server), version: escapeControls(facts.version.gitVersion)}),
		...(facts.identity === undefined ? [] : [say('good', 'identity', 'cluster-identity', {user: escapeControls(facts.identity.username), groups: facts.identity.groups.map(escapeControls)})]),
		...(isAllowed ? [say('good', 'permissions', 'cluster-permissions', {count: facts.permissions.length})] : []),
		...(facts.unread?.includes('nodes') === true ? [] : [say('note', 'nodes', 'cluster-nodes', {count: facts.nodes.length, ready: facts.nodes.filter(({ready}) => ready === 'true').length})]),
		...problems.map((each) => tell(aspectOf(each), each)),
	];
};
