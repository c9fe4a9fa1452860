import type {Problem} from '../problem/problem.ts';
import type {RowPlan} from '../token-file/choose-rows.ts';
import {type ControlPlanePlan, isEmptyControlPlanePlan} from './control-plane-plan.ts';
import type {Action, FileChange} from './file-change.ts';

/** One Kubernetes object. */
export type ObjectChange = {
	readonly kind: 'ClusterRoleBinding' | 'Secret';
	readonly namespace?: string;
	/** For token Secrets `bootstrap-token-…`: the id is drawn after confirm. */
	readonly name: string;
	readonly action: Action;
	readonly isSecret: boolean;
	readonly diff?: string;
	/** The node that it is for, or that it is for all. */
	readonly node?: string;
};

/** What will be done to one node. */
export type NodePlan = {
	readonly name: string;
	readonly address: string;
	/** `ready`: nothing to do. `new`: first enrolment. `resume`: begun earlier. `update`: enrolled, files differ. `blocked`: see problems. */
	readonly state: 'ready' | 'new' | 'resume' | 'update' | 'blocked';
	/** It has no valid client certificate of this cluster and gets a bootstrap token. */
	readonly needsToken: boolean;
	/** A valid serving certificate is missing and requested. */
	readonly needsServingCertificate: boolean;
	readonly kubelet: 'start' | 'restart' | 'keep';
	readonly files: readonly FileChange[];
	/** Stale credentials to set aside before the kubelet starts (kept beside, not deleted). */
	readonly setAside: readonly string[];
	readonly problems: readonly Problem[];
};

/** Everything that confirm allows; holds no secret. */
export type Plan = {
	/** First 12 hex digits of SHA-256 over the plan without this field. */
	readonly id: string;
	readonly cluster: {
		readonly server: string;
		readonly apiServer: string;
		readonly version: string;
		readonly identity?: string;
		/** SHA-256 over the client CA bundle in use. */
		readonly caSha256: string;
	};
	readonly objects: readonly ObjectChange[];
	readonly nodes: readonly NodePlan[];
	/** kubenroll's rows of the token file, as they shall be on every master; absent where the mode has none. Never a token. */
	readonly tokenRows?: readonly RowPlan[];
	/** undefined where nobody looked at the control plane's hosts. */
	readonly controlPlane?: ControlPlanePlan;
	/** Of the cluster and the address; an `error` among them blocks the whole run. */
	readonly problems: readonly Problem[];
};

/** True where confirm would change nothing anywhere. */
export const isEmptyPlan = (plan: Plan): boolean =>
	plan.objects.every(({action}) => action === 'keep') && plan.nodes.every(({state}) => state === 'ready') && isEmptyControlPlanePlan(plan.controlPlane);

/** True where there is anything to be done. Where every node is blocked there is not: objects serve nobody then. */
export const hasWork = (plan: Plan): boolean => !isEmptyPlan(plan) && (plan.nodes.length === 0 || plan.nodes.some(({state}) => state !== 'blocked'));

/** Everything that stands in the way of the run as a whole, or should be read before it: of the cluster, the address, and the control plane. */
export const listRunProblems = (plan: Plan): readonly Problem[] => [...plan.problems, ...(plan.controlPlane?.problems ?? [])];

/** Every problem of a plan, whatever it is about: the run's, the masters', the nodes'. */
export const listProblems = (plan: Plan): readonly Problem[] => [...listRunProblems(plan), ...(plan.controlPlane?.masters ?? []).flatMap(({problems}) => problems), ...plan.nodes.flatMap(({problems}) => problems)];
