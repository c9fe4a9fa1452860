import type {AnswersReading} from '../answers/parse-answers.ts';
import type {Plan} from '../plan/plan.ts';
import type {Problem} from '../problem/problem.ts';
import type {EnrollmentRecord} from '../record/record.ts';
import type {Report} from '../run/event.ts';
import type {RunState} from '../run/run-state.ts';
import type {Check} from './check.ts';
import type {AddressFound, CaFound, ClusterFound, HostKeysFound, KubeconfigChoice, PapersFound, PapersWish} from './discoveries.ts';
import {parseUnsavedDraft} from './draft-file.ts';
import type {Draft} from './draft.ts';
import type {EditingStep} from './step.ts';

/** Why the steps are gone through: they differ in which of them are asked. */
export type Errand = 'start' | 'add-nodes' | 'edit-answers' | 'run-again';

const stepsByErrand: Readonly<Record<Errand, readonly EditingStep[]>> = {
	start: ['cluster', 'mode', 'address', 'nodes', 'ssh', 'host-keys'],
	'add-nodes': ['nodes', 'ssh', 'host-keys'],
	'edit-answers': ['cluster', 'mode', 'address', 'nodes', 'ssh', 'host-keys'],
	'run-again': ['ssh', 'host-keys'],
};

// What takes the place of everything that needs hosts, where no cluster is at hand.
const offlineSteps: Readonly<Record<Errand, readonly EditingStep[]>> = {
	start: ['cluster', 'mode', 'address', 'nodes', 'files'],
	'add-nodes': ['nodes', 'files'],
	'edit-answers': ['cluster', 'mode', 'address', 'nodes', 'files'],
	'run-again': ['files'],
};

/** The steps that an errand asks with these answers, in order. */
export const stepsOf = (errand: Errand, {source}: Pick<Draft, 'source'>): readonly EditingStep[] => (source === 'offline' ? offlineSteps : stepsByErrand)[errand];

/** Where the wizard is. `confirm` in `reviewing` is the only way to `running`. */
export type WizardStage =
	| {readonly status: 'home'}
	| {
			readonly status: 'editing';
			readonly errand: Errand;
			readonly step: EditingStep;
			/** `asked`: one goes on as soon as all answers are in and good; `passing`: also only where nothing is there to be seen. */
			readonly leaving?: 'asked' | 'passing';
	  }
	/** Everything is read; `run.plan` is there when all is. */
	| {readonly status: 'surveying'; readonly runId: number; readonly run: RunState}
	| {readonly status: 'reviewing'; readonly runId: number; readonly run: RunState; readonly plan: Plan}
	| {readonly status: 'running'; readonly runId: number; readonly run: RunState; readonly plan: Plan}
	/** The run ended before or without its report. */
	| {readonly status: 'interrupted'; readonly run: RunState; readonly problems: readonly Problem[]}
	| {readonly status: 'finished'; readonly run: RunState; readonly report: Report};

/** Everything that the wizard knows; holds no password, only whether one was given. */
export type WizardState = {
	readonly draft: Draft;
	/** kubenroll.yaml: its path as shown, the text that it shall have, and the one that lies there. */
	readonly file: {
		readonly path: string;
		readonly text: string | undefined;
		readonly savedText: string | undefined;
		/** Nobody but the fields has written into it yet, so it can be written anew. */
		readonly isOurs: boolean;
		readonly problems: readonly Problem[];
	};
	/** What was typed and cannot be in that file yet: the text that shall lie beside it, and the one that does; undefined where there is none. */
	readonly unsaved: {readonly text: string | undefined; readonly savedText: string | undefined};
	/** The draft that was looked at last, after a pause in typing. */
	readonly settledDraft: Draft;
	/** The fields hold what an earlier wizard could not save. */
	readonly isRestored: boolean;
	/** What that text says; of an older text until the new one is read. */
	readonly answers?: {readonly text: string; readonly reading: AnswersReading};
	/** What was enrolled earlier. */
	readonly record?: EnrollmentRecord;
	/** undefined until they were looked for. */
	readonly kubeconfigs: readonly KubeconfigChoice[] | undefined;
	readonly cluster: Check<ClusterFound>;
	readonly address: Check<AddressFound>;
	readonly hostKeys: Check<HostKeysFound>;
	readonly ca: Check<CaFound>;
	/** Files that are wanted on this machine, and what came of them. */
	readonly papers: {/** How often they were wished for. */ readonly wishes: number; readonly wanted?: PapersWish; readonly came: Check<PapersFound>};
	/** New keys that a person has accepted and that are not pinned yet, by node: exactly those that were shown. */
	readonly acceptedKeys?: Readonly<Record<string, readonly string[]>>;
	readonly passwords: Readonly<Record<'ssh' | 'sudo', boolean>>;
	/** Counts how often one has asked to look again. */
	readonly round: number;
	/** What was typed to be added and is not in the file: whoever leaves the step without going on has not added it. Shown when one adds nodes again. */
	readonly pendingNodes: string;
	/** A plan was carried out since the wizard began. */
	readonly hasRun: boolean;
	/** How many nodes the answers name. */
	readonly nodeCount: number;
	/** Names of the nodes to run for; unset: all. */
	readonly only?: readonly string[];
	/** Number of the last run that was begun. */
	readonly lastRunId: number;
	readonly stage: WizardStage;
};

// The first thing that is still unanswered.
const firstStep = ({source, kubeconfig, apiServer}: Draft): EditingStep => (source === 'kubeconfig' && kubeconfig === '' ? 'cluster' : apiServer === '' ? 'mode' : 'nodes');

/** Whether the run was stopped by its operator. */
export const hasStopped = ({stage}: WizardState): boolean =>
	(stage.status === 'finished' && stage.report.exitCode === 130) || (stage.status === 'interrupted' && stage.problems.some(({code}) => code === 'run-cancelled'));

/** What a wizard begins with: the file as it lies there and what it says, and what an earlier wizard could not save. */
export type WizardBeginning = {
	readonly path: string;
	readonly text: string | undefined;
	/** The fields as the file has them. */
	readonly draft: Draft;
	/** Whether the file names any node. */
	readonly namesNodes: boolean;
	readonly unsavedText?: string | undefined;
};

/** The wizard before the first key, where the file is read already: home where it names nodes, else the first step that is not answered. Loads nothing that parses. */
export const beginWizard = ({path, text, draft: written, namesNodes, unsavedText}: WizardBeginning): WizardState => {
	const restored = parseUnsavedDraft(unsavedText, text);
	const draft = restored?.draft ?? written;
	const begin = restored?.step ?? firstStep(draft);
	return {
		draft,
		file: {path, text, savedText: text, isOurs: text === undefined, problems: []},
		unsaved: {text: unsavedText, savedText: unsavedText},
		settledDraft: draft,
		isRestored: restored !== undefined,
		kubeconfigs: undefined,
		cluster: {state: 'idle'},
		address: {state: 'idle'},
		hostKeys: {state: 'idle'},
		ca: {state: 'idle'},
		papers: {wishes: 0, came: {state: 'idle'}},
		passwords: {ssh: false, sudo: false},
		round: 0,
		pendingNodes: '',
		hasRun: false,
		nodeCount: 0,
		lastRunId: 0,
		stage: namesNodes && restored === undefined ? {status: 'home'} : {status: 'editing', errand: namesNodes ? (draft.earlierNodes.length > 0 ? 'add-nodes' : 'edit-answers') : 'start', step: begin},
	};
};
