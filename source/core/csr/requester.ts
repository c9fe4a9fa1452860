import {nodeUserPrefix} from './common-name.ts';

/** The group of every bootstrap token's user: k8s.io/cluster-bootstrap token/api/types.go, BootstrapDefaultGroup. */
export const bootstrappersGroup = 'system:bootstrappers';

/** The group of every node: k8s.io/apiserver pkg/authentication/user/user.go, NodesGroup. */
export const nodesGroup = 'system:nodes';

/** The group of everybody who is somebody: k8s.io/apiserver pkg/authentication/user/user.go, AllAuthenticated. */
export const authenticatedGroup = 'system:authenticated';

// A group of old guides that means nothing to Kubernetes.
const legacyGroup = 'system:kubelet-bootstrap';

/** Who filed a request, as far as the rules tell people apart (P12). */
export type Requester =
	| {readonly kind: 'bootstrap-token'; readonly tokenId: string}
	| {readonly kind: 'token-file'; readonly isLegacy: boolean}
	| {readonly kind: 'node'; readonly node: string}
	| {readonly kind: 'stranger'};

// k8s.io/cluster-bootstrap token/api/types.go, BootstrapUserPrefix; an id has six characters.
const bootstrapUser = /^system:bootstrap:([a-z0-9]{6})$/;

/** The id of the bootstrap token that a user signed in with; undefined for every other user. */
export const tokenIdOf = (username: string): string | undefined => bootstrapUser.exec(username)?.[1];

/** Tells from username and groups, which the API server set, what kind of requester it is. */
export const readRequester = ({username, groups}: {readonly username: string; readonly groups: readonly string[]}): Requester => {
	const tokenId = bootstrapUser.exec(username)?.[1];
	if (username.startsWith(nodeUserPrefix) && username.length > nodeUserPrefix.length) {
		return {kind: 'node', node: username.slice(nodeUserPrefix.length)};
	}
	if (tokenId !== undefined) {
		return groups.includes(bootstrappersGroup) ? {kind: 'bootstrap-token', tokenId} : {kind: 'stranger'};
	}
	const isLegacy = !groups.includes(bootstrappersGroup);
	// Names with `system:` are Kubernetes' own; rows of a token file are people's.
	const isRow = username !== '' && !username.startsWith('system:') && (groups.includes(bootstrappersGroup) || groups.includes(legacyGroup));
	return isRow ? {kind: 'token-file', isLegacy} : {kind: 'stranger'};
};
