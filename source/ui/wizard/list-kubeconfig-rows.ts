import type {WizardState} from '../../core/wizard/wizard-state.ts';

/** A row of the first step: a kubeconfig with one of its contexts. */
export type KubeconfigRow = {readonly path: string; readonly context: string};

/** The rows to choose from; one for each context where a file has several. The field for another path comes after them. */
export const listKubeconfigRows = ({kubeconfigs}: WizardState): readonly KubeconfigRow[] =>
	(kubeconfigs ?? []).flatMap(({path, contexts, current}) => {
		const [first, ...others] = contexts.length > 1 ? [...contexts].sort((one, other) => Number(other === current) - Number(one === current)) : [];
		// The current context needs not be named: it is what the file says.
		return first === undefined ? [{path, context: ''}] : [{path, context: first === current ? '' : first}, ...others.map((context) => ({path, context}))];
	});

/** The row that is chosen; the number of rows where the path was typed. */
export const findKubeconfigRow = (state: WizardState): number => {
	const rows = listKubeconfigRows(state);
	// Its current context, and the only one, are rows without a name.
	const {contexts = [], current} = state.kubeconfigs?.find(({path}) => path === state.draft.kubeconfig) ?? {};
	const named = state.draft.context === current || (contexts.length === 1 && state.draft.context === contexts[0]) ? '' : state.draft.context;
	const found = rows.findIndex(({path, context}) => path === state.draft.kubeconfig && context === named);
	return found === -1 ? rows.length : found;
};
