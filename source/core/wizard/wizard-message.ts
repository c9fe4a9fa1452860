import type {AnswersReading} from '../answers/parse-answers.ts';
import type {Problem} from '../problem/problem.ts';
import type {EnrollmentRecord} from '../record/record.ts';
import type {Report, RunEvent} from '../run/event.ts';
import type {AddressFound, CaFound, ClusterFound, HostKeysFound, KubeconfigChoice, PapersFound} from './discoveries.ts';
import type {Draft, TextField} from './draft.ts';
import type {EditingStep} from './step.ts';
import type {Errand} from './wizard-state.ts';

/** What the operator asks for; plain data without a password. */
export type WizardIntent =
	| {readonly type: 'begin'; readonly errand: Exclude<Errand, 'start'>}
	| {readonly type: 'type-text'; readonly field: TextField; readonly text: string}
	| {readonly type: 'choose'; readonly choice: Partial<Pick<Draft, 'source' | 'mode' | 'rows' | 'retire' | 'controlPlaneChanges' | 'approval' | 'login' | 'sudo'>>}
	| {readonly type: 'choose-kubeconfig'; readonly path: string; readonly context?: string}
	/** On, as soon as all is well here. */
	| {readonly type: 'next'}
	/** Back; what was typed stays. */
	| {readonly type: 'back'}
	| {readonly type: 'go-to'; readonly step: EditingStep}
	| {readonly type: 'look-again'}
	/** Write down what was typed, without going anywhere: after a pause in typing, and when the terminal is closing. */
	| {readonly type: 'keep'}
	/** The keys on the screen are those of one's hosts. */
	| {readonly type: 'accept-host-keys'}
	/** Write into the answers what lets blocked nodes in, and look again. */
	| {readonly type: 'apply-fixes'}
	/** Write the plan, or the files that it is about, on this machine; nothing else is changed. */
	| {readonly type: 'write-papers'; readonly papers: {readonly kind: 'plan'} | {readonly kind: 'files'; readonly folder: string}}
	| {readonly type: 'confirm'}
	/** Run once more; only for some nodes where `nodes` says so. */
	| {readonly type: 'retry'; readonly nodes?: readonly string[]}
	| {readonly type: 'go-home'};

/** What the outside answers. `key` names the question. */
export type WizardNews =
	| {readonly type: 'kubeconfigs-found'; readonly kubeconfigs: readonly KubeconfigChoice[]}
	| {readonly type: 'record-read'; readonly record: EnrollmentRecord | undefined}
	| {readonly type: 'answers-read'; readonly text: string; readonly reading: AnswersReading}
	| {readonly type: 'saved'; readonly text: string}
	/** What cannot be in the file yet lies beside it now; undefined: nothing does. */
	| {readonly type: 'unsaved-kept'; readonly text: string | undefined}
	| {readonly type: 'save-failed'; readonly problems: readonly Problem[]}
	| {readonly type: 'cluster-answered'; readonly key: string; readonly found: ClusterFound}
	| {readonly type: 'address-answered'; readonly key: string; readonly found: AddressFound}
	| {readonly type: 'host-keys-shown'; readonly key: string; readonly found: HostKeysFound}
	| {readonly type: 'ca-read'; readonly key: string; readonly found: CaFound}
	| {readonly type: 'papers-written'; readonly key: string; readonly found: PapersFound}
	| {readonly type: 'papers-failed'; readonly key: string; readonly problems: readonly Problem[]}
	| {readonly type: 'asking-failed'; readonly about: 'cluster' | 'address' | 'hostKeys' | 'ca'; readonly key: string; readonly problems: readonly Problem[]}
	| {readonly type: 'password-held'; readonly kind: 'ssh' | 'sudo'}
	| {readonly type: 'run-event'; readonly runId: number; readonly event: RunEvent; readonly atMs: number}
	| {readonly type: 'run-ended'; readonly runId: number; readonly report: Report}
	| {readonly type: 'run-failed'; readonly runId: number; readonly problems: readonly Problem[]};

/** All that moves the wizard. */
export type WizardMessage = WizardIntent | WizardNews;
