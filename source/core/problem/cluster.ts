/** Problems met while reading the cluster through its API. Subject: `cluster`, the kubeconfig's path or the server. */
export type ClusterProblems = {
	'kubeconfig-missing': {readonly path: string};
};
