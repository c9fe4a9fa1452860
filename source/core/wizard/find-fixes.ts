import type {AnswersEdit} from '../answers/edit-answers.ts';
import type {Plan} from '../plan/plan.ts';
import type {Problem} from '../problem/problem.ts';

/** A line of kubenroll.yaml that would let nodes in, as one would write it, and the nodes that it is for. */
export type AnswersFix = {readonly field: string; readonly value: string; readonly nodes: readonly string[]; readonly edit: AnswersEdit};

const set = (path: readonly string[], value: string | boolean): AnswersEdit => ({kind: 'set', path, value});

const kubeletFields: Partial<Record<Problem['code'], string>> = {'swap-on': 'failSwapOn', 'cgroup-v1': 'failCgroupV1'};

// What is a matter of taste on a machine that is otherwise fit; anything else has to be mended on the machine.
const editFor = (problem: Problem): AnswersEdit | undefined => {
	if (problem.code === 'cgroup-driver-differs') {
		return set(['kubelet', 'cgroupDriver'], problem.params.runtimeDriver);
	}
	const field = kubeletFields[problem.code];
	return field === undefined ? undefined : set(['kubelet', 'config', field], false);
};

/** Finds which lines in kubenroll.yaml would unblock nodes of a plan, each once. */
export const findFixes = (plan: Plan): readonly AnswersFix[] => {
	const fixes = new Map<string, AnswersFix>();
	for (const {name, problems} of plan.nodes) {
		for (const problem of problems.filter(({severity}) => severity === 'error')) {
			const edit = editFor(problem);
			if (edit?.kind === 'set') {
				const key = JSON.stringify(edit);
				const known = fixes.get(key)?.nodes ?? [];
				fixes.set(key, {field: edit.path.join('.'), value: String(edit.value), nodes: known.includes(name) ? known : [...known, name], edit});
			}
		}
	}
	return [...fixes.values()];
};
