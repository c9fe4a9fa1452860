/* The admission plugins that requests for certificates meet: three that are always on, and NodeRestriction where a scene switches it on. */
import {nodeOf, type User, wellKnown} from '../authentication/user.ts';
import type {Authorizer} from '../authorization/authorizer.ts';
import {refused} from '../http/api-status.ts';
import {readRequestOf, signerNameOf} from '../objects/certificate-request.ts';
import type {KubeObject} from '../objects/kube-object.ts';
import type {Resource} from '../objects/resources.ts';
import type {Release} from '../release.ts';

/** One change that somebody wants to make. */
export type Admission = {
	readonly user: User;
	readonly operation: 'create' | 'update' | 'delete';
	readonly resource: Resource;
	readonly subresource: string;
	readonly name: string;
	/** Undefined for a deletion. */
	readonly object?: KubeObject;
	readonly before?: KubeObject;
};

/** Throws 403 for what may not be; `prepare` is asked before an object is checked, `validate` after. */
export type AdmissionChain = {readonly prepare: (admission: Admission) => void; readonly validate: (admission: Admission) => void};

const kubeletSigners: readonly string[] = ['kubernetes.io/kube-apiserver-client-kubelet', 'kubernetes.io/kubelet-serving'];

// kubernetes plugin/pkg/admission/noderestriction/admission.go, as far as Nodes, Leases and requests go.
const restrictNode = ({user, operation, resource, name, object}: Admission, {restrictsNodeRequests}: Release): void => {
	const node = nodeOf(user);
	if (node === undefined) {
		return;
	}
	const target = name === '' ? (object?.metadata.name ?? '') : name;
	if (resource.plural === 'nodes' && target !== node) {
		throw refused(resource, target, `node ${JSON.stringify(node)} is not allowed to modify node ${JSON.stringify(target)}`);
	}
	if (resource.plural === 'leases' && operation === 'create' && target !== node) {
		throw refused(resource, target, 'can only access node lease with the same name as the requesting node');
	}
	if (resource.plural === 'certificatesigningrequests' && restrictsNodeRequests && operation === 'create' && object !== undefined && kubeletSigners.includes(signerNameOf(object))) {
		const wanted = `${wellKnown.nodePrefix}${node}`;
		if (readRequestOf(object).commonName !== wanted) {
			throw refused(resource, target, `can only create a node CSR with CN=${wanted}`);
		}
	}
};

const signerResource = (user: User, verb: string, name: string) => ({user, verb, isResource: true, path: '', group: 'certificates.k8s.io', version: '*', resource: 'signers', subresource: '', namespace: '', name, fieldSelector: ''});

// A signer by its name or by its domain: kubernetes pkg/apis/certificates, certificates/authorization.go.
const mayUseSigner = (authorize: Authorizer, user: User, verb: string, signerName: string): boolean =>
	[signerName, `${signerName.split('/')[0]}/*`].some((name) => authorize(signerResource(user, verb, name)).isAllowed);

const checkSigner = (authorize: Authorizer, {user, resource, name, before}: Admission, verb: 'approve' | 'sign'): void => {
	const signerName = before === undefined ? '' : signerNameOf(before);
	if (!mayUseSigner(authorize, user, verb, signerName)) {
		throw refused(resource, name, `user not permitted to ${verb} requests with signerName ${JSON.stringify(signerName)}`);
	}
};

/** Readies the plugins of a server. */
export const openAdmission = (authorize: Authorizer, release: Release, plugins: {readonly hasNodeRestriction: boolean}): AdmissionChain => ({
	prepare: (admission) => {
		if (plugins.hasNodeRestriction) {
			restrictNode(admission, release);
		}
	},
	validate: (admission) => {
		const {resource, operation, subresource, object, before} = admission;
		if (resource.plural !== 'certificatesigningrequests' || object === undefined) {
			return;
		}
		// kubernetes plugin/pkg/admission/certificates/subjectrestriction/admission.go.
		if (operation === 'create' && signerNameOf(object) === 'kubernetes.io/kube-apiserver-client' && readRequestOf(object).organizations.includes(wellKnown.masters)) {
			throw refused(resource, object.metadata.name, 'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed');
		}
		if (operation === 'update' && subresource === 'approval') {
			checkSigner(authorize, admission, 'approve');
		}
		// kubernetes plugin/pkg/admission/certificates/signing/admission.go.
		if (operation === 'update' && subresource === 'status' && JSON.stringify(object['status']) !== JSON.stringify(before?.['status'])) {
			checkSigner(authorize, admission, 'sign');
		}
	},
});
