import type {NodePlan, ObjectChange, Plan} from '../core/plan/plan.ts';
import type {Action, FileChange} from '../core/plan/file-change.ts';
import {listMasterFiles, type MasterPlan} from '../core/plan/control-plane-plan.ts';
import {isEmptyPlan, listRunProblems} from '../core/plan/plan.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import type {Text} from '../text/catalog.ts';
import type {ActionCounts} from '../text/run-text.ts';
import {layOutProblem} from './layout-problem.ts';
import {layOutRows} from '../text/typeset.ts';
import type {Paint, Tone} from './paint.ts';

/** How to lay a plan out. */
export type PlanLayout = {readonly text: Text; readonly paint: Paint; readonly columns: number; readonly showsDiffs: boolean};

const order: readonly Action[] = ['create', 'change', 'delete', 'keep'];

const countActions = (changes: readonly {readonly action: Action}[]): ActionCounts => {
	const count = (action: Action): number => changes.filter((change) => change.action === action).length;
	return {keep: count('keep'), create: count('create'), change: count('change'), delete: count('delete')};
};

/** What a plan does, counted: files of all hosts and objects of the cluster. */
export const countPlan = (plan: Plan): ActionCounts => countActions([...plan.objects, ...(plan.controlPlane?.masters ?? []).flatMap(listMasterFiles), ...plan.nodes.flatMap(({files}) => files)]);

const sayCounts = (counts: ActionCounts, text: Text): string =>
	order
		.filter((action) => counts[action] > 0)
		.map((action) => `${text.run.actions[action]} ${counts[action]}`)
		.join('  ');

const diffTone = (line: string): Tone | undefined => (line.startsWith('+') ? 'good' : line.startsWith('-') ? 'wrong' : line.startsWith('@') ? 'faint' : undefined);

const layOutDiff = (diff: string, paint: Paint): readonly string[] =>
	diff
		.trimEnd()
		.split('\n')
		.map((line) => {
			const shown = `      ${line.split('\t').map(escapeControls).join('\t')}`;
			const tone = diffTone(line);
			return tone === undefined ? shown : paint(tone, shown);
		});

const countLines = (diff: string | undefined): string => {
	const lines = (diff ?? '').split('\n').filter((line) => /^(?:\+(?!\+\+ )|-(?!-- ))/.test(line));
	const added = lines.filter((line) => line.startsWith('+')).length;
	return lines.length === 0 ? '' : `+${added} -${lines.length - added}`;
};

type Line = {readonly cells: readonly string[]; readonly tail: readonly string[]};

const layOutLines = (lines: readonly Line[]): readonly string[] => {
	const rows = layOutRows(lines.map(({cells}) => cells));
	return lines.flatMap(({tail}, index) => [`  ${rows[index] ?? ''}`, ...tail]);
};

const diffOf = (change: FileChange | ObjectChange, {paint, showsDiffs}: PlanLayout): readonly string[] => (showsDiffs && change.diff !== undefined ? layOutDiff(change.diff, paint) : []);

// Many nodes are mostly alike: a diff is shown once, and named for the others.
const diffOnce = (file: FileChange, node: string, layout: PlanLayout, shown: Map<string, string>): readonly string[] => {
	const key = JSON.stringify([file.path, file.diff]);
	const earlier = shown.get(key);
	if (earlier !== undefined && layout.showsDiffs && file.diff !== undefined) {
		return [`      ${layout.paint('faint', layout.text.run.sameAs(escapeControls(earlier)))}`];
	}
	shown.set(key, node);
	return diffOf(file, layout);
};

const describeFile = (file: FileChange, layout: PlanLayout): Line => {
	const {text} = layout;
	const notes = [file.isSecret ? text.run.secretContent : file.action === 'change' ? countLines(file.diff) : '', file.wasEditedByHand ? text.run.editedByHand : ''].filter((note) => note !== '');
	return {cells: [text.run.actions[file.action], escapeControls(file.path), notes.join(', ')], tail: diffOf(file, layout)};
};

