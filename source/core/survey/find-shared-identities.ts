import {problem, type Problem} from '../problem/problem.ts';

/** One node by what should be its alone. */
export type NodeIdentity = {readonly name: string; readonly machineId: string; readonly hostKeyFingerprints: readonly string[]};

const sharers = (nodes: readonly NodeIdentity[], node: NodeIdentity, has: (other: NodeIdentity) => boolean): readonly string[] => nodes.filter((other) => other.name !== node.name && has(other)).map(({name}) => name);

/** Finds hosts that cannot be two machines, or are clones of one: the same machine-id (which stops a second kubelet's pods from getting their own addresses) or host key. Called when all nodes are surveyed. */
export const findSharedIdentities = (nodes: readonly NodeIdentity[]): readonly Problem[] =>
	nodes.flatMap((node) => {
		const twins = node.machineId === '' ? [] : sharers(nodes, node, ({machineId}) => machineId === node.machineId);
		const fingerprint = node.hostKeyFingerprints.find((own) => sharers(nodes, node, ({hostKeyFingerprints}) => hostKeyFingerprints.includes(own)).length > 0);
		return [
			...(twins.length > 0 ? [problem('machine-id-shared', node.name, {machineId: node.machineId, others: twins}, {severity: 'warning'})] : []),
			...(fingerprint === undefined ? [] : [problem('host-key-shared', node.name, {fingerprint, others: sharers(nodes, node, ({hostKeyFingerprints}) => hostKeyFingerprints.includes(fingerprint))}, {severity: 'warning'})]),
		];
	});
