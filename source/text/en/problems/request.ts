import type {RequestProblems} from '../../../core/problem/request.ts';
import type {ProblemTexts} from '../../catalog.ts';

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
};
