/** Who makes a request. */
export type User = {readonly name: string; readonly uid: string; readonly groups: readonly string[]; readonly extra: Readonly<Record<string, readonly string[]>>};

/** k8s.io/apiserver pkg/authentication/user/user.go. */
export const wellKnown = {authenticated: 'system:authenticated', unauthenticated: 'system:unauthenticated', anonymous: 'system:anonymous', masters: 'system:masters', nodes: 'system:nodes', nodePrefix: 'system:node:'} as const;

/** A user whom the server knows: everybody such is in system:authenticated. */
export const knownUser = (name: string, groups: readonly string[], more: Partial<Pick<User, 'uid' | 'extra'>> = {}): User => ({
	name, uid: more.uid ?? '', groups: groups.includes(wellKnown.authenticated) ? groups : [...groups, wellKnown.authenticated], extra: more.extra ?? {},
});

/** Whoever shows no credentials. */
export const anonymous: User = {name: wellKnown.anonymous, uid: '', groups: [wellKnown.unauthenticated], extra: {}};

/** The node that a user is, or undefined: k8s.io/kubernetes pkg/auth/nodeidentifier/default.go. */
export const nodeOf = ({name, groups}: User): string | undefined => (name.startsWith(wellKnown.nodePrefix) && groups.includes(wellKnown.nodes) ? name.slice(wellKnown.nodePrefix.length) : undefined);

/** userInfo, and the requester of a CSR, without what is empty. */
export const describeUser = ({name, uid, groups, extra}: User): Readonly<Record<string, unknown>> => ({
	username: name, ...(uid === '' ? {} : {uid}), ...(groups.length === 0 ? {} : {groups}), ...(Object.keys(extra).length === 0 ? {} : {extra}),
});
