import type {Answers} from '../answers/answers.ts';
import {classicBindingName} from '../artifacts/render-bindings.ts';
import {findVersionSupport, supportedMinors} from '../kubernetes-versions/supported-range.ts';
import {type Problem, problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {ClusterFacts} from './cluster-facts.ts';
import {renderGrant} from './grant.ts';
import {formatPermission, type PermissionStep} from './list-permissions.ts';
import {type Binding, findDangerousBindings} from './parse-bindings.ts';

/** What reading a cluster told beside the facts that are kept. */
export type ClusterReading = {
	readonly facts: ClusterFacts;
	readonly answers: Answers;
	/** undefined where one may not look. */
	readonly bindings: readonly Binding[] | undefined;
	/** How the ConfigMap with the client CA was met. */
	readonly clientCaState: 'read' | 'forbidden' | 'absent';
	/** Whether the cluster itself told its domain. */
	readonly hasClusterDomain: boolean;
	/** The steps that this run is going to take. */
	readonly steps: readonly PermissionStep[];
	/** Who to grant to: the name that the server knows, else the kubeconfig's. */
	readonly user: string;
};

const subject = 'cluster';

/** The steps that the answers lead to; `plan` is always among them. */
export const listSteps = ({mode, approval, kubelet}: Answers): readonly PermissionStep[] => [
	'plan',
	'nodes',
	'requests',
	...(mode === 'bootstrap-token' ? (['tokens'] as const) : []),
	'bindings',
	...(approval.mode === 'guarded' ? (['approve-client'] as const) : []),
	...(approval.mode !== 'manual' && kubelet.requestsServingCertificates ? (['approve-serving'] as const) : []),
];

// What is only looked at degrades without the permission; bindings are needed only where a right is missing that they would give.
const isVital = (step: PermissionStep, {bootstrapAccess}: ClusterFacts): boolean =>
	step !== 'plan' && (step !== 'bindings' || bootstrapAccess.canRequest !== 'yes' || bootstrapAccess.renewalIsAutoApproved !== 'yes');

const assessPermissions = ({facts, steps, user}: ClusterReading): readonly Problem[] => {
	const missing = facts.permissions.filter(({isAllowed}) => !isAllowed);
	return [true, false].flatMap((vital) => {
		const found = [...new Set(missing.filter(({neededFor}) => isVital(neededFor, facts) === vital).map(formatPermission))];
		return found.length === 0 ? [] : [problem('permissions-missing', subject, {user: escapeControls(user), missing: found, manifest: renderGrant(user, steps)}, {severity: vital ? 'error' : 'warning'})];
	});
};

const assessAuthorities = ({facts, clientCaState, user}: ClusterReading): readonly Problem[] => {
	if (clientCaState === 'forbidden') {
		return [problem('client-ca-unreadable', subject, {user: escapeControls(user)})];
	}
	if (facts.clientCa.length === 0) {
		return [problem('client-ca-absent', subject, {configMap: 'kube-system/extension-apiserver-authentication'})];
	}
	const keysOf = (certificates: ClusterFacts['clientCa']): string => certificates.map(({spkiSha256}) => spkiSha256).toSorted().join();
	const namesOf = (certificates: ClusterFacts['clientCa']): readonly string[] => certificates.map(({subject: name}) => escapeControls(name.replaceAll('\n', ', ')));
	return keysOf(facts.clientCa) === keysOf(facts.servingCa) ? [] : [problem('client-ca-differs', subject, {clientCa: namesOf(facts.clientCa), servingCa: namesOf(facts.servingCa)}, {severity: 'notice'})];
};

// P32: whoever else approves is told of, not fought. A binding of ours that is left from classic mode is taken away by the plan.
const assessGate = ({facts, answers}: ClusterReading): readonly Problem[] => {
	if (answers.approval.mode === 'classic') {
		return [problem('approval-classic', subject, {binding: classicBindingName}, {severity: 'warning'})];
	}
	const isOurs = facts.managedBindings.some(({name}) => name === classicBindingName);
	return facts.bootstrapAccess.isAutoApproved === 'yes' && !isOurs ? [problem('gate-not-in-force', subject, {bindings: facts.bootstrapBindings.filter(({role}) => role.endsWith(':nodeclient')).map(({name}) => escapeControls(name))}, {severity: 'warning'})] : [];
};

const assessNetwork = ({facts, answers, hasClusterDomain, steps}: ClusterReading): readonly Problem[] => [
	...(facts.serviceCidrs.length === 0 && answers.cluster.serviceCidrs.length === 0 ? [problem('service-range-unknown', subject, {addresses: facts.kubernetesServiceIps}, {severity: 'notice'})] : []),
	// Kubelets are configured with these; a verdict does not hang on them.
	...(steps.includes('plan') && facts.clusterDns === undefined && answers.kubelet.clusterDns === undefined ? [problem('cluster-dns-unknown', subject, {}, {severity: 'warning'})] : []),
	...(steps.includes('plan') && !hasClusterDomain && answers.kubelet.clusterDomain === undefined ? [problem('cluster-domain-assumed', subject, {domain: facts.clusterDomain ?? ''}, {severity: 'notice'})] : []),
];

const assessSafety = ({facts, bindings}: ClusterReading): readonly Problem[] => [
	...facts.tokens.filter(({isPublished, canAuthenticate}) => isPublished && canAuthenticate).map(({tokenId, secretName}) => problem('published-token-active', subject, {tokenId: escapeControls(tokenId), secret: escapeControls(secretName)}, {severity: 'warning'})),
	...findDangerousBindings(bindings ?? []).map(({binding, role, subject: bound}) => problem('dangerous-binding', subject, {binding: escapeControls(binding), role: escapeControls(role), subject: escapeControls(bound)}, {severity: 'warning'})),
];

/** Finds all that is wrong with a cluster that was read, worst for a run first. */
export const assessCluster = (reading: ClusterReading): readonly Problem[] => {
	const {version, bootstrapTokenAuthentication} = reading.facts;
	return [
		...(findVersionSupport(version).state === 'older' ? [problem('cluster-version-unsupported', subject, {version: escapeControls(version.gitVersion), oldest: `v1.${supportedMinors.oldest}`})] : []),
		...assessAuthorities(reading),
		...assessPermissions(reading),
		...(reading.answers.mode === 'bootstrap-token' && bootstrapTokenAuthentication.state === 'off'
			? [problem('bootstrap-auth-off', subject, {refusing: [escapeControls(bootstrapTokenAuthentication.source ?? '')], accepting: []})]
			: []),
		...assessSafety(reading),
		...assessGate(reading),
		...assessNetwork(reading),
	];
};
