import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {addHost, makeInventory, openGroup, resolveInventory, type Inventory, type Variable} from './ansible-inventory.ts';
import {expandRanges} from './expand-ranges.ts';
import {findNearestWord} from './nearest-word.ts';
import {explainDefect, type NodeEntry} from './node-entry.ts';
import {rangeDefect, splitHostPort} from './node-item.ts';
import {placeIn} from './placed-problem.ts';

type Section = {readonly group: string; readonly kind: 'hosts' | 'vars' | 'children'};

type Word = {readonly text: string; readonly offset: number};

const sectionForm = /^\s*\[([A-Za-z_][\w.-]*)(?::([a-z_]+))?\]\s*(?:[#;].*)?$/;
const kinds = ['hosts', 'vars', 'children'] as const;

/** True for `[group]` and `[group:vars]`, not for a range or an IPv6 address in brackets. */
export const isSectionLine = (line: string): boolean => sectionForm.test(line);

// Host lines follow the shell's quoting (ansible/plugins/inventory/ini.py uses shlex with comments).
const wordForm = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;

const splitWords = (line: string): readonly Word[] => {
	const words = [...line.matchAll(wordForm)].map((match) => ({text: match[0], offset: match.index}));
	const comment = words.findIndex(({text}) => text.startsWith('#') || text.startsWith(';'));
	return comment < 0 ? words : words.slice(0, comment);
};

const unquote = (text: string): string => text.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double: string | undefined, single: string | undefined) => double ?? single ?? '');

const readHostLine = (inventory: Inventory, group: string, words: readonly Word[], line: number, path: string): readonly Problem[] => {
	const [host, ...assignments] = words;
	if (host === undefined) {
		return [];
	}
	const problems: Problem[] = [];
	const variables = new Map<string, Variable>();
	for (const {text, offset} of assignments) {
		const position = {line, column: offset + 1};
		const equals = text.indexOf('=');
		if (equals < 1) {
			problems.push(problem('list-line', placeIn(path, position), {defect: 'assignment'}));
		} else {
			variables.set(text.slice(0, equals), {value: unquote(text.slice(equals + 1)), position});
		}
	}
	const position = {line, column: host.offset + 1};
	const reading = expandRanges(unquote(host.text));
	if (!reading.isValid) {
		return [...problems, explainDefect(rangeDefect(reading, 0), path, position)];
	}
	for (const text of reading.texts) {
		const {host: name, port} = splitHostPort(text);
		addHost(inventory, group, name, position, port === undefined || variables.has('ansible_port') ? variables : new Map([...variables, ['ansible_port', {value: port, position}]]));
	}
	return problems;
};

/** Reads an Ansible inventory in INI form: groups, their variables and children, ranges, connection variables. */
export const parseAnsibleIni = (text: string, path: string): {readonly nodes: readonly NodeEntry[]; readonly problems: readonly Problem[]} => {
	const inventory = makeInventory();
	const problems: Problem[] = [];
	let section: Section | undefined = {group: 'ungrouped', kind: 'hosts'};
	for (const [index, line] of text.split(/\r?\n/).entries()) {
		const position = {line: index + 1, column: 1 + line.length - line.trimStart().length};
		const trimmed = line.trim();
		if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) {
			continue;
		}
		const [, group, kindText = 'hosts']: readonly (string | undefined)[] = sectionForm.exec(line) ?? [];
		if (group !== undefined) {
			const kind = kinds.find((known) => known === kindText);
			section = kind === undefined ? undefined : {group, kind};
			if (kind === undefined) {
				const nearest = findNearestWord(kindText, kinds);
				problems.push(problem('list-section-unknown', placeIn(path, position), {section: escapeControls(`${group}:${kindText}`), ...(nearest === undefined ? {} : {nearest: `${escapeControls(group)}:${nearest}`})}));
			} else {
				openGroup(inventory, group);
			}
			continue;
		}
		// What stands in a section that could not be read would only repeat its problem.
		if (section?.kind === 'children') {
			const child = splitWords(line)[0]?.text ?? '';
			openGroup(inventory, child);
			openGroup(inventory, section.group).children.add(child);
		} else if (section?.kind === 'vars') {
			const equals = trimmed.indexOf('=');
			if (equals < 1) {
				problems.push(problem('list-line', placeIn(path, position), {defect: 'assignment'}));
			} else {
				openGroup(inventory, section.group).variables.set(trimmed.slice(0, equals).trim(), {value: unquote(trimmed.slice(equals + 1).trim()), position});
			}
		} else if (section !== undefined) {
			problems.push(...readHostLine(inventory, section.group, splitWords(line), index + 1, path));
		}
	}
	const resolved = resolveInventory(inventory, path);
	return {nodes: resolved.nodes, problems: [...problems, ...resolved.problems]};
};
