/* What kubenroll and the process of its practice cluster tell each other; plain data. */
import type {NodeDoor} from '../nodes/start-nodes.ts';
import type {TreeEntry} from '../nodes/enter-tree.ts';

/** A practice cluster that is up, as its operator sees it. */
export type StartedPractice = {
	readonly kubeconfigPath: string;
	readonly sshConfigPath: string;
	/** The only key that gets into a node. */
	readonly identityPath: string;
	/** `host:port` for kubelets. */
	readonly apiServer: string;
	readonly version: string;
	readonly entry: TreeEntry['kind'];
	readonly doors: readonly NodeDoor[];
	/** The hosts of the control plane that ssh gets into, as one writes them in kubenroll.yaml. */
	readonly masters: readonly string[];
};

/** What kubenroll asks of it. */
export type PracticeOrder = {readonly type: 'mend'} | {readonly type: 'stop'};

/** What it answers. */
export type PracticeNews =
	| {readonly type: 'started'; readonly practice: StartedPractice}
	/** Mended as the scene has it; the doors are as they are now. */
	| {readonly type: 'mended'; readonly doors: readonly NodeDoor[]}
	/** An error of the simulation, with its stack. */
	| {readonly type: 'bug'; readonly stack: string};
