import type {Action, FileChange, NodePlan, ObjectChange, Plan} from '../plan/plan.ts';
import type {Problem} from '../problem/problem.ts';

/** One line of the review: a group that opens, one of its changes, or what is wrong with it. */
export type ReviewRow =
	| {readonly kind: 'cluster'; readonly key: string; readonly isOpen: boolean; readonly counts: Readonly<Record<Action, number>>}
	| {readonly kind: 'node'; readonly key: string; readonly isOpen: boolean; readonly counts: Readonly<Record<Action, number>>; readonly node: NodePlan}
	| {readonly kind: 'object'; readonly key: string; readonly change: ObjectChange; /** How many of the same sort are told as one. */ readonly count: number}
	| {readonly kind: 'file'; readonly key: string; readonly change: FileChange}
	| {readonly kind: 'set-aside'; readonly key: string; readonly path: string}
	| {readonly kind: 'problem'; readonly key: string; readonly problem: Problem};

const countActions = (changes: readonly {readonly action: Action}[]): Readonly<Record<Action, number>> => {
	const count = (action: Action): number => changes.filter((change) => change.action === action).length;
	return {keep: count('keep'), create: count('create'), change: count('change'), delete: count('delete')};
};

/** Everything that a plan would do, counted: files of all nodes and objects of the cluster. */
export const countPlan = (plan: Plan): Readonly<Record<Action, number>> => countActions([...plan.objects, ...plan.nodes.flatMap(({files}) => files)]);

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

const listNode = (node: NodePlan, openKeys: ReadonlySet<string>): readonly ReviewRow[] => {
	const key = `node ${node.name}`;
	// What blocks a node is seen without opening it.
	const blocking = node.problems.filter(({severity}) => severity === 'error');
	const others = node.problems.filter(({severity}) => severity !== 'error');
	const tell = (problems: readonly Problem[], kind: string): readonly ReviewRow[] => problems.map((problem, index) => ({kind: 'problem', key: `${key} ${kind} ${index}`, problem}));
	const isOpen = openKeys.has(key);
	return [
		{kind: 'node', key, isOpen, counts: countActions(node.files), node},
		...tell(blocking, 'error'),
		...(isOpen
			? [
					...node.files.filter(({action}) => action !== 'keep').map((change): ReviewRow => ({kind: 'file', key: `${key} ${change.path}`, change})),
					...node.setAside.map((path): ReviewRow => ({kind: 'set-aside', key: `${key} aside ${path}`, path})),
					...tell(others, 'other'),
				]
			: []),
	];
};

const urgency: Readonly<Record<NodePlan['state'], number>> = {blocked: 0, new: 1, resume: 1, update: 1, ready: 2};

/** The plan as a tree of lines: cluster, then nodes, those that are blocked first and those with nothing to do last. */
export const listReviewRows = (plan: Plan, openKeys: ReadonlySet<string>): readonly ReviewRow[] => {
	const isOpen = openKeys.has('cluster');
	const nodes = plan.nodes.toSorted((one, other) => urgency[one.state] - urgency[other.state]);
	return [
		...(plan.objects.length === 0 ? [] : [{kind: 'cluster' as const, key: 'cluster', isOpen, counts: countActions(plan.objects)}, ...(isOpen ? foldObjects(plan.objects) : [])]),
		...nodes.flatMap((node) => listNode(node, openKeys)),
	];
};
