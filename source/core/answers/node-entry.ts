import {problem, type Problem} from '../problem/problem.ts';
import type {Position} from './answers.ts';
import {maximumNodes} from './expand-ranges.ts';
import type {LineDefect, LineTarget} from './node-line.ts';
import {placeIn} from './placed-problem.ts';

/** One node of a list, as written: names are not checked yet, and `name` is unset where only an IP address was given. */
export type NodeEntry = Omit<LineTarget, 'offset'> & {
	/** Groups of the inventory that hold it, with the groups above those; empty outside of inventories. */
	readonly groups: readonly string[];
	readonly position: Position;
};

/** What a list holds, and everything that is wrong with it. */
export type NodeList = {readonly nodes: readonly NodeEntry[]; readonly problems: readonly Problem[]};

/** Tells what is wrong with a line or entry that begins at `start` of the file `path`. */
export const explainDefect = (defect: LineDefect, path: string, start: Position): Problem => {
	const {code, params, offset} = defect;
	// Code and params come from one member of the union, which destructuring hides from the compiler.
	return problem(code as 'list-item', placeIn(path, {line: start.line, column: start.column + offset}), params as never, {severity: code === 'list-line-skipped' ? 'notice' : 'error'});
};

/** Ends a list: none at all and too many are problems, and no more than the limit are handed on. */
export const completeNodeList = (nodes: readonly NodeEntry[], problems: readonly Problem[], path: string): NodeList => {
	const start = placeIn(path, {line: 1, column: 1});
	if (nodes.length > maximumNodes) {
		return {nodes: nodes.slice(0, maximumNodes), problems: [...problems, problem('list-too-long', start, {count: nodes.length, limit: maximumNodes})]};
	}
	const isEmpty = nodes.length === 0 && problems.every(({severity}) => severity !== 'error');
	return {nodes, problems: isEmpty ? [...problems, problem('list-empty', start, {})] : problems};
};
