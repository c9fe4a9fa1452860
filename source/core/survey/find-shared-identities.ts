import {problem, type Problem} from '../problem/problem.ts';

/** One node by what should be its alone. */
export type NodeIdentity = {readonly name: string; readonly machineId: string; readonly hostKeyFingerprints?: readonly string[]};

const namesOf = (nodes: readonly NodeIdentity[], node: NodeIdentity, has: (other: NodeIdentity) => boolean): readonly string[] => nodes.filter((other) => other.name !== node.name && has(other)).map(({name}) => name);

const findShared = (nodes: readonly NodeIdentity[], node: NodeIdentity): readonly Problem[] => {
	const twins = node.machineId === '' ? [] : namesOf(nodes, node, ({machineId}) => machineId === node.machineId);
	const holders = (fingerprint: string): readonly string[] => namesOf(nodes, node, ({hostKeyFingerprints = []}) => hostKeyFingerprints.includes(fingerprint));
	const fingerprint = node.hostKeyFingerprints?.find((own) => holders(own).length > 0);
	return [
		...(twins.length > 0 ? [problem('machine-id-shared', node.name, {machineId: node.machineId, others: twins}, {severity: 'warning'})] : []),
		...(fingerprint === undefined ? [] : [problem('host-key-shared', node.name, {fingerprint, others: holders(fingerprint)}, {severity: 'warning'})]),
	];
};

/** Finds hosts that are clones of one machine, or one machine under several names: the same machine-id or host key. Called when all nodes are surveyed. */
export const findSharedIdentities = (nodes: readonly NodeIdentity[]): readonly Problem[] => nodes.flatMap((node) => findShared(nodes, node));
