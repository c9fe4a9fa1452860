/** The steps as the operator counts them, in order; `host-keys` is the second screen of SSH and comes up only where a key is new, `files` stands for all that would need a cluster where none is at hand. */
export type StepId = 'cluster' | 'mode' | 'address' | 'nodes' | 'ssh' | 'host-keys' | 'files' | 'survey' | 'review' | 'run' | 'summary';

/** The steps that are answered by the operator. */
export type EditingStep = Extract<StepId, 'cluster' | 'mode' | 'address' | 'nodes' | 'ssh' | 'host-keys' | 'files'>;

/** What the line of progress counts: the host keys belong to SSH. */
export const progressSteps = ['cluster', 'mode', 'address', 'nodes', 'ssh', 'survey', 'review', 'run'] as const satisfies readonly StepId[];
