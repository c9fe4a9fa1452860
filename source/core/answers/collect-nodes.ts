import {problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {NodeAnswers, Position} from './answers.ts';
import type {AnswersDraft} from './answers-draft.ts';
import {maximumNodes} from './expand-ranges.ts';
import {type FieldPath, formatFieldPath} from './field-path.ts';
import {findNearestWord} from './nearest-word.ts';
import {explainDefect, type NodeEntry} from './node-entry.ts';
import {pairNodes, pickTarget} from './node-item.ts';
import {type LineDefect, readNodeLine} from './node-line.ts';
import {omitUnset} from './omit-unset.ts';
import {placeIn, placeProblem, type PlacedProblem} from './placed-problem.ts';
import {parseNodeList} from './parse-node-list.ts';
import type {YamlTree} from './read-yaml.ts';

/** A node of the file before its name is checked, and where it is written. */
export type PlacedNode = {readonly node: Omit<NodeAnswers, 'name'> & {readonly name?: string}; readonly place: string; readonly position: Position};

/** The file that is read: its tree, its path, and the texts of the lists that it names. */
export type Source = {readonly tree: YamlTree; readonly path: string; readonly includes: ReadonlyMap<string, string>};

/** Nodes and what is wrong with the way they are written. */
export type Collected = {readonly nodes: readonly PlacedNode[]; readonly problems: readonly PlacedProblem[]};

type NodeDraft = Exclude<Extract<NonNullable<AnswersDraft['nodes']>, readonly unknown[]>[number], string | undefined>;

const bare = {addresses: [], dnsNames: [], labels: {}, taints: [], hostKeys: [], isControlPlane: false, mayReenroll: false} as const;

const isDefined = <Value>(value: Value | undefined): value is Value => value !== undefined;

/** Tells a defect at the place that was found for it. */
export const placeDefect = (defect: LineDefect, position: Position, path: string): PlacedProblem => ({position, problem: explainDefect({...defect, offset: 0}, path, position)});

const readText = (text: string, where: FieldPath, {tree, path}: Source): Collected => {
	const {targets, defects} = readNodeLine(text);
	const position = tree.locate(where);
	const isEmpty = targets.length === 0 && defects.length === 0;
	return {
		nodes: targets.map((target) => ({node: {...bare, ...pickTarget(target), dnsNames: target.dnsNames}, position, place: placeIn(path, position)})),
		problems: [
			...defects.map((defect) => placeDefect(defect, tree.locateWithin(where, defect.offset), path)),
			...(isEmpty ? [placeProblem(path, position, (subject) => problem('field-empty', subject, {field: formatFieldPath(where)}))] : []),
		],
	};
};

const readFields = (draft: NodeDraft, where: FieldPath, {tree, path}: Source): Collected => {
	const {name, address, user, port, addresses = [], dnsNames = [], labels = {}, taints = [], hostKeys = [], controlPlane = false, reenroll = false} = draft;
	const dial = address ?? name;
	const position = tree.locate(where);
	if (dial === undefined) {
		const isMissing = tree.kindAt([...where, 'name']) === 'nothing' && tree.kindAt([...where, 'address']) === 'nothing';
		return {nodes: [], problems: isMissing ? [placeProblem(path, position, (subject) => problem('field-missing', subject, {field: formatFieldPath([...where, 'name']), example: 'name: node01'}))] : []};
	}
	const nameText = name === undefined || address === undefined ? undefined : {text: name, offset: 0};
	// Offsets up to the name's end are the name's, those after it the address's, as in name=address.
	const start = nameText === undefined ? 0 : nameText.text.length + 1;
	const reading = pairNodes(nameText, {text: dial, offset: start});
	const dialField: FieldPath = [...where, address === undefined ? 'name' : 'address'];
	if (!reading.isValid) {
		return {
			nodes: [],
			problems: reading.defects.map((defect) =>
				placeDefect(defect, defect.offset < start ? tree.locateWithin([...where, 'name'], defect.offset) : tree.locateWithin(dialField, defect.offset - start), path),
			),
		};
	}
	const holdsMore = reading.targets.some((target) => target.user !== undefined || target.port !== undefined);
	return {
		nodes: reading.targets.map((target) => ({
			node: {
				...pickTarget(target),
				...omitUnset({user, port}),
				addresses: addresses.filter(isDefined),
				dnsNames: dnsNames.filter(isDefined),
				// Values that could not be read are left out of a draft, never present as undefined.
				labels: labels as Readonly<Record<string, string>>,
				taints: taints.filter(isDefined) as NodeAnswers['taints'],
				hostKeys: hostKeys.filter(isDefined),
				isControlPlane: controlPlane,
				mayReenroll: reenroll,
			},
			position,
			place: placeIn(path, position),
		})),
		problems: holdsMore ? [placeProblem(path, tree.locate(dialField), (subject) => problem('field-form', subject, {field: formatFieldPath(dialField), value: escapeControls(dial), form: 'host-only'}))] : [],
	};
};

const readInventory = ({inventory, groups}: {readonly inventory?: string; readonly groups?: readonly (string | undefined)[] | undefined}, {tree, path, includes}: Source): Collected => {
	if (inventory === undefined) {
		return {nodes: [], problems: []};
	}
	const position = tree.locate(['nodes', 'inventory']);
	const text = includes.get(inventory);
	if (text === undefined) {
		return {nodes: [], problems: [placeProblem(path, position, (subject) => problem('include-missing', subject, {file: escapeControls(inventory)}))]};
	}
	const list = parseNodeList(text, escapeControls(inventory));
	const known = [...new Set(list.nodes.flatMap((node) => node.groups))];
	const unknown = (groups ?? []).flatMap((group, index): readonly PlacedProblem[] => {
		if (group === undefined || known.includes(group)) {
			return [];
		}
		const nearest = findNearestWord(group, known);
		const params = {group: escapeControls(group), known: known.map(escapeControls), ...(nearest === undefined ? {} : {nearest: escapeControls(nearest)})};
		return [placeProblem(path, tree.locate(['nodes', 'groups', index]), (subject) => problem('list-group-unknown', subject, params))];
	});
	const isWanted = (node: NodeEntry): boolean => groups === undefined || groups.length === 0 || node.groups.some((group) => groups.includes(group));
	const nodes = list.nodes.filter(isWanted).map((entry) => ({node: {...bare, ...pickTarget(entry), dnsNames: entry.dnsNames}, position, place: placeIn(escapeControls(inventory), entry.position)}));
	return {nodes, problems: [...unknown, ...list.problems.map((found) => ({position, problem: found}))]};
};

/** Gathers the nodes that the file names, ranges and inventory expanded. */
export const collectNodes = (draft: AnswersDraft['nodes'], source: Source): Collected => {
	if (draft === undefined) {
		return {nodes: [], problems: []};
	}
	if (!Array.isArray(draft)) {
		// An array was just ruled out, which the compiler does not see of readonly ones.
		return readInventory(draft as Exclude<typeof draft, readonly unknown[]>, source);
	}
	const items: readonly (string | NodeDraft | undefined)[] = draft;
	const readings = items.map((item, index): Collected => {
		const where = ['nodes', index];
		return item === undefined ? {nodes: [], problems: []} : typeof item === 'string' ? readText(item, where, source) : readFields(item, where, source);
	});
	const nodes = readings.flatMap((reading) => reading.nodes);
	const problems = readings.flatMap((reading) => reading.problems);
	const position = source.tree.locateKey(['nodes']);
	if (nodes.length > maximumNodes) {
		return {nodes: nodes.slice(0, maximumNodes), problems: [...problems, placeProblem(source.path, position, (subject) => problem('list-too-long', subject, {count: nodes.length, limit: maximumNodes}))]};
	}
	return {nodes, problems: items.length === 0 ? [placeProblem(source.path, position, (subject) => problem('list-empty', subject, {}))] : problems};
};
