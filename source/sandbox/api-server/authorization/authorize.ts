import {nodeOf, type User, wellKnown} from '../authentication/user.ts';
import type {Release} from '../release.ts';
import type {Store} from '../store/open-store.ts';
import {authorizeNode} from './authorize-node.ts';
import {openRbac} from './rbac.ts';

/** What somebody wants to do: k8s.io/apiserver pkg/authorization/authorizer/interfaces.go. */
export type Attributes = {
	readonly user: User;
	readonly verb: string;
	readonly isResource: boolean;
	/** For what is no resource. */
	readonly path: string;
	readonly group: string;
	readonly version: string;
	readonly resource: string;
	readonly subresource: string;
	readonly namespace: string;
	readonly name: string;
	/** As in the query. */
	readonly fieldSelector: string;
};

/** Whether it may be done, and what the authorizer has to say. */
export type Decision = {readonly isAllowed: boolean; readonly reason: string};

/** Decides by what is in the store now. */
export type Authorizer = (attributes: Attributes) => Decision;

/** --authorization-mode=Node,RBAC; members of system:masters may do everything. */
export const openAuthorizer = (store: Store, release: Release): Authorizer => {
	const rbac = openRbac(store);
	return (attributes) => {
		if (attributes.user.groups.includes(wellKnown.masters)) {
			return {isAllowed: true, reason: ''};
		}
		const node = nodeOf(attributes.user);
		const byNode = node === undefined ? {isAllowed: false, reason: ''} : authorizeNode(node, attributes, release, store);
		if (byNode.isAllowed) {
			return byNode;
		}
		const byRbac = rbac(attributes);
		return byRbac.isAllowed ? byRbac : {isAllowed: false, reason: [byNode.reason, byRbac.reason].filter((reason) => reason !== '').join(', ')};
	};
};
