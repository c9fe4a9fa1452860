/** The group that every bootstrap token of kubenroll has: bound to system:node-bootstrapper. */
export const bootstrapGroup = 'system:bootstrappers:kubenroll';

/** Groups under this prefix bind a token to one node (P14). */
export const nodeGroupPrefix = `${bootstrapGroup}:node:`;

// A group of a bootstrap token: k8s.io/cluster-bootstrap token/api/types.go, BootstrapGroupPattern; it has no dots, and node names no colons.
const groupPattern = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

// RFC 1123 subdomain: k8s.io/apimachinery pkg/util/validation/validation.go.
const nodeName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** The group that says for which node a token is, dots written as colons; undefined where the name is none or too long for a group (over 241 characters). */
export const nodeGroup = (name: string): string | undefined => {
	const group = `${nodeGroupPrefix}${name.replaceAll('.', ':')}`;
	return nodeName.test(name) && groupPattern.test(group) ? group : undefined;
};

/** The node that a group is bound to: the exact inverse of `nodeGroup`; undefined for every other group. */
export const nodeOfGroup = (group: string): string | undefined => {
	if (!group.startsWith(nodeGroupPrefix)) {
		return undefined;
	}
	const name = group.slice(nodeGroupPrefix.length).replaceAll(':', '.');
	return nodeGroup(name) === group ? name : undefined;
};
