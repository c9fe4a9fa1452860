/** Problems in what the operator wrote: kubenroll.yaml, node lists, flags. Subject: `kubenroll.yaml:12:5` or the flag. */
export type ConfigProblems = {
	'config-missing': {readonly path: string};
};
