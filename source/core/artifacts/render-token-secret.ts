import {managedByLabel} from './render-bindings.ts';
import {bootstrapGroup, nodeGroup} from './node-group.ts';

/** Characters of both parts of a bootstrap token, and their lengths: k8s.io/cluster-bootstrap token/api/types.go, BootstrapTokenPattern. */
export const tokenAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const tokenIdLength = 6;
export const tokenSecretLength = 16;

/** Carries the node's name as a label where it fits into one, and always as an annotation. */
export const nodeKey = 'kubenroll.dev/node';

/** The plan that a token was made for, as an annotation. */
export const planKey = 'kubenroll.dev/plan';

/** A bootstrap token to be stored; `secret` is the only secret of kubenroll's objects. */
export type TokenSecretInput = {
	readonly id: string;
	readonly secret: string;
	/** The one node that may use it; undefined for a token shared by all. */
	readonly nodeName: string | undefined;
	/** RFC 3339 in UTC, `…Z`: anything else counts as expired. */
	readonly expiration: string;
	readonly planId: string;
};

/** A Secret as the API takes it, with plain strings; secret as a whole. */
export type TokenSecret = {
	readonly apiVersion: 'v1';
	readonly kind: 'Secret';
	readonly metadata: {
		readonly name: string;
		readonly namespace: 'kube-system';
		readonly labels: Readonly<Record<string, string>>;
		readonly annotations: Readonly<Record<string, string>>;
	};
	readonly type: 'bootstrap.kubernetes.io/token';
	readonly stringData: Readonly<Record<string, string>>;
};

/** The name that the authenticator looks a token up by: kubernetes plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go. */
export const tokenSecretName = (id: string): string => `bootstrap-token-${id}`;

// Label values: k8s.io/apimachinery pkg/util/validation/validation.go, LabelValueMaxLength.
const fitsLabel = (value: string): boolean => value.length <= 63;

/**
 * Renders the Secret of a bootstrap token: authentication only, never signing (P34). A node whose name is too long for a group
 * gets a token without the node's group, as a shared one has; the approval policy says so (P14).
 */
export const renderTokenSecret = ({id, secret, nodeName, expiration, planId}: TokenSecretInput): TokenSecret => {
	const group = nodeName === undefined ? undefined : nodeGroup(nodeName);
	return {
		apiVersion: 'v1',
		kind: 'Secret',
		metadata: {
			name: tokenSecretName(id),
			namespace: 'kube-system',
			labels: {...managedByLabel, ...(nodeName !== undefined && fitsLabel(nodeName) ? {[nodeKey]: nodeName} : {})},
			annotations: {...(nodeName === undefined ? {} : {[nodeKey]: nodeName}), [planKey]: planId},
		},
		type: 'bootstrap.kubernetes.io/token',
		stringData: {
			'token-id': id,
			'token-secret': secret,
			description: nodeName === undefined ? 'kubenroll: lets the nodes of one plan request their first certificates' : `kubenroll: lets node ${nodeName} request its first certificate`,
			expiration,
			'usage-bootstrap-authentication': 'true',
			'usage-bootstrap-signing': 'false',
			'auth-extra-groups': group === undefined ? bootstrapGroup : `${bootstrapGroup},${group}`,
		},
	};
};
