import type {RequestProblems} from '../../../core/problem/request.ts';
import type {ProblemTexts} from '../../catalog.ts';
import {reasons} from '../reasons.ts';

const logDefects: Readonly<Record<RequestProblems['decision-log-broken']['defect'], (line: number) => string>> = {
	changed: (line) => `line ${line} is not what was written there`,
	severed: (line) => `what stands before line ${line} is not what stood there when it was written: lines were changed, taken out or put in`,
	unreadable: (line) => `line ${line} is no decision`,
	unchained: (line) => `line ${line} was not written by kubenroll, or by a version that did not chain its lines`,
	'cut-off': (line) => `it ends at line ${line} otherwise than it was written: lines at the end are missing or were changed`,
	headless: (line) => `decisions.head.json is missing, so whether lines are missing after line ${line} cannot be told`,
};

/** Problems of deciding a certificate request, in English. */
export const requestProblems: ProblemTexts<RequestProblems> = {
	'decision-forbidden': ({request, permission}) => ({
		message: `may not decide ${request}: the permission to ${permission} is missing`,
		hints: [`check: kubectl auth can-i ${permission}`, 'let a cluster administrator grant it, or decide with another kubeconfig: --kubeconfig'],
	}),
	'decision-refused': ({request, status}) => ({
		message: `the API server would not take the decision on ${request} (HTTP ${status})`,
		hints: ['look at the requests again: kubenroll csr list'],
	}),
	'decision-against-policy': ({request, verdict}) => ({
		message: verdict === 'NOT_OURS' ? `${request} is not for a kubelet signer: kubenroll leaves it alone` : `${request} is ${verdict}: only a person may decide that, with a reason`,
		hints: ['see why: kubenroll csr list'],
	}),
	'request-not-found': ({request, nearest}) => ({message: `there is no request ${request}`, hints: [...(nearest === undefined ? [] : [`did you mean ${nearest}?`]), 'see which there are: kubenroll csr list', 'Kubernetes deletes requests an hour after they were decided']}),
	'request-decided': ({request, state}) => ({message: `${request} has its answer already: ${state}`, hints: ['neither approval nor denial can be taken back; to ask anew, restart the kubelet']}),
	'request-changed': ({request}) => ({message: `${request} changed while it was looked at, so nothing was decided`, hints: [`look again: kubenroll csr show ${request}`]}),
	'token-not-found': ({tokenId, nearest}) => ({message: `there is no bootstrap token ${tokenId}`, hints: [...(nearest === undefined ? [] : [`did you mean ${nearest}?`]), 'see which there are: kubectl -n kube-system get secrets --field-selector type=bootstrap.kubernetes.io/token']}),
	'facts-missing': ({facts}) => ({message: `nothing is PASS, for facts are missing. ${facts.map((fact) => reasons['facts-missing']({fact})).join('; ')}`, hints: ['until then people decide: kubenroll csr']}),
	'nothing-planned': () => ({message: 'nothing would be approved, for no kubenroll.yaml says which nodes are planned', hints: ['write the nodes down in kubenroll.yaml', 'to decide by hand: kubenroll csr']}),
	'request-not-alone': ({request, verdict}) => ({message: `${request} is ${verdict}: such requests are approved one at a time`, hints: [`look at it: kubenroll csr show ${request}`, `then name it alone: kubenroll csr approve ${request} --reason '…'`]}),
	'request-needs-reason': ({request, verdict}) => ({message: `${request} is ${verdict}: approving it needs a reason, for the record`, hints: [`look at it: kubenroll csr show ${request}`, `then say why: kubenroll csr approve ${request} --reason '…'`]}),
	'request-needs-node': ({request, node}) =>
		node === ''
			? {message: `${request} is REFUSE and names no node, so it cannot be approved here`, hints: [`look at it: kubenroll csr show ${request}`]}
			: {message: `${request} is REFUSE: approving it needs the name of the node that it claims to be`, hints: [`look at it: kubenroll csr show ${request}`, 'only when you know better than every rule that objects: add --node with that name']},
	'decision-log-broken': ({line, defect}) => ({message: logDefects[defect](line), hints: ['requests that were decided within the last hour tell by their conditions who did it: kubectl get csr -o yaml', 'compare with a copy of the folder; later lines are chained to what is there now']}),
	'proof-without-plan': ({node}) => ({message: `${node === '' ? 'the request names no node' : `${node} is not in kubenroll.yaml`}, so there is no host to look at`, hints: ['add the node with its address, or deny the request']}),
	'proof-failed': ({exitCode}) => ({message: `the keys on the host could not be looked at (exit code ${exitCode})`, hints: ['reading them takes root: a login as root, or sudo without a password']}),
	'decision-unknown': ({request}) => ({message: `no answer came to the decision on ${request}: it may have been made or not`, hints: [`look at it: kubenroll csr show ${request}`]}),
};
