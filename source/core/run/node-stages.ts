import type {NodeStage} from './event.ts';

/** Every stage of a node, in the order it goes through them. */
export const nodeStages: readonly NodeStage[] = ['surveyed', 'token', 'files', 'kubelet', 'client-request', 'client-issued', 'registered', 'serving-request', 'serving-issued', 'ready', 'cleaned'];

/** True where `stage` comes after `other`, or where there is no other yet. */
export const isLaterStage = (stage: NodeStage, other: NodeStage | undefined): boolean => other === undefined || nodeStages.indexOf(stage) > nodeStages.indexOf(other);
