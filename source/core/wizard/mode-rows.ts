import {needsMasters} from '../control-plane/list-masters.ts';
import {isLoopback} from '../net/is-loopback.ts';
import {foundFor} from './check.ts';
import type {Draft} from './draft.ts';
import {clusterKey} from './questions.ts';
import type {WizardState} from './wizard-state.ts';

/** What the Mode step asks, one row each. */
export type ModeRow = 'mode' | 'rows' | 'spareRows' | 'retire' | 'masters' | 'changes' | 'approval';

/** True where a run with these fields cannot do without the hosts of the control plane. */
export const wantsMasters = ({mode, retire}: Pick<Draft, 'mode' | 'retire'>): boolean => needsMasters({mode, tokenFile: {retire}});

// The user that guides write into a token file.
const rowUser = /^User (?:system:)?kubelet-bootstrap$/;

// Somebody has let kubelets in by a token file, as far as can be told without looking at masters.
const hadTokenFile = (state: WizardState): boolean =>
	state.draft.retire || state.record?.tokenRows !== undefined || foundFor(state.cluster, clusterKey(state))?.facts.bootstrapBindings.some(({subjects}) => subjects.some((subject) => rowUser.test(subject))) === true;

/** False where the cluster was asked for its API servers and tells none that a run could go to. */
export const mayTellMasters = (state: WizardState): boolean => foundFor(state.cluster, clusterKey(state))?.facts.apiServerEndpoints.every(({host}) => isLoopback(host)) !== true;

/** The rows of the Mode step, in order: those of the token file only with it, and the way out of one only where there may be one. */
export const listModeRows = (state: WizardState): readonly ModeRow[] => {
	const {mode, rows, masters, source} = state.draft;
	const isTokenFile = mode === 'token-file';
	const isOnline = source === 'kubeconfig';
	return [
		'mode',
		...(isTokenFile ? (['rows'] as const) : []),
		...(isTokenFile && rows === 'per-node' ? (['spareRows'] as const) : []),
		...(!isTokenFile && isOnline && hadTokenFile(state) ? (['retire'] as const) : []),
		...(isOnline ? (['masters'] as const) : []),
		...(isOnline && (wantsMasters(state.draft) || masters.trim() !== '') ? (['changes'] as const) : []),
		'approval',
	];
};
