import type {Answers, ApprovalMode} from '../core/answers/answers.ts';
import type {Aspect, FindingCode, FindingParams} from '../core/wizard/finding.ts';
import type {ModeRow} from '../core/wizard/mode-rows.ts';
import type {StepId} from '../core/wizard/step.ts';

/** Steps of the line of progress. */
type ProgressStep = Exclude<StepId, 'host-keys'>;

/** The head of a step: what is asked, in a few words and in one sentence. */
export type StepHead = {readonly title: string; readonly ask: string};

/** One of several to choose from: its name, and what choosing it means, a sentence each. */
export type ChoiceText = {readonly name: string; readonly says: readonly string[]};

/** A paragraph on the mechanism, and where to read on. */
export type Explanation = {readonly paragraphs: readonly string[]; readonly link: string};

/** The words of the wizard, in one language. */
export type WizardText = {
	readonly progress: Readonly<Record<ProgressStep, string>>;
	readonly heads: Readonly<Record<StepId, StepHead>>;
	readonly explanations: Readonly<Record<StepId, Explanation>>;
	/** The word before a finding. */
	readonly aspects: Readonly<Record<Aspect, string>>;
	readonly findings: {readonly [Code in FindingCode]: (params: FindingParams[Code]) => string};
	readonly atLine: (line: number) => string;
	/** Put before what is typed or chosen on the same line. */
	/** A line of kubenroll.yaml. */
	readonly atFileLine: (line: number) => string;
	readonly label: (name: string) => string;
	readonly moreFindings: (count: number) => string;
	readonly as: (user: string) => string;
	readonly cluster: {readonly otherFile: string; readonly offline: string; readonly caFile: string; readonly version: string; readonly context: (name: string) => string; readonly none: string};
	/** Beside an address that nobody typed. */
	readonly address: {readonly fromKubeconfig: string};
	readonly modes: Readonly<Record<Answers['mode'], ChoiceText>>;
	/** What is asked beside the mode. */
	readonly mode: {
		readonly fields: Readonly<Record<Exclude<ModeRow, 'mode'>, string>>;
		readonly rows: Readonly<Record<Answers['tokenFile']['rows'], ChoiceText>>;
		readonly spareRows: {readonly none: string; readonly says: readonly string[]};
		readonly retire: Readonly<Record<'keep' | 'retire', ChoiceText>>;
		readonly masters: {readonly none: string; readonly fromCluster: string; readonly example: string; readonly says: Readonly<Record<Answers['mode'], readonly string[]>>};
		readonly changes: Readonly<Record<Answers['cluster']['controlPlaneChanges'], ChoiceText>>;
	};
	/** Who approves; asked beside the mode. */
	readonly approval: {readonly question: string; readonly modes: Readonly<Record<ApprovalMode, ChoiceText>>};
	readonly nodes: {readonly placeholder: string; readonly examples: readonly string[]; readonly added: string};
	readonly ssh: {
		readonly fields: Readonly<Record<'user' | 'identityFile' | 'login' | 'ssh' | 'sudo' | 'sudoPassword', string>>;
		readonly fromConfig: string;
		readonly login: Readonly<Record<'keys' | 'password', string>>;
		readonly sudo: Readonly<Record<'auto' | 'ask' | 'never', string>>;
		readonly held: string;
		readonly retype: string;
	};
	readonly hostKeys: {readonly columns: Readonly<Record<'node' | 'address' | 'fingerprint', string>>; readonly accept: (nodes: number, masters: number) => string; readonly master: string; /** With the command that prints a fingerprint on the machine. */ readonly compare: (command: string) => string};
	readonly survey: {
		readonly reading: string;
		readonly surveyed: (done: number, all: number) => string;
		readonly good: (count: number) => string;
		readonly unchanged: (count: number) => string;
		readonly blocked: (count: number) => string;
		/** Hosts of the control plane that the plan changes. */
		readonly masters: (hosts: readonly string[]) => string;
		readonly allBlocked: string;
		readonly failed: string;
		/** What a line in kubenroll.yaml would do for so many nodes or masters. */
		readonly fix: Readonly<Record<'node' | 'master', (line: string, hosts: number) => string>>;
		readonly applyFixes: string;
		readonly goOn: string;
		readonly lookAgain: string;
	};
	readonly files: {readonly folder: string};
	readonly home: {
		readonly title: string;
		readonly nodes: (count: number, enrolled: number) => string;
		readonly never: string;
		/** How one node stands; `date` is when it was enrolled. */
		readonly standings: {readonly enrolled: (date: string) => string; readonly never: string; readonly unfinished: (stage: string) => string};
		readonly choices: Readonly<Record<'add-nodes' | 'board' | 'run-again' | 'edit-answers', {readonly name: string; readonly says: string}>>;
		readonly unsound: string;
		/** Of what was typed to be added and was not. */
		readonly pending: (lines: number) => string;
	};
	/** Said where somebody leaves after a run that has ended. */
	readonly stopLater: string;
	readonly summary: {
		readonly done: (good: number, all: number, time: string) => string;
		/** `hasTokens`: among the objects are tokens of nodes that are Ready, which are gone again. */
		readonly changed: (files: number, objects: number, hasTokens: boolean) => string;
		/** Hosts of the control plane, in the order in which they were changed. */
		readonly masters: (hosts: readonly string[]) => string;
		readonly nothingChanged: string;
		readonly failed: (count: number) => string;
		readonly remains: string;
		readonly verify: string;
		readonly verifyCommands: readonly string[];
		readonly clientRenewal: string;
		/** Nobody in Kubernetes approves these by itself. */
		readonly servingRenewal: string;
		/** The ways to have them approved. */
		readonly approvers: readonly {readonly command: string; readonly says: string}[];
		readonly undo: string;
		/** For one node, as an example; `login` is the ssh command line to it. */
		readonly undoSteps: (node: string, login: string) => readonly string[];
		readonly record: string;
		readonly places: (folder: string) => readonly {readonly path: string; readonly holds: string}[];
	};
	readonly plain: {
		readonly step: (number: number, all: number, title: string) => string;
		readonly again: string;
		readonly goOn: string;
		readonly accept: string;
		readonly onceMore: string;
		readonly endList: string;
		readonly answersAt: (path: string) => string;
		readonly other: string;
		readonly unanswered: string;
		readonly unavailable: string;
	};
};
