import type {KubernetesVersion} from '../facts/cluster-facts.ts';

/** The oldest and newest minor of Kubernetes 1 whose flags and fields the tables of this room hold. */
export const supportedMinors = {oldest: 20, newest: 36} as const;

/** Every minor whose artifacts can be rendered, oldest first. */
export const listSupportedMinors = (): readonly number[] =>
	Array.from({length: supportedMinors.newest - supportedMinors.oldest + 1}, (_, index) => supportedMinors.oldest + index);

/** What the tables say about a version: `newer` ones are treated as the newest known and the operator is told; `older` ones are refused. */
export type VersionSupport = {readonly state: 'known' | 'newer' | 'older'; /** The minor whose tables apply. */ readonly minor: number};

/** Finds the tables for a version; called wherever a kubelet's version leads to files. */
export const findVersionSupport = ({major, minor}: Pick<KubernetesVersion, 'major' | 'minor'>): VersionSupport => {
	if (major > 1 || minor > supportedMinors.newest) {
		return {state: 'newer', minor: supportedMinors.newest};
	}
	return major < 1 || minor < supportedMinors.oldest ? {state: 'older', minor: supportedMinors.oldest} : {state: 'known', minor};
};
