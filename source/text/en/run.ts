import type {RunText} from '../run-text.ts';

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

/** The words of a run, in English. */
export const run: RunText = {
	phases: {
		'read-cluster': 'reading the cluster',
		'probe-address': 'dialling the API server address',
		'host-keys': 'asking hosts for their keys',
		survey: 'looking at the nodes',
		plan: 'making the plan',
		'prove-token': 'trying a first token',
		authorize: 'creating bindings',
		'enroll-nodes': 'enrolling nodes',
	},
	stages: {
		surveyed: 'surveyed',
		token: 'token made',
		files: 'files in place',
		kubelet: 'kubelet runs',
		'client-request': 'client certificate requested',
		'client-issued': 'client certificate issued',
		registered: 'Node registered',
		'serving-request': 'serving certificate requested',
		'serving-issued': 'serving certificate issued',
		ready: 'Ready',
		cleaned: 'Ready, token gone',
	},
	actions: {keep: 'keep', create: 'create', change: 'change', delete: 'delete'},
	changed: {create: 'created', change: 'changed', delete: 'deleted'},
	nodeStates: {ready: 'nothing to do', new: 'new', resume: 'begun earlier', update: 'enrolled, to be changed', blocked: 'blocked'},
	kubelet: {start: 'kubelet starts', restart: 'kubelet restarts'},
	outcomes: {ready: 'Ready', unchanged: 'unchanged', failed: 'failed', waiting: 'waiting', skipped: 'skipped'},
	severities: {warning: 'warning', notice: 'notice'},
	hint: 'hint',
	cause: (message, cause) => `${message}: ${cause}`,
	asUser: (user) => `as ${user}`,
	address: ({latencyMs, tlsVersion, isTrusted, isNamed}) =>
		`reachable, ${Math.round(latencyMs)} ms, ${tlsVersion}; ${isTrusted ? 'trusted' : 'not trusted'}; ${isNamed ? 'in its certificate' : 'not in its certificate'}`,
	hostKeys: {
		known: (number) => `${count(number, 'host shows the key', 'hosts show the keys')} already known`,
		'in-file': (number) => `${count(number, 'host shows a key', 'hosts show keys')} listed in kubenroll.yaml`,
		accepted: (number) => `${count(number, 'new host key')} accepted and pinned`,
	},
	tokenProved: (endpoints) => `the token is accepted by ${endpoints.join(', ')}`,
	decided: (decision, by, request) => `${request} ${decision} by ${by === 'kubenroll' ? 'kubenroll' : 'you'}`,
	observed: (kind, request, verdict) => `${kind === 'other' ? 'request' : `${kind} request`} ${request}: ${verdict}`,
	retried: 'trying again',
	commandFailed: (exitCode, earlier) => `this ended with exit code ${exitCode}; paste it to try by hand${earlier === undefined ? ':' : `, with the script shown for ${earlier}:`}`,
	reconnecting: 'the connection to the API server is lost, reconnecting',
	connected: 'connected to the API server again',
	fileWritten: (path) => `wrote ${path}`,
	nothingChangedYet: 'Nothing has been changed yet.',
	nothingToDo: 'Nothing to do.',
	nodes: (number) => count(number, 'node'),
	cluster: 'cluster',
	secretContent: 'secret',
	editedByHand: 'edited by hand since the last run',
	setAside: (paths) => `set aside: ${paths.join(', ')}`,
	token: 'token of its own',
	confirm: (counts, nodes) => `Create ${counts.create}, change ${counts.change}, delete ${counts.delete} on ${count(nodes, 'node')}?`,
	columns: {node: 'NODE', outcome: 'OUTCOME', stage: 'STAGE', time: 'TIME'},
	summary: ({outcomes, changed}, time) => {
		const good = outcomes.filter(({outcome}) => outcome === 'ready' || outcome === 'unchanged').length;
		return `${good} of ${count(outcomes.length, 'node')} done, ${count(changed.files, 'file')} and ${count(changed.objects, 'object')} changed, ${time}`;
	},
	next: {
		0: () => [],
		1: (command) => [`mend what is named above, then run again: ${command}`],
		3: (command) => [`mend what is named above, then run again, finished nodes are left alone: ${command}`],
		130: (command) => [`cancelled; every file is whole. To go on: ${command}`],
	},
	stopping: 'stopping: what is in hand is finished first; Ctrl-C again ends at once',
	ask: {ssh: 'SSH password', sudo: 'sudo password'},
	bug: ['This is a bug in kubenroll, not your mistake.', 'Please report it to the project, with the lines above and the command that you ran; they hold no password.'],
};
