import type {ComponentName, Restart} from '../control-plane/component.ts';
import type {FlagEdit} from '../control-plane/flag-change.ts';
import type {Problem} from '../problem/problem.ts';
import type {FileChange} from './file-change.ts';

/** What will be done to one component of one host: the files that its flags are written in, and one restart for all of it. */
export type ComponentPlan = {
	readonly component: ComponentName;
	readonly flags: readonly FlagEdit[];
	/** Units, drop-ins, environment files, manifests; the artifact is `control-plane-source`. Empty for a restart that only makes it read what is there. */
	readonly files: readonly FileChange[];
	readonly restart: Restart;
	/** `never`: nothing to do. `changed`: because of these files. `stale`: it runs otherwise than its files say already. `token-file`: it reads that file at its start only. */
	readonly restartReason: 'never' | 'changed' | 'stale' | 'token-file';
};

/** What will be done to one host of the control plane. */
export type MasterPlan = {
	readonly name: string;
	readonly address: string;
	readonly holdsVip: boolean;
	/** `keep`: nothing to do. `blocked`: nothing is done, see problems. `unread`: nobody could look, see problems; the run goes on without it. */
	readonly state: 'keep' | 'change' | 'blocked' | 'unread';
	/** The token file, first of all to be put in place; the artifact is `token-file`. Its content is made after confirm. */
	readonly files: readonly FileChange[];
	/** In the order in which they are changed: the apiserver first. */
	readonly components: readonly ComponentPlan[];
	readonly problems: readonly Problem[];
};

/** The part of a plan that is about the control plane. */
export type ControlPlanePlan = {
	/** In the order in which they are changed, one at a time: the one that holds the VIP last. */
	readonly masters: readonly MasterPlan[];
	/** What is about no single host; an `error` among them blocks the whole run. */
	readonly problems: readonly Problem[];
};

/** True where confirm would change nothing on any master. */
export const isEmptyControlPlanePlan = (plan: ControlPlanePlan | undefined): boolean => plan === undefined || plan.masters.every(({state}) => state !== 'change');

/** Every file of a host of the control plane that a plan tells of, in the order in which they are put in place. */
export const listMasterFiles = ({files, components}: MasterPlan): readonly FileChange[] => [...files, ...components.flatMap((component) => component.files)];
