import type {TextField} from '../../core/wizard/draft.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import {findKubeconfigRow, type KubeconfigRow, listKubeconfigRows} from './list-kubeconfig-rows.ts';

/** A row of the first step: a kubeconfig that was found, a field, or the choice to do without a cluster. */
export type ClusterRow = {readonly kind: 'kubeconfig'; readonly choice: KubeconfigRow} | {readonly kind: 'field'; readonly field: Extract<TextField, 'kubeconfig' | 'caFile' | 'version'>} | {readonly kind: 'offline'};

/** The rows in order; what one has to know of a cluster that cannot be asked has fields only where that is chosen. */
export const listClusterRows = (state: WizardState): readonly ClusterRow[] => [
	...listKubeconfigRows(state).map((choice): ClusterRow => ({kind: 'kubeconfig', choice})),
	{kind: 'field', field: 'kubeconfig'},
	{kind: 'offline'},
	...(state.draft.source === 'offline' ? (['caFile', 'version'] as const).map((field): ClusterRow => ({kind: 'field', field})) : []),
];

/** Where the cursor is until somebody moves it: at what is chosen, or at the first field to be filled in. */
export const findClusterRow = (state: WizardState): number => {
	const rows = listClusterRows(state);
	return state.draft.source === 'offline' ? rows.findIndex((row) => row.kind === 'field' && row.field === 'caFile') : findKubeconfigRow(state);
};
