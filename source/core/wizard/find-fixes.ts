import type {AnswersEdit} from '../answers/edit-answers.ts';
import type {Plan} from '../plan/plan.ts';
import type {Problem} from '../problem/problem.ts';

/** A line of kubenroll.yaml that would let nodes in, or have the plan mend the token file of masters, as one would write it, and the hosts that it is for. */
export type AnswersFix = {readonly of: 'node' | 'master'; readonly field: string; readonly value: string; readonly hosts: readonly string[]; readonly edit: AnswersEdit};

const set = (path: readonly string[], value: string | boolean): AnswersEdit => ({kind: 'set', path, value});

const kubeletFields: Partial<Record<Problem['code'], string>> = {'swap-on': 'failSwapOn', 'cgroup-v1': 'failCgroupV1'};

// What is a matter of taste on a machine that is otherwise fit; anything else has to be mended on the machine.
const editFor = (problem: Problem): AnswersEdit | undefined => {
	if (problem.code === 'cgroup-driver-differs') {
		return set(['kubelet', 'cgroupDriver'], problem.params.runtimeDriver);
	}
	if (problem.code === 'token-row-broken' || problem.code === 'token-row-misread') {
		return problem.params.canMend && problem.severity !== 'notice' ? set(['tokenFile', 'mendRows'], true) : undefined;
	}
	const field = kubeletFields[problem.code];
	return field === undefined ? undefined : set(['kubelet', 'config', field], false);
};

/** Finds which lines in kubenroll.yaml would unblock nodes of a plan, or mend rows of its masters, each once. */
export const findFixes = (plan: Plan): readonly AnswersFix[] => {
	const fixes = new Map<string, AnswersFix>();
	const nodes = plan.nodes.map(({name, problems}) => ({of: 'node' as const, name, problems: problems.filter(({severity}) => severity === 'error')}));
	const masters = (plan.controlPlane?.masters ?? []).map(({name, problems}) => ({of: 'master' as const, name, problems}));
	for (const {of, name, problems} of [...nodes, ...masters]) {
		for (const problem of problems) {
			const edit = editFor(problem);
			if (edit?.kind === 'set') {
				const key = JSON.stringify(edit);
				const known = fixes.get(key)?.hosts ?? [];
				fixes.set(key, {of, field: edit.path.join('.'), value: String(edit.value), hosts: known.includes(name) ? known : [...known, name], edit});
			}
		}
	}
	return [...fixes.values()];
};
