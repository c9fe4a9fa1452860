/** Problems that the survey found on a node. Subject: the node's name. */
export type NodeProblems = {
	'kubelet-missing': {readonly path: string};
};
