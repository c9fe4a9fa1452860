import type {NodeAnswers} from '../answers/answers.ts';
import {expandRanges} from '../answers/expand-ranges.ts';
import {findNearestWord} from '../answers/nearest-word.ts';
import {splitNodeList} from '../answers/split-node-list.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';

const subject = '--nodes';

/** Picks the nodes that --nodes names (`node[01-03],node7`, several times), in the order of the file, which `path` names in problems; every pattern that fits nothing is a problem. No pattern at all picks all. */
export const selectNodes = (nodes: readonly NodeAnswers[], patterns: readonly string[], path: string): {readonly nodes: readonly NodeAnswers[]; readonly problems: readonly Problem[]} => {
	if (patterns.length === 0) {
		return {nodes, problems: []};
	}
	const known = new Set(nodes.map(({name}) => name));
	const names = new Set<string>();
	const problems: Problem[] = [];
	const parts = patterns.flatMap(splitNodeList);
	for (const part of parts) {
		const reading = expandRanges(part);
		if (!reading.isValid) {
			const {range, defect, suggestion} = reading;
			problems.push(problem('list-range', subject, {range: escapeControls(range), defect, ...(suggestion === undefined ? {} : {suggestion: escapeControls(suggestion)})}));
			continue;
		}
		for (const text of reading.texts) {
			const name = text.toLowerCase();
			names.add(name);
			if (!known.has(name)) {
				const nearest = findNearestWord(name, [...known]);
				problems.push(problem('node-not-listed', subject, {node: escapeControls(text), path, ...(nearest === undefined ? {} : {nearest})}));
			}
		}
	}
	if (parts.length === 0) {
		problems.push(problem('list-empty', subject, {}));
	}
	return {nodes: nodes.filter(({name}) => names.has(name)), problems};
};
