import type {Problem} from '../../core/problem/problem.ts';
import type {Text} from '../../text/catalog.ts';

const labelOf = (field: string, {wizard}: Text): string => {
	const labels: Readonly<Record<string, string>> = {
		'tokenFile.spareRows': wizard.mode.fields.spareRows,
		'cluster.apiServer': wizard.heads.address.title,
		'cluster.offline.version': wizard.cluster.version,
		'ssh.user': wizard.ssh.fields.user,
	};
	return labels[field] ?? field;
};

// Positions are `nodes:LINE:COLUMN` in the field, and `PATH:LINE:COLUMN` in the file.
const placeOf = (position: string, {wizard}: Text): string => {
	const [, source, line] = /^(.*):(\d+):\d+$/.exec(position) ?? [];
	return source === undefined || line === undefined ? position : source === 'nodes' ? wizard.atLine(Number(line)) : wizard.atFileLine(Number(line));
};

/** A problem with fields and places named as the form shows them; in a file and in the output of a command they keep the names of the file. */
export const sayInForm = (problem: Problem, text: Text): Problem => {
	if (problem.code === 'field-range') {
		return {...problem, params: {...problem.params, field: labelOf(problem.params.field, text)}};
	}
	if (problem.code === 'field-form') {
		return {...problem, params: {...problem.params, field: labelOf(problem.params.field, text)}};
	}
	if (problem.code === 'node-name-duplicate') {
		return {...problem, params: {...problem.params, first: placeOf(problem.params.first, text)}};
	}
	return problem.code === 'node-address-duplicate' ? {...problem, params: {...problem.params, first: placeOf(problem.params.first, text)}} : problem;
};
