/** Problems of planning and of the run itself. Subject: the node's name, or the object. */
export type EnrollProblems = {
	'run-cancelled': {readonly phase: string};
};
