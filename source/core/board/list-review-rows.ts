import {listMasterFiles, type ComponentPlan, type MasterPlan} from '../plan/control-plane-plan.ts';
import type {NodePlan, ObjectChange, Plan} from '../plan/plan.ts';
import type {Action, FileChange} from '../plan/file-change.ts';
import type {Problem} from '../problem/problem.ts';

/** One line of the review: a group that opens, one of its changes, or what is wrong with it. */
export type ReviewRow =
	| {readonly kind: 'cluster'; readonly key: string; readonly isOpen: boolean; readonly counts: Readonly<Record<Action, number>>}
	| {readonly kind: 'node'; readonly key: string; readonly isOpen: boolean; readonly counts: Readonly<Record<Action, number>>; readonly node: NodePlan}
	| {readonly kind: 'master'; readonly key: string; readonly isOpen: boolean; readonly counts: Readonly<Record<Action, number>>; readonly master: MasterPlan}
	/** A program of the control plane that will be restarted. */
	| {readonly kind: 'restart'; readonly key: string; readonly component: ComponentPlan['component']; readonly reason: Exclude<ComponentPlan['restartReason'], 'never'>}
	| {readonly kind: 'object'; readonly key: string; readonly change: ObjectChange; /** How many of the same sort are told as one. */ readonly count: number}
	| {readonly kind: 'file'; readonly key: string; readonly change: FileChange}
	| {readonly kind: 'set-aside'; readonly key: string; readonly path: string}
	| {readonly kind: 'problem'; readonly key: string; readonly problem: Problem; /** What it is about; only a node has details that hold more. */ readonly of: 'control-plane' | 'master' | 'node'};

const countActions = (changes: readonly {readonly action: Action}[]): Readonly<Record<Action, number>> => {
	const count = (action: Action): number => changes.filter((change) => change.action === action).length;
	return {keep: count('keep'), create: count('create'), change: count('change'), delete: count('delete')};
};

/** Everything that a plan would do, counted: files of all hosts and objects of the cluster. */
export const countPlan = (plan: Plan): Readonly<Record<Action, number>> => countActions([...plan.objects, ...(plan.controlPlane?.masters ?? []).flatMap(listMasterFiles), ...plan.nodes.flatMap(({files}) => files)]);

/** How many lines a diff adds and takes away. */
export const countDiffLines = (diff: string): {readonly added: number; readonly removed: number} => {
	const lines = diff.split('\n').filter((line) => /^(?:\+(?!\+\+ )|-(?!-- ))/.test(line));
	const added = lines.filter((line) => line.startsWith('+')).length;
	return {added, removed: lines.length - added};
};

/** Objects that are told as one: token Secrets differ by their node only, and their ids are not drawn yet. */
const foldObjects = (objects: readonly ObjectChange[]): readonly ReviewRow[] => {
	const groups = Map.groupBy(objects.filter(({action}) => action !== 'keep'), ({kind, namespace, name, action}) => JSON.stringify([kind, namespace, name, action]));
	return [...groups].flatMap(([key, [change, ...others]]): readonly ReviewRow[] => (change === undefined ? [] : [{kind: 'object', key: `object ${key}`, change, count: others.length + 1}]));
};

const tellProblems = (key: string, problems: readonly Problem[], of: Extract<ReviewRow, {kind: 'problem'}>['of']): readonly ReviewRow[] => problems.map((problem, index) => ({kind: 'problem', key: `${key} ${index}`, problem, of}));

/** What blocks a host is seen without opening it, all else behind what changes there. */
const splitProblems = (key: string, problems: readonly Problem[], of: Extract<ReviewRow, {kind: 'problem'}>['of']): {readonly blocking: readonly ReviewRow[]; readonly others: readonly ReviewRow[]} => {
	return {blocking: tellProblems(`${key} error`, problems.filter(({severity}) => severity === 'error'), of), others: tellProblems(`${key} other`, problems.filter(({severity}) => severity !== 'error'), of)};
};

const listFiles = (key: string, files: readonly FileChange[]): readonly ReviewRow[] => files.filter(({action}) => action !== 'keep').map((change) => ({kind: 'file', key: `${key} ${change.path}`, change}));

const listMaster = (master: MasterPlan, openKeys: ReadonlySet<string>): readonly ReviewRow[] => {
	const key = `master ${master.name}`;
	const {blocking, others} = splitProblems(key, master.problems, 'master');
	const isOpen = openKeys.has(key);
	const restarts = master.components.flatMap(({component, restartReason}): readonly ReviewRow[] => (restartReason === 'never' ? [] : [{kind: 'restart', key: `${key} restart ${component}`, component, reason: restartReason}]));
	return [{kind: 'master', key, isOpen, counts: countActions(listMasterFiles(master)), master}, ...blocking, ...(isOpen ? [...listFiles(key, listMasterFiles(master)), ...restarts, ...others] : [])];
};

const listNode = (node: NodePlan, openKeys: ReadonlySet<string>): readonly ReviewRow[] => {
	const key = `node ${node.name}`;
	const {blocking, others} = splitProblems(key, node.problems, 'node');
	const isOpen = openKeys.has(key);
	return [
		{kind: 'node', key, isOpen, counts: countActions(node.files), node},
		...blocking,
		...(isOpen ? [...listFiles(key, node.files), ...node.setAside.map((path): ReviewRow => ({kind: 'set-aside', key: `${key} aside ${path}`, path})), ...others] : []),
	];
};

const urgency: Readonly<Record<NodePlan['state'], number>> = {blocked: 0, new: 1, resume: 1, update: 1, ready: 2};

/** The plan as a tree of lines: cluster, then the hosts of the control plane in the order in which they are changed, then nodes, those that are blocked first and those with nothing to do last. */
export const listReviewRows = (plan: Plan, openKeys: ReadonlySet<string>): readonly ReviewRow[] => {
	const isOpen = openKeys.has('cluster');
	const nodes = plan.nodes.toSorted((one, other) => urgency[one.state] - urgency[other.state]);
	return [
		...(plan.objects.length === 0 ? [] : [{kind: 'cluster' as const, key: 'cluster', isOpen, counts: countActions(plan.objects)}, ...(isOpen ? foldObjects(plan.objects) : [])]),
		...tellProblems('control plane', (plan.controlPlane?.problems ?? []).filter(({severity}) => severity !== 'notice'), 'control-plane'),
		...(plan.controlPlane?.masters ?? []).flatMap((master) => listMaster(master, openKeys)),
		...nodes.flatMap((node) => listNode(node, openKeys)),
	];
};
