import {bootstrappersGroup} from '../csr/requester.ts';
import type {ClusterFacts} from '../facts/cluster-facts.ts';
import type {RowPlan} from '../token-file/choose-rows.ts';
import {diffText} from './diff-text.ts';
import type {ObjectChange} from './plan.ts';

const isOwn = (name: string): boolean => name.startsWith('kubenroll:');

// Whom rows stood for, as bindings name them; the group of all bootstrap tokens is theirs too, and stays.
const subjectsOf = (rows: readonly RowPlan[]): ReadonlySet<string> =>
	new Set(rows.flatMap(({user, groups}) => [`User ${user}`, ...groups.filter((group) => group !== bootstrappersGroup && !group.startsWith(`${bootstrappersGroup}:`)).map((group) => `Group ${group}`)]));

/** The bindings that let kubelets bootstrap by rows that are taken off for good: those that serve nobody else go with them. */
export const planRetiredBindings = (rows: readonly RowPlan[], bindings: ClusterFacts['bootstrapBindings']): readonly ObjectChange[] => {
	const gone = subjectsOf(rows);
	return bindings
		.filter(({name, subjects}) => !isOwn(name) && subjects.length > 0 && subjects.every((subject) => gone.has(subject)))
		.map(({name, role, subjects}): ObjectChange => {
			const diff = diffText(name, ['roleRef:', `  ClusterRole ${role}`, 'subjects:', ...subjects.map((subject) => `  ${subject}`), ''].join('\n'), '');
			return {kind: 'ClusterRoleBinding', name, action: 'delete', isSecret: false, ...(diff === undefined ? {} : {diff})};
		});
};
