import type {Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {type Aspect, type Finding, say, tell} from './finding.ts';
import {clusterKey} from './questions.ts';
import type {WizardState} from './wizard-state.ts';
import {foundFor} from './check.ts';

const aspects: Partial<Record<Problem['code'], Aspect>> = {'permissions-missing': 'permissions', 'cluster-unauthorized': 'identity', 'client-certificate-expired': 'identity', 'kubeconfig-no-credentials': 'identity'};

const aspectOf = ({code}: Problem): Aspect => aspects[code] ?? (code.startsWith('kubeconfig-') ? 'kubeconfig' : 'server');

// What the next step asks about, and what only becomes a question with nodes.
const isOfMode = ({code}: Problem): boolean => code.startsWith('bootstrap-auth-');

/** What the chosen kubeconfig leads to: the server, who one is there, and what one may. */
export const checkClusterStep = (state: WizardState): readonly Finding[] => {
	const {draft, cluster, kubeconfigs} = state;
	const key = clusterKey(state);
	if (key === undefined) {
		return [kubeconfigs === undefined ? say('waiting', 'kubeconfig', 'kubeconfig-searching', {}) : say('wrong', 'kubeconfig', 'kubeconfig-none', {})];
	}
	if (cluster.state === 'failed' && cluster.key === key) {
		return cluster.problems.map((problem) => tell(aspectOf(problem), problem));
	}
	const found = foundFor(cluster, key);
	if (found === undefined) {
		return [say('waiting', 'server', 'cluster-asking', {kubeconfig: escapeControls(draft.kubeconfig)})];
	}
	const {facts} = found;
	const problems = found.problems.filter((problem) => !isOfMode(problem));
	const isAllowed = !problems.some(({code}) => code === 'permissions-missing');
	return [
		say('good', 'server', 'cluster-answers', {server: escapeControls(facts.server), version: escapeControls(facts.version.gitVersion)}),
		...(facts.identity === undefined ? [] : [say('good', 'identity', 'cluster-identity', {user: escapeControls(facts.identity.username), groups: facts.identity.groups.map(escapeControls)})]),
		...(isAllowed ? [say('good', 'permissions', 'cluster-permissions', {count: facts.permissions.length})] : []),
		...(facts.unread?.includes('nodes') === true ? [] : [say('note', 'nodes', 'cluster-nodes', {count: facts.nodes.length, ready: facts.nodes.filter(({ready}) => ready === 'true').length})]),
		...problems.map((problem) => tell(aspectOf(problem), problem)),
	];
};

/** What the cluster has switched on for the mode that is chosen. */
export const checkModeStep = (state: WizardState): readonly Finding[] => {
	const found = foundFor(state.cluster, clusterKey(state));
	if (state.draft.mode === 'token-file') {
		return [say('wrong', 'tokens', 'mode-not-yet', {})];
	}
	if (found === undefined) {
		return [];
	}
	const {bootstrapTokenAuthentication: authentication, bootstrapAccess} = found.facts;
	const problems = found.problems.filter(isOfMode);
	return [
		...(authentication.state === 'off' ? [] : [say(authentication.state === 'on' ? 'good' : 'note', 'tokens', 'mode-authentication', {state: authentication.state, source: escapeControls(authentication.source ?? '')})]),
		...problems.map((problem) => tell('tokens', problem)),
		say(bootstrapAccess.canRequest === 'yes' ? 'good' : 'note', 'bindings', 'mode-bindings', {canRequest: bootstrapAccess.canRequest}),
		...(bootstrapAccess.isAutoApproved === 'yes' ? [say('attention', 'bindings', 'mode-auto-approval', {})] : []),
	];
};
