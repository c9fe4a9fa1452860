import type {RawCsr} from './csr.ts';

/** Who decided a request, as far as a condition's reason tells (P32). */
export type Decider = 'controller-manager' | 'kubectl' | 'kubenroll' | 'machine-approver' | 'unknown';

// kubernetes pkg/controller/certificates/approver/sarapprove.go; kubectl pkg/cmd/certificates/certificates.go; OpenShift's cluster-machine-approver.
const deciders: Readonly<Record<string, Decider>> = {
	AutoApproved: 'controller-manager',
	KubectlApprove: 'kubectl',
	KubectlDeny: 'kubectl',
	KubenrollApproved: 'kubenroll',
	KubenrollDenied: 'kubenroll',
	NodeCSRApprove: 'machine-approver',
};

/** Names who gives a condition this reason. */
export const knowDecider = (reason: string): Decider => (Object.hasOwn(deciders, reason) ? (deciders[reason] ?? 'unknown') : 'unknown');

/** Names who approved or denied a request. A reason is only a text that the decider chose: it is shown, and nothing hangs on it. */
export const nameDecider = ({conditions}: Pick<RawCsr, 'conditions'>): Decider =>
	knowDecider(conditions.findLast(({type, status}) => (type === 'Approved' || type === 'Denied') && status !== 'False')?.reason ?? '');
