import type {EnrollProblems} from '../../../core/problem/enroll.ts';
import type {WaitingFor} from '../../../core/run/waiting-for.ts';
import type {ProblemTexts} from '../../catalog.ts';
import {run} from '../run.ts';

/** What a node waits for, in English. */
const waits: Readonly<Record<WaitingFor, string>> = {
	'client-request': 'its kubelet has not asked for a certificate',
	'client-approval': 'its client request waits for approval',
	'client-signer': 'its client request is approved and nobody has signed it',
	registration: 'it has its certificate and no Node object yet',
	'serving-request': 'its kubelet has not asked for a serving certificate',
	'serving-approval': 'its serving request waits for approval',
	'serving-signer': 'its serving request is approved and nobody has signed it',
	ready: 'its Node is there and not Ready',
	nothing: 'nothing is missing',
};

const waitHints = (node: string, login: string, request: string): Readonly<Record<WaitingFor, readonly string[]>> => {
	const log = `read its log: ${login} sudo journalctl -u kubelet -n 50 --no-pager`;
	const signer = 'after a restart the controller-manager needs about 20 s; later: check its --cluster-signing-cert-file and --cluster-signing-key-file';
	return {
		'client-request': [log],
		'client-approval': [`look at it: kubenroll csr show ${request}`],
		'client-signer': [signer],
		registration: [log],
		'serving-request': [`a kubelet asks once its Node has an address; ${log}`],
		'serving-approval': [`look at it: kubenroll csr show ${request}`],
		'serving-signer': [signer],
		ready: [`ask why: kubectl describe node ${node}`, 'the usual cause is the network plugin (CNI)'],
		nothing: [],
	};
};

/** Problems of planning and of the run, in English. */
export const enrollProblems: ProblemTexts<EnrollProblems> = {
	'run-cancelled': ({phase}) => ({message: `stopped while ${run.phases[phase]}`, hints: ['run the same command again: it goes on from here']}),
	'object-refused': ({verb, kind, name, status}) => ({
		message: `the API server would not ${verb} ${kind} ${name} (HTTP ${status})`,
		hints: status === 403 ? [`ask an administrator for the right: kubectl auth can-i ${verb} ${kind.toLowerCase()}s`] : ['read the cause above, then run the same command again'],
	}),
	'node-waits': ({waitsFor, seconds, request}, node, login) => ({
		message: `not Ready after ${seconds} s: ${waits[waitsFor]}${request === '' ? '' : ` (${request})`}`,
		hints: waitHints(node, login, request)[waitsFor],
	}),
	'request-held': ({request, verdict, rules}) => ({
		message: `its certificate request ${request} is ${verdict} (${rules}): a person must decide`,
		hints: [`look at it: kubenroll csr show ${request}`, `then kubenroll csr approve ${request} or kubenroll csr deny ${request}, and run enroll again`],
	}),
	'token-stays': ({secret, expiration}) => ({
		message: `its bootstrap token could not be deleted and is good until ${expiration}`,
		hints: [`delete it: kubectl -n kube-system delete secret ${secret}`],
	}),
	'bootstrap-file-stays': ({path}, _node, login) => ({
		message: `the used bootstrap kubeconfig ${path} could not be removed`,
		hints: [`remove it: ${login} sudo rm ${path}`, 'its token is deleted, so it opens nothing any more'],
	}),
};
