import type {Mode} from '../answers/answers.ts';
import type {KubernetesVersion} from '../facts/cluster-facts.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {apiserverRules} from './apiserver-rules.ts';
import {findComponent, type Component, type ComponentName, type MasterFacts} from './component.ts';
import {findDifferences} from './find-differences.ts';
import type {ChangeLevel, Finding, Rule, RuleInput} from './finding.ts';
import {managerRules} from './manager-rules.ts';
import {checkEtcd, checkRestart} from './restart-rules.ts';

/** What assessing needs. */
export type AssessmentInput = {
	/** Those that were read. */
	readonly masters: readonly MasterFacts[];
	readonly mode: Mode;
	/** How far changes may go. */
	readonly level: ChangeLevel;
	/** A node of this run needs a token or a certificate; without one nothing is needed, and only what is advised is changed. */
	readonly isEnrolling: boolean;
	/** What would be planned cannot be done: it is said, and no change comes of it. */
	readonly isRefused?: true;
	/** The cluster's, for components that do not tell theirs. */
	readonly version: Pick<KubernetesVersion, 'minor'>;
};

/** What the control plane is told, against what enrolling needs. */
export type ControlPlaneAssessment = {
	readonly findings: readonly Finding[];
	/** What is about no single host. */
	readonly problems: readonly Problem[];
};

const rulesByComponent: Partial<Readonly<Record<ComponentName, readonly Rule[]>>> = {'kube-apiserver': apiserverRules, 'kube-controller-manager': managerRules};

const assessMaster = (master: MasterFacts, {mode, level, isEnrolling, isRefused, version}: AssessmentInput): readonly Finding[] => {
	const standingOf: RuleInput['standingOf'] = (wanted) => (level === 'none' || (wanted === 'advised' && level !== 'advised') ? 'left' : wanted === 'needed' && !isEnrolling ? 'deferred' : isRefused === true ? 'refused' : 'planned');
	const names = ['kube-apiserver', 'kube-controller-manager'] as const;
	// A controller-manager may well run elsewhere; a host without either was named by mistake.
	const hasNone = names.every((name) => findComponent(master, name) === undefined);
	const makeInput = (component: Component): RuleInput => ({master, component, mode, minor: component.version?.minor ?? version.minor, standingOf});
	const etcd = findComponent(master, 'etcd');
	const ofEtcd = etcd === undefined ? [] : checkEtcd(makeInput(etcd));
	const ofNames = names.flatMap((name): readonly Finding[] => {
		const component = findComponent(master, name);
		if (component === undefined) {
			return [{host: master.name, component: name, problem: problem('component-missing', master.name, {component: name}, {severity: hasNone || name === 'kube-apiserver' ? 'warning' : 'notice'}), changes: []}];
		}
		const input = makeInput(component);
		const unclear = !component.written.isUnderstood && component.process === undefined;
		// Without a process and without a text there are no flags, which is not the same as flags that are not set.
		const findings = unclear ? [] : (rulesByComponent[name] ?? []).map((rule) => rule(input)).filter((finding) => finding !== undefined);
		return [...findings, ...checkRestart(input)];
	});
	return [...ofNames, ...ofEtcd];
};

/** Holds what every master is told against what enrolling in this mode rests upon: what is missing with its effect, what is stale, what differs, and the changes that the plan may make. */
export const assessControlPlane = (input: AssessmentInput): ControlPlaneAssessment => ({
	findings: input.masters.flatMap((master) => assessMaster(master, input)),
	problems: findDifferences(input.masters, input.mode),
});
