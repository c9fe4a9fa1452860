import {draftAnswers, type AnswersDraft} from '../answers/answers-draft.ts';
import {checkNodes} from '../answers/check-answers.ts';
import {collectControlPlane} from '../answers/collect-control-plane.ts';
import {collectNodes, type PlacedNode} from '../answers/collect-nodes.ts';
import type {NodeEntry} from '../answers/node-entry.ts';
import {pickTarget} from '../answers/node-item.ts';
import {parseNodeList} from '../answers/parse-node-list.ts';
import {placeIn} from '../answers/placed-problem.ts';
import {readYaml} from '../answers/read-yaml.ts';
import type {Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {foundFor} from './check.ts';
import {type Finding, say, tell} from './finding.ts';
import {clusterKey, readAddress} from './questions.ts';
import type {WizardState} from './wizard-state.ts';

const fieldName = 'nodes';

const bare = {addresses: [], dnsNames: [], labels: {}, taints: [], hostKeys: [], isControlPlane: false, mayReenroll: false} as const;

const placeEntry = (entry: NodeEntry): PlacedNode => ({node: {...bare, ...pickTarget(entry), dnsNames: entry.dnsNames}, position: entry.position, place: placeIn(fieldName, entry.position)});

const lineOf = ({subject}: Problem): number | undefined => {
	const [, line] = new RegExp(`^${fieldName}:(\\d+):\\d+$`).exec(subject) ?? [];
	return line === undefined ? undefined : Number(line);
};

// Lines of the file that the field shows are judged as the field has them now.
const withoutShown = (nodes: AnswersDraft['nodes'], hidden: readonly string[]): AnswersDraft['nodes'] =>
	// An array is readonly here, which Array.isArray does not tell the compiler.
	Array.isArray(nodes) ? (nodes as readonly unknown[]).map((item) => (typeof item === 'string' && !hidden.includes(item) ? undefined : item)) as AnswersDraft['nodes'] : nodes;

const readElsewhere = (state: WizardState): {readonly nodes: readonly PlacedNode[]; readonly controlPlane: ReturnType<typeof collectControlPlane>['hosts']; readonly draft: AnswersDraft} => {
	const {file, draft} = state;
	const tree = readYaml(file.text ?? '', file.path);
	const source = {tree, path: file.path, includes: new Map<string, string>()};
	const answers = draftAnswers(tree.value);
	return {nodes: collectNodes(withoutShown(answers.nodes, draft.earlierNodes), source).nodes, controlPlane: collectControlPlane(answers.cluster?.controlPlane, source).hosts, draft: answers};
};

const inventoryOf = (nodes: AnswersDraft['nodes']): string | undefined => (nodes !== undefined && !Array.isArray(nodes) && 'inventory' in nodes && typeof nodes.inventory === 'string' ? nodes.inventory : undefined);

const describeCluster = (state: WizardState, names: readonly string[]): readonly Finding[] => {
	const wanted = new Set(names);
	const there = foundFor(state.cluster, clusterKey(state))?.facts.nodes.filter(({name}) => wanted.has(name)) ?? [];
	return there.length === 0 ? [] : [say('attention', 'nodes', 'nodes-in-cluster', {nodes: there.map(({name}) => escapeControls(name)), ready: there.filter(({ready}) => ready === 'true').length})];
};

/** What the typed list comes to: how many nodes, whether Kubernetes takes their names, which are wrong, and which are there already. */
export const checkNodesStep = (state: WizardState): readonly Finding[] => {
	const {draft} = state;
	const elsewhere = readElsewhere(state);
	const inventory = inventoryOf(elsewhere.draft.nodes);
	if (inventory !== undefined) {
		return [say('note', 'nodes', 'nodes-inventory', {file: escapeControls(inventory)})];
	}
	const others = elsewhere.nodes.length === 0 ? [] : [say('note', 'nodes', 'nodes-elsewhere', {count: elsewhere.nodes.length})];
	if (draft.nodes.trim() === '') {
		return elsewhere.nodes.length === 0 ? [say('wrong', 'nodes', 'nodes-none', {})] : others;
	}
	const list = parseNodeList(draft.nodes, fieldName);
	const address = readAddress(state);
	const surroundings = {controlPlane: elsewhere.controlPlane, sshPort: elsewhere.draft.ssh?.port ?? 22, ...(address.isValid ? {apiServer: address.value} : {})} as const;
	const placed = list.nodes.map(placeEntry);
	// The file's come first: a double is the typed one's fault.
	const wrong = checkNodes([...elsewhere.nodes, ...placed], surroundings).map(({problem}) => problem).filter((problem) => lineOf(problem) !== undefined);
	const problems = [...list.problems, ...wrong].toSorted((one, other) => (lineOf(one) ?? 0) - (lineOf(other) ?? 0));
	const names = list.nodes.flatMap(({name}) => name ?? []);
	const addresses = list.nodes.filter(({name, address: dial}) => dial !== name).length;
	return [
		say('note', 'nodes', 'nodes-count', {names: names.length, addresses}),
		...(problems.some(({severity}) => severity === 'error') ? [] : [say('good', 'names', 'nodes-fit', {count: names.length})]),
		...problems.map((problem) => tell('names', problem, lineOf(problem))),
		...describeCluster(state, names),
		...others,
	];
};
