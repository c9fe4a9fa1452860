import type {Answers, ApiServerAddress, NodeAnswers} from '../answers/answers.ts';
import type {ClusterFacts} from '../facts/cluster-facts.ts';
import type {NodeFacts} from '../facts/node-facts.ts';
import type {Problem} from '../problem/problem.ts';
import type {Artifact} from './artifact.ts';

/** What of the cluster gets into a node's files. */
export type ArtifactCluster = Pick<ClusterFacts, 'clientCa' | 'servingCa' | 'clusterDns' | 'clusterDomain'>;

/** Everything that a node's files are made of; without facts (offline) the defaults of the answers hold. */
export type NodeArtifactsInput = {
	readonly answers: Answers;
	readonly node: NodeAnswers;
	readonly facts?: NodeFacts;
	readonly cluster: ArtifactCluster;
	/** The kubelet's minor; one newer than the tables is treated as the newest known, and a problem says so. */
	readonly minor: number;
};

/**
 * Renders every file of a node that is no secret: the client CA, the kubelet's configuration and its unit (or changes to the
 * unit, drop-ins and environment files that are there). Files that stay as they are come back with their own bytes.
 * Problems are the node's; an `error` among them means that the files must not be installed.
 */
export const renderNodeArtifacts = (_input: NodeArtifactsInput): {readonly artifacts: readonly Artifact[]; readonly problems: readonly Problem[]} => ({artifacts: [], problems: []});

/** Renders the bootstrap kubeconfig as a file for a node; secret, 0600. */
export const renderBootstrapKubeconfigArtifact = (_input: {
	readonly answers: Answers;
	readonly server: ApiServerAddress;
	/** PEM bundle that signs the API servers' certificates. */
	readonly servingCaPem: string;
	/** `id.secret`, or a token file's token. */
	readonly token: string;
}): Artifact => {
	throw new Error('in the next commit');
};
