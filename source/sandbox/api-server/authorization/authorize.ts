import {nodeOf, wellKnown} from '../authentication/user.ts';
import type {Release} from '../release.ts';
import type {Store} from '../store/open-store.ts';
import {authorizeNode} from './authorize-node.ts';
import type {Authorizer} from './authorizer.ts';
import {openRbac} from './rbac.ts';

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
