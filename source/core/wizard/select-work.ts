import type {ApiServerAddress, Mode, NodeAnswers} from '../answers/answers.ts';
import type {PapersWish} from './discoveries.ts';
import {addressKey, caKey, clusterKey, hostKeysKey, listHosts, readAddress} from './questions.ts';
import type {WizardState} from './wizard-state.ts';

/**
 * Something to be asked or done outside, wanted for as long as it is in the list: one of each kind at a time, begun anew when its `key` changes and
 * broken off when it is gone. `afterMs` is the pause in typing to wait for.
 */
export type Work = {readonly key: string; readonly afterMs: number} & (
	| {readonly kind: 'find-kubeconfigs'; /** The answers' own; empty where they name none. */ readonly named: string}
	| {readonly kind: 'read-record'}
	| {readonly kind: 'save'; readonly text: string}
	/** Write down what was typed, once there is a pause. */
	| {readonly kind: 'settle'}
	| {readonly kind: 'keep-unsaved'; readonly text: string | undefined}
	| {readonly kind: 'read-answers'; readonly text: string}
	| {readonly kind: 'read-cluster'; readonly kubeconfig: string; readonly context: string; readonly mode: Mode}
	| {readonly kind: 'dial'; readonly address: ApiServerAddress}
	| {readonly kind: 'read-ca'; readonly path: string}
	| {readonly kind: 'write-papers'; readonly wish: PapersWish}
	| {readonly kind: 'show-host-keys'; readonly hosts: readonly NodeAnswers[]}
	| {readonly kind: 'pin-host-keys'; readonly hosts: readonly NodeAnswers[]; readonly accepted: Readonly<Record<string, readonly string[]>>}
	| {readonly kind: 'enroll'; readonly runId: number; readonly only?: readonly string[]}
);

// Long enough that a word is finished, short enough that one does not wait for it.
const pauseMs = 350;

// A file is written for a thought, not for a letter.
const settleMs = 700;

const isSshStep = ({stage}: WizardState): boolean => stage.status === 'editing' && (stage.step === 'ssh' || stage.step === 'host-keys');

const runWork = ({stage, only}: WizardState): readonly Work[] => {
	const isRun = stage.status === 'surveying' || stage.status === 'reviewing' || stage.status === 'running';
	return isRun ? [{kind: 'enroll', key: String(stage.runId), afterMs: 0, runId: stage.runId, ...(only === undefined ? {} : {only})}] : [];
};

const keyWork = (state: WizardState): readonly Work[] => {
	const [hosts, key] = [listHosts(state), hostKeysKey(state)];
	if (hosts === undefined || key === undefined || !isSshStep(state)) {
		return [];
	}
	const {acceptedKeys} = state;
	return acceptedKeys === undefined ? [{kind: 'show-host-keys', key, afterMs: 0, hosts}] : [{kind: 'pin-host-keys', key, afterMs: 0, hosts, accepted: acceptedKeys}];
};

/** What the outside is wanted for in this state. */
export const selectWork = (state: WizardState): readonly Work[] => {
	const {draft, file, stage} = state;
	const reading = readAddress(state);
	const [cluster, address, ca] = [clusterKey(state), addressKey(state), caKey(state)];
	const {wanted} = state.papers;
	const isDialled = stage.status === 'editing' && (stage.step === 'address' || stage.step === 'nodes');
	return [
		{kind: 'find-kubeconfigs', key: '', afterMs: 0, named: draft.kubeconfig},
		// Anew each time one comes home: a run may have written it.
		{kind: 'read-record', key: `${state.lastRunId} ${stage.status === 'home'}`, afterMs: 0},
		...(file.text === undefined ? [] : [{kind: 'read-answers', key: file.text, afterMs: 0, text: file.text} as const]),
		...(file.text === undefined || file.text === file.savedText ? [] : [{kind: 'save', key: file.text, afterMs: 0, text: file.text} as const]),
		...(stage.status !== 'editing' || draft === state.settledDraft ? [] : [{kind: 'settle', key: JSON.stringify(draft), afterMs: settleMs} as const]),
		...(state.unsaved.text === state.unsaved.savedText ? [] : [{kind: 'keep-unsaved', key: state.unsaved.text ?? '', afterMs: 0, text: state.unsaved.text} as const]),
		...(cluster === undefined ? [] : [{kind: 'read-cluster', key: cluster, afterMs: pauseMs, kubeconfig: draft.kubeconfig.trim(), context: draft.context, mode: draft.mode} as const]),
		...(address === undefined || !reading.isValid || !isDialled ? [] : [{kind: 'dial', key: address, afterMs: pauseMs, address: reading.value} as const]),
		...(ca === undefined ? [] : [{kind: 'read-ca', key: ca, afterMs: pauseMs, path: draft.caFile.trim()} as const]),
		...(wanted === undefined ? [] : [{kind: 'write-papers', key: wanted.key, afterMs: 0, wish: wanted} as const]),
		...keyWork(state),
		...runWork(state),
	];
};
