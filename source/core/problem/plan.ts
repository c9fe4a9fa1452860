/** Why a node may be enrolled again only where the operator says so. */
export type ReenrollReason = 'not-ready-node' | 'other-cluster' | 'other-node' | 'own-credentials';

/** Problems that the plan finds by comparing nodes, cluster and record. Subject: the node's name, or `record`. */
export type PlanProblems = {
	/** A Ready Node has this name, and this host holds no valid certificate of it. */
	'node-name-taken': {readonly node: string};
	/** The node needs `reenroll: true`; `detail` is the CA, name, server or path that the reason is about. */
	'reenroll-needed': {readonly node: string; readonly reason: ReenrollReason; readonly detail: string};
	/** A file is not as the last run left it, and the plan would write it. */
	'file-edited': {readonly path: string};
	/** An enrolled kubelet talks to another address than new ones will. */
	'kubeconfig-server-differs': {readonly path: string; readonly server: string; readonly apiServer: string};
	'record-of-other-cluster': {readonly recorded: string; readonly server: string};
};
