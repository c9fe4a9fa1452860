import type {Answers, NodeAnswers} from '../answers/answers.ts';
import type {ClusterFacts} from '../facts/cluster-facts.ts';
import type {NodeFacts} from '../facts/node-facts.ts';

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