const describeObject = (object: ObjectChange, layout: PlanLayout): Line => {
	const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
	const notes = [object.isSecret ? layout.text.run.secretContent : '', object.node ?? ''].filter((note) => note !== '');
	return {cells: [layout.text.run.actions[object.action], `${object.kind} ${escapeControls(name)}`, notes.join(', ')], tail: diffOf(object, layout)};
};

const layOutNode = (node: NodePlan, layout: PlanLayout, shown: Map<string, string>): readonly string[] => {
	const {text, paint, columns} = layout;
	const head = [
		paint('strong', node.name),
		paint(node.state === 'blocked' ? 'wrong' : 'faint', text.run.nodeStates[node.state]),
		node.state === 'blocked' ? '' : sayCounts(countActions(node.files), text),
		node.needsToken && node.state !== 'blocked' ? text.run.token : '',
		node.kubelet === 'keep' || node.state === 'blocked' ? '' : text.run.kubelet[node.kubelet],
	].filter((part) => part !== '');
	const changes = node.files.filter(({action}) => action !== 'keep').map((file) => ({...describeFile(file, layout), tail: diffOnce(file, node.name, layout, shown)}));
	return [
		head.join('  '),
		...layOutLines(changes),
		...(node.setAside.length === 0 ? [] : [`  ${text.run.setAside(node.setAside.map(escapeControls))}`]),
		...node.problems.flatMap((problem) => layOutProblem(text, problem, paint, columns - 2)).map((line) => `  ${line}`),
	];
};

const layOutMaster = (master: MasterPlan, layout: PlanLayout): readonly string[] => {
	const {text, paint, columns} = layout;
	const head = [paint('strong', escapeControls(master.name)), paint(master.state === 'blocked' ? 'wrong' : 'faint', text.run.masterStates[master.state]), master.holdsVip && master.state === 'change' ? text.run.holdsVip : ''].filter((part) => part !== '');
	const restarts = master.state === 'blocked' ? [] : master.components.flatMap(({component, restartReason}) => (restartReason === 'never' ? [] : [`  ${text.run.masterRestarts[restartReason](component)}`]));
	return [
		head.join('  '),
		...layOutLines(listMasterFiles(master).filter(({action}) => action !== 'keep').map((file) => describeFile(file, layout))),
		...restarts,
		...master.problems.flatMap((problem) => layOutProblem(text, problem, paint, columns - 2)).map((line) => `  ${line}`),
	];
};

// An error of the whole run blocks every node, whatever else there is.
const sayVerdict = (plan: Plan, text: Text): string => {
	if (listRunProblems(plan).some(({severity}) => severity === 'error')) {
		return text.run.cannotBegin;
	}
	return isEmptyPlan(plan) ? text.run.nothingToDo : text.run.nothingChangedYet;
};

/** The whole plan as lines: cluster first, then the control plane's hosts, then the nodes in their order; what is kept is only counted. */
export const layOutPlan = (plan: Plan, layout: PlanLayout): readonly string[] => {
	const {text, paint, columns} = layout;
	const {cluster} = plan;
	const blocked = plan.nodes.filter(({state}) => state === 'blocked').length;
	const where = [cluster.apiServer, cluster.version, cluster.identity === undefined ? '' : text.run.asUser(cluster.identity)].filter((part) => part !== '').map(escapeControls);
	const shownDiffs = new Map<string, string>();
	const objects = plan.objects.filter(({action}) => action !== 'keep').map((object) => describeObject(object, layout));
	return [
		where.join('  '),
		[sayVerdict(plan, text), text.run.nodes(plan.nodes.length), ...(blocked === 0 ? [] : [paint('wrong', text.run.nodesBlocked(blocked))]), sayCounts(countPlan(plan), text)].join('  ').trimEnd(),
		'',
		...listRunProblems(plan).flatMap((problem) => layOutProblem(text, problem, paint, columns)),
		...(plan.objects.length === 0 ? [] : [`${paint('strong', text.run.cluster)}  ${sayCounts(countActions(plan.objects), text)}`, ...layOutLines(objects)]),
		...(plan.controlPlane?.masters ?? []).flatMap((master) => layOutMaster(master, layout)),
		...plan.nodes.flatMap((node) => layOutNode(node, layout, shownDiffs)),
	];
};
