import type {Authorizer} from '../authorization/authorizer.ts';
import {certificateOf, type Condition, hasCondition, readRequestOf, signerNameOf} from '../objects/certificate-request.ts';
import {fieldsOf, type KubeObject, textOf, textsOf} from '../objects/kube-object.ts';
import type {Release} from '../release.ts';
import {checkKubeletClient} from './kubelet-requests.ts';

const isKubeletClient = (object: KubeObject, release: Release): boolean => {
	try {
		checkKubeletClient(object, release);
		return true;
	} catch {
		return false;
	}
};

// kubernetes pkg/controller/certificates/approver/sarapprove.go, recognizers, in its order.
const recognizers = [
	{subresource: 'selfnodeclient', isOwn: true, message: 'Auto approving self kubelet client certificate after SubjectAccessReview.'},
	{subresource: 'nodeclient', isOwn: false, message: 'Auto approving kubelet client certificate after SubjectAccessReview.'},
];

/** What csrapproving makes of a request: the condition it adds, `refused` where it recognizes it and the requester may not, or undefined for what is not its business. */
export const approveRequest = (object: KubeObject, authorize: Authorizer, release: Release): Condition | 'refused' | undefined => {
	const isDecided = hasCondition(object, 'Approved') || hasCondition(object, 'Denied') || certificateOf(object) !== '';
	if (isDecided || signerNameOf(object) !== 'kubernetes.io/kube-apiserver-client-kubelet' || !isKubeletClient(object, release)) {
		return undefined;
	}
	const spec = fieldsOf(object['spec']);
	const user = {name: textOf(spec['username']), uid: textOf(spec['uid']), groups: textsOf(spec['groups']), extra: {}};
	const isOwn = user.name === readRequestOf(object).commonName;
	const found = recognizers.filter((recognizer) => !recognizer.isOwn || isOwn).find(({subresource}) =>
		authorize({user, verb: 'create', isResource: true, path: '', group: 'certificates.k8s.io', version: '*', resource: 'certificatesigningrequests', subresource, namespace: '', name: '', fieldSelector: ''}).isAllowed);
	return found === undefined ? 'refused' : {type: 'Approved', status: 'True', reason: 'AutoApproved', message: found.message};
};
