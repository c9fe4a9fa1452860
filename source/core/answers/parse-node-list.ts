import type {Problem} from '../problem/problem.ts';
import {parseAnsibleIni, isSectionLine} from './ansible-ini.ts';
import {parseAnsibleYaml} from './ansible-yaml.ts';
import {completeNodeList, explainDefect, type NodeEntry, type NodeList} from './node-entry.ts';
import {pickTarget} from './node-item.ts';
import {readNodeLine} from './node-line.ts';

const isComment = (line: string): boolean => /^\s*(?:[#;].*)?$/.test(line);

// The three forms, told apart by what only one of them can have.
const formOf = (lines: readonly string[]): 'ini' | 'yaml' | 'lines' => {
	const first = lines.find((line) => !isComment(line)) ?? '';
	if (/^---|^\{|^["']?[A-Za-z_][\w.-]*["']?:\s*(?:#.*)?$/.test(first)) {
		return 'yaml';
	}
	return lines.some((line) => isSectionLine(line) || /^[^#]*\sansible_\w+=/.test(line)) ? 'ini' : 'lines';
};

const parseLines = (lines: readonly string[], path: string): NodeList => {
	const nodes: NodeEntry[] = [];
	const problems: Problem[] = [];
	for (const [index, text] of lines.entries()) {
		const {targets, defects} = readNodeLine(text);
		const line = index + 1;
		nodes.push(...targets.map((target) => ({...pickTarget(target), dnsNames: target.dnsNames, groups: [], position: {line, column: target.offset + 1}})));
		problems.push(...defects.map((defect) => explainDefect(defect, path, {line, column: 1})));
	}
	return {nodes, problems};
};

/**
 * Reads a typed or pasted list of nodes, whatever its form: lines with ranges, `name=address`, `name address`, /etc/hosts lines, an Ansible inventory (INI or YAML).
 * Problems are placed at `path:line:column`; whether names suit Kubernetes or repeat is for parseAnswers to say.
 */
export const parseNodeList = (text: string, path = 'nodes'): NodeList => {
	const body = text.replace(/^\uFEFF/, '');
	const lines = body.split(/\r\n|\n|\r/);
	const form = formOf(lines);
	const {nodes, problems} = form === 'ini' ? parseAnsibleIni(body, path) : form === 'yaml' ? parseAnsibleYaml(body, path) : parseLines(lines, path);
	return completeNodeList(nodes, problems, path);
};
