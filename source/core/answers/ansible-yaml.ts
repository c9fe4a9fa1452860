import {isAlias, isMap, isScalar, LineCounter, type Node, type YAMLMap} from 'yaml';
import {problem, type Problem} from '../problem/problem.ts';
import type {Position} from './answers.ts';
import {addHost, makeInventory, openGroup, resolveInventory, type Variable} from './ansible-inventory.ts';
import {expandRanges} from './expand-ranges.ts';
import {explainDefect, type NodeEntry} from './node-entry.ts';
import {rangeDefect} from './node-item.ts';
import {parseUnique} from './parse-unique.ts';
import {placeIn} from './placed-problem.ts';
import {explainYamlErrors} from './yaml-errors.ts';

type Entry = {readonly key: string; readonly value: unknown; readonly position: Position};

/** Reads an Ansible inventory in YAML form: groups with hosts, children and vars, each a mapping. */
export const parseAnsibleYaml = (text: string, path: string): {readonly nodes: readonly NodeEntry[]; readonly problems: readonly Problem[]} => {
	const lineCounter = new LineCounter();
	const document = parseUnique(text, {lineCounter, prettyErrors: false, stringKeys: true, logLevel: 'error'});
	const problems: Problem[] = explainYamlErrors(document.errors, lineCounter, path).map((placed) => placed.problem);
	const inventory = makeInventory();
	const locate = (node: unknown): Position => {
		// Every node of a parsed document has its range; the type allows for nodes made by hand.
		const {line, col} = lineCounter.linePos((node as Node | null)?.range?.[0] ?? 0);
		return {line, column: col};
	};
	const entriesOf = (map: YAMLMap): readonly Entry[] => map.items.map(({key, value}) => ({key: isScalar(key) ? String(key.value) : '', value: isAlias(value) ? value.resolve(document) : value, position: locate(key)}));
	// Nothing after the colon is an empty mapping: `node01:`.
	const mapIn = (value: unknown, position: Position): readonly Entry[] => {
		if (isMap(value)) {
			return entriesOf(value);
		}
		if (value !== null && !(isScalar(value) && value.value === null)) {
			problems.push(problem('list-line', placeIn(path, position), {defect: 'inventory'}));
		}
		return [];
	};
	const readVariables = ({value, position}: Entry): ReadonlyMap<string, Variable> =>
		new Map(mapIn(value, position).flatMap((entry) => (isScalar(entry.value) ? [[entry.key, {value: String(entry.value.value), position: locate(entry.value)}] as const] : [])));
	const readHosts = (group: string, entry: Entry): void => {
		for (const host of mapIn(entry.value, entry.position)) {
			const reading = expandRanges(host.key);
			if (reading.isValid) {
				const variables = readVariables(host);
				reading.texts.forEach((name) => addHost(inventory, group, name, host.position, variables));
			} else {
				problems.push(explainDefect(rangeDefect(reading, 0), path, host.position));
			}
		}
	};
	const readGroup = (entry: Entry): void => {
		const group = openGroup(inventory, entry.key);
		for (const part of mapIn(entry.value, entry.position)) {
			switch (part.key) {
				case 'hosts': {
					readHosts(entry.key, part);
					break;
				}
				case 'vars': {
					readVariables(part).forEach((variable, key) => group.variables.set(key, variable));
					break;
				}
				case 'children': {
					for (const child of mapIn(part.value, part.position)) {
						group.children.add(child.key);
						readGroup(child);
					}
					break;
				}
				default: {
					problems.push(problem('list-line', placeIn(path, part.position), {defect: 'inventory'}));
				}
			}
		}
	};
	for (const group of mapIn(document.contents, {line: 1, column: 1})) {
		readGroup(group);
	}
	const resolved = resolveInventory(inventory, path);
	return {nodes: resolved.nodes, problems: [...problems, ...resolved.problems]};
};
