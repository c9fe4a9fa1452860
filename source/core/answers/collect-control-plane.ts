import {problem} from '../problem/problem.ts';
import type {Answers} from './answers.ts';
import type {AnswersDraft} from './answers-draft.ts';
import {placeDefect, type Source} from './collect-nodes.ts';
import {type FieldPath, formatFieldPath} from './field-path.ts';
import {omitUnset} from './omit-unset.ts';
import {isIp, pairNodes} from './node-item.ts';
import {readNodeLine} from './node-line.ts';
import {placeProblem, type PlacedProblem} from './placed-problem.ts';

/** Control-plane hosts of the file, and what is wrong with the way they are written. */
export type Hosts = {readonly hosts: Answers['cluster']['controlPlane']; readonly problems: readonly PlacedProblem[]};

/** Gathers the control-plane hosts that the file names, ranges expanded. */
export const collectControlPlane = (draft: NonNullable<AnswersDraft['cluster']>['controlPlane'], {tree, path}: Source): Hosts => {
	const readings = (draft ?? []).map((item, index): Hosts => {
		const where: FieldPath = ['cluster', 'controlPlane', index];
		if (item === undefined) {
			return {hosts: [], problems: []};
		}
		const position = tree.locate(where);
		const text = typeof item === 'string' ? item : item.address === undefined ? item.name : undefined;
		const paired = typeof item === 'string' || item.address === undefined ? undefined : pairNodes(item.name === undefined ? undefined : {text: item.name, offset: 0}, {text: item.address, offset: 0});
		const {targets, defects} = paired === undefined ? readNodeLine(text ?? '') : paired.isValid ? {targets: paired.targets, defects: []} : {targets: [], defects: paired.defects};
		const hostKeys = typeof item === 'string' ? undefined : item.hostKeys?.filter((key) => key !== undefined);
		const own = typeof item === 'string' ? {} : omitUnset({user: item.user, port: item.port, hostKeys});
		const isEmpty = targets.length === 0 && defects.length === 0;
		return {
			hosts: targets.map(({name, address, user, port}) => ({name: name ?? address, ...(name === address && !isIp(address) ? {} : {address}), ...omitUnset({user, port}), ...own})),
			problems: [
				...defects.map((defect) => placeDefect(defect, typeof item === 'string' ? tree.locateWithin(where, defect.offset) : position, path)),
				...(isEmpty ? [placeProblem(path, position, (subject) => problem('field-empty', subject, {field: formatFieldPath(where)}))] : []),
			],
		};
	});
	return {hosts: readings.flatMap(({hosts}) => hosts), problems: readings.flatMap(({problems}) => problems)};
};
