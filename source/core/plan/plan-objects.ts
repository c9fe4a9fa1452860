import type {Answers} from '../answers/answers.ts';
import {bootstrapGroup} from '../artifacts/node-group.ts';
import {type ClusterRoleBinding, classicBindingName, renderBootstrapperBinding, renderClassicBinding, renderRenewalBinding} from '../artifacts/render-bindings.ts';
import type {ClusterFacts, TokenFacts} from '../facts/cluster-facts.ts';
import {diffText} from './diff-text.ts';
import type {RowPlan} from '../token-file/choose-rows.ts';
import {planRetiredBindings} from './plan-retired-bindings.ts';
import type {NodePlan, ObjectChange} from './plan.ts';

// What stands for the id that is drawn after confirm.
const undrawnSecretName = 'bootstrap-token-…';

// Names of bootstrap token Secrets: k8s.io/cluster-bootstrap token/api/types.go. Anything else under our label is not ours to delete.
const secretName = /^bootstrap-token-[a-z0-9]{6}$/;

const describe = (role: string, groups: readonly string[]): string => ['roleRef:', `  ClusterRole ${role}`, 'subjects:', ...groups.toSorted().map((group) => `  Group ${group}`), ''].join('\n');

const planBinding = (binding: ClusterRoleBinding, cluster: ClusterFacts, isGranted: boolean): readonly ObjectChange[] => {
	const {name} = binding.metadata;
	const existing = cluster.managedBindings.find((each) => each.name === name);
	const wanted = describe(binding.roleRef.name, binding.subjects.map((subject) => subject.name));
	const present = existing === undefined ? undefined : describe(existing.role, existing.groups);
	const base = {kind: 'ClusterRoleBinding', name, isSecret: false} as const;
	if (present === wanted) {
		return [{...base, action: 'keep'}];
	}
	// A right that somebody else's binding grants needs none of ours; a wrong one of ours is put right all the same.
	if (present === undefined && isGranted) {
		return [];
	}
	const diff = diffText(name, present, wanted);
	return [{...base, action: present === undefined ? 'create' : 'change', ...(diff === undefined ? {} : {diff})}];
};

// A guarded gate is none while our own binding lets the controller-manager open it (P32).
const planClassicBinding = (answers: Answers, cluster: ClusterFacts): readonly ObjectChange[] => {
	if (answers.approval.mode === 'classic') {
		return planBinding(renderClassicBinding(), cluster, cluster.bootstrapAccess.isAutoApproved === 'yes');
	}
	const existing = cluster.managedBindings.find(({name}) => name === classicBindingName);
	if (existing === undefined) {
		return [];
	}
	const diff = diffText(classicBindingName, describe(existing.role, existing.groups), '');
	return [{kind: 'ClusterRoleBinding', name: classicBindingName, action: 'delete', isSecret: false, ...(diff === undefined ? {} : {diff})}];
};

// An expiration that does not parse counts as past: kubernetes plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go.
const hasExpired = ({expiration}: TokenFacts, nowMs: number): boolean => expiration !== undefined && !(Date.parse(expiration) > nowMs);

const isLeftOver = (token: TokenFacts, plannedNames: ReadonlySet<string>, nowMs: number): boolean => {
	const isOurs = token.node !== undefined || token.extraGroups.includes(bootstrapGroup);
	// A living token of all nodes may belong to a run at another desk.
	return secretName.test(token.secretName) && isOurs && (hasExpired(token, nowMs) || (token.node !== undefined && plannedNames.has(token.node)));
};

const planTokens = (answers: Answers, nodes: readonly NodePlan[]): readonly ObjectChange[] => {
	const needy = nodes.filter(({needsToken}) => needsToken);
	if (answers.mode !== 'bootstrap-token' || needy.length === 0) {
		return [];
	}
	const base = {kind: 'Secret', namespace: 'kube-system', name: undrawnSecretName, action: 'create', isSecret: true} as const;
	return answers.token.scope === 'shared' ? [base] : needy.map(({name}) => ({...base, node: name}));
};

/** What becomes of the cluster's objects: bindings first, then those of rows that are taken off the token file for good (`retired`), then tokens that earlier runs left, then new ones. */
export const planObjects = (input: {readonly answers: Answers; readonly cluster: ClusterFacts; readonly nodes: readonly NodePlan[]; readonly retired?: readonly RowPlan[]; readonly nowMs: number}): readonly ObjectChange[] => {
	const {answers, cluster, nodes, retired = [], nowMs} = input;
	const plannedNames = new Set(nodes.map(({name}) => name));
	const leftOver = cluster.tokens.filter((token) => isLeftOver(token, plannedNames, nowMs));
	return [
		...planBinding(renderBootstrapperBinding(), cluster, cluster.bootstrapAccess.canRequest === 'yes'),
		...planBinding(renderRenewalBinding(), cluster, cluster.bootstrapAccess.renewalIsAutoApproved === 'yes'),
		...planClassicBinding(answers, cluster),
		...planRetiredBindings(retired, cluster.bootstrapBindings),
		...leftOver.map((token): ObjectChange => ({kind: 'Secret', namespace: 'kube-system', name: token.secretName, action: 'delete', isSecret: true, ...(token.node === undefined ? {} : {node: token.node})})),
		...planTokens(answers, nodes),
	];
};
