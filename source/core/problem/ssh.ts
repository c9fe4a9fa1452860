/** Problems of reaching a node or running work on it. Subject: the node's name. */
export type SshProblems = {
	'ssh-unreachable': {readonly address: string; readonly port: number};
};
