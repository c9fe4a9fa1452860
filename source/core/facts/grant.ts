import {listRows, type PermissionRow, type PermissionStep, permissionSteps} from './list-permissions.ts';

const rbac = 'rbac.authorization.k8s.io';

type Rule = {readonly apiGroups: readonly string[]; readonly resources: readonly string[]; readonly resourceNames?: readonly string[]; readonly verbs: readonly string[]};

/** Who is granted something: a user by name, or a service account. */
export type GrantSubject = {readonly kind: 'User'; readonly name: string} | {readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string};

/** A role or the binding of one, as the API takes it. */
export type GrantObject = {
	readonly apiVersion: string;
	readonly kind: 'ClusterRole' | 'ClusterRoleBinding' | 'Role' | 'RoleBinding';
	readonly metadata: {readonly name: string; readonly namespace?: string; readonly [field: string]: unknown};
	readonly [field: string]: unknown;
};

const ruleOf = ({verbs, group, resource, names}: PermissionRow): Rule => ({apiGroups: [group], resources: [resource], ...(names === undefined ? {} : {resourceNames: names}), verbs});

const subjectOf = (subject: GrantSubject): unknown => (subject.kind === 'User' ? {apiGroup: rbac, ...subject} : subject);

/** Lists what gives a subject the rows' permissions: one ClusterRole, and a Role in each namespace, so that Secrets elsewhere stay out of reach; each before its binding. */
export const listGrant = (name: string, subject: GrantSubject, rows: readonly PermissionRow[], more: Readonly<Record<string, unknown>> = {}): readonly GrantObject[] => {
	const namespaces: readonly (string | undefined)[] = [undefined, ...new Set(rows.flatMap(({namespace}) => namespace ?? []))];
	return namespaces.flatMap((namespace): readonly GrantObject[] => {
		const kind = namespace === undefined ? 'ClusterRole' : 'Role';
		const metadata = {name, ...(namespace === undefined ? {} : {namespace}), ...more};
		return [
			{apiVersion: `${rbac}/v1`, kind, metadata, rules: rows.filter((row) => row.namespace === namespace).map(ruleOf)},
			{apiVersion: `${rbac}/v1`, kind: `${kind}Binding`, metadata, roleRef: {apiGroup: rbac, kind, name}, subjects: [subjectOf(subject)]},
		];
	});
};

/** Renders what gives a user all that the steps need, as a stream of JSON objects (which is YAML) for `kubectl apply -f -`. */
export const renderGrant = (user: string, steps: readonly PermissionStep[] = permissionSteps): string =>
	listGrant('kubenroll:operator', {kind: 'User', name: user}, listRows(steps)).map((object) => `---\n${JSON.stringify(object)}\n`).join('');
