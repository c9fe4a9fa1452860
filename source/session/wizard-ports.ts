import type {Answers} from '../core/answers/answers.ts';
import type {AnswersReading} from '../core/answers/parse-answers.ts';
import type {CertificateFacts} from '../core/facts/cluster-facts.ts';
import type {Plan} from '../core/plan/plan.ts';
import type {KubeconfigChoice} from '../core/wizard/discoveries.ts';
import type {ClusterApi} from '../ports/cluster-api.ts';
import type {RemoteShell} from '../ports/remote-shell.ts';
import type {ManualPage} from '../workflow/artifacts/prepare-master-files.ts';
import type {Edges, RunSettings} from '../workflow/operation.ts';

/** Where what was typed and is not sound yet is kept. */
export const unsavedDraftPath = ({recordFolder}: Pick<RunSettings, 'recordFolder'>): string => `${recordFolder}/draft.json`;

/** The passwords of one wizard; they live in the memory of its session and nowhere else. */
export type WizardPasswords = {readonly get: (kind: 'ssh' | 'sudo') => string | undefined};

/** The edges that the wizard works through; what depends on the answers is opened anew when they change. */
export type WizardPorts = Omit<Edges, 'api' | 'shell'> & {
	readonly settings: RunSettings;
	/** The kubeconfigs in the usual places, the likeliest first, each file once; one that the answers name is called as they call it. */
	readonly findKubeconfigs: (named: string) => Promise<readonly KubeconfigChoice[]>;
	/** Paths as in kubenroll.yaml. The session closes what it opened. */
	readonly openCluster: (cluster: Pick<Answers['cluster'], 'kubeconfig' | 'context'>) => Promise<ClusterApi>;
	readonly openShell: (answers: Answers, passwords: WizardPasswords) => Promise<RemoteShell>;
	/** Reads a text of kubenroll.yaml with the lists that it names; the answers' paths are absolute. */
	readonly readAnswers: (text: string) => Promise<AnswersReading>;
	readonly saveAnswers: (text: string) => Promise<void>;
	/** The certificates of a CA file, path as in kubenroll.yaml. Rejects with Failure where there are none. */
	readonly readCa: (path: string) => Promise<readonly CertificateFacts[]>;
	/** Writes a plan with its diffs for people; resolves with where it is. */
	readonly savePlan: (plan: Plan) => Promise<string>;
	/** Written beside the files that are made for somebody else to put in place; none without it. */
	readonly manualPage?: ManualPage;
	/** A folder as typed, absolute. */
	readonly placeFolder: (folder: string) => string;
};
