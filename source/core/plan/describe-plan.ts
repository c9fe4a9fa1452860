import type {MasterPlan} from './control-plane-plan.ts';
import type {NodePlan, Plan} from './plan.ts';
import type {Action, FileChange} from './file-change.ts';

/** A plan in numbers: for the last line of text, and for `--json`. */
export type PlanSummary = {
	readonly nodes: Readonly<Record<NodePlan['state'], number>>;
	readonly files: Readonly<Record<Action, number>>;
	readonly objects: Readonly<Record<Action, number>>;
	/** Names of the nodes whose kubelet is started, or interrupted, in the plan's order. */
	readonly starts: readonly string[];
	readonly restarts: readonly string[];
	/** How many nodes get a token. */
	readonly tokens: number;
};

const countActions = (changes: readonly {readonly action: Action}[]): Record<Action, number> => {
	const counts: Record<Action, number> = {keep: 0, create: 0, change: 0, delete: 0};
	for (const {action} of changes) {
		counts[action] += 1;
	}
	return counts;
};

/** Counts what a plan would do. */
export const summarizePlan = (plan: Plan): PlanSummary => {
	const nodes: Record<NodePlan['state'], number> = {ready: 0, new: 0, resume: 0, update: 0, blocked: 0};
	for (const {state} of plan.nodes) {
		nodes[state] += 1;
	}
	const namesOf = (kubelet: NodePlan['kubelet']): readonly string[] => plan.nodes.filter((node) => node.kubelet === kubelet).map(({name}) => name);
	return {
		nodes,
		files: countActions(plan.nodes.flatMap(({files}) => files)),
		objects: countActions(plan.objects),
		starts: namesOf('start'),
		restarts: namesOf('restart'),
		tokens: plan.nodes.filter(({needsToken}) => needsToken).length,
	};
};

const printFile = ({content: _content, ...file}: FileChange): FileChange => file;

const printMaster = (master: MasterPlan): MasterPlan => ({...master, files: master.files.map(printFile), components: master.components.map((component) => ({...component, files: component.files.map(printFile)}))});

/** The plan as it may leave the program, in an event or a file: without the texts to write, which may hold what an operator keeps to himself. */
export const printPlan = ({controlPlane, ...plan}: Plan): Plan => ({
	...plan,
	nodes: plan.nodes.map((node) => ({...node, files: node.files.map(printFile)})),
	...(controlPlane === undefined ? {} : {controlPlane: {...controlPlane, masters: controlPlane.masters.map(printMaster)}}),
});
