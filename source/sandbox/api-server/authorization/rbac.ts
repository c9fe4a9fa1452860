import type {User} from '../authentication/user.ts';
import {fieldsOf, type KubeObject, listOf, textOf} from '../objects/kube-object.ts';
import type {Store} from '../store/open-store.ts';
import type {Authorizer} from './authorizer.ts';
import {readRules, type Rule, ruleAllows} from './rules.ts';

type Binding = {
	readonly kind: string;
	readonly name: string;
	readonly namespace: string;
	readonly role: {readonly kind: string; readonly name: string};
	readonly subjects: readonly {readonly kind: string; readonly name: string; readonly namespace: string}[];
};

const readBinding = (kind: string, object: KubeObject): Binding => {
	const role = fieldsOf(object['roleRef']);
	return {
		kind,
		name: object.metadata.name,
		namespace: object.metadata.namespace ?? '',
		role: {kind: textOf(role['kind']), name: textOf(role['name'])},
		subjects: listOf(object['subjects']).map((subject) => ({kind: textOf(subject['kind']), name: textOf(subject['name']), namespace: textOf(subject['namespace'])})),
	};
};

// Kept until one of its objects changes.
const cached = <T>(read: (items: readonly KubeObject[]) => T, store: Store, plural: string): (() => T) => {
	let of: unknown;
	let value: T | undefined;
	return () => {
		const items = store.collection(plural).snapshot();
		if (value === undefined || of !== items) {
			[of, value] = [items, read(items.map(({object}) => object))];
		}
		return value;
	};
};

const appliesTo = ({kind, name, namespace}: Binding['subjects'][number], user: User, bindingNamespace: string): boolean => {
	switch (kind) {
		case 'User': return user.name === name;
		case 'Group': return user.groups.includes(name);
		case 'ServiceAccount': return user.name === `system:serviceaccount:${namespace === '' ? bindingNamespace : namespace}:${name}`;
		default: return false;
	}
};

const describeSubject = ({kind, name, namespace}: Binding['subjects'][number]): string => `${kind} ${JSON.stringify(kind === 'ServiceAccount' ? `${name}/${namespace}` : name)}`;

/** A rule that a user has, and why. */
export type GrantedRule = {readonly rule: Rule; readonly reason: string};

/** Lists every rule that a user has in a namespace (or everywhere), with roles that are missing named: kubernetes pkg/registry/rbac/validation/rule.go. */
export const openRuleResolver = (store: Store): ((user: User, namespace: string) => {readonly rules: readonly GrantedRule[]; readonly missing: readonly string[]}) => {
	const clusterBindings = cached((items) => items.map((object) => readBinding('ClusterRoleBinding', object)), store, 'clusterrolebindings');
	const bindings = cached((items) => items.map((object) => readBinding('RoleBinding', object)), store, 'rolebindings');
	const clusterRoles = cached((items) => new Map(items.map((object) => [object.metadata.name, readRules(object)])), store, 'clusterroles');
	const roles = cached((items) => new Map(items.map((object) => [`${object.metadata.namespace ?? ''}/${object.metadata.name}`, readRules(object)])), store, 'roles');

	return (user, namespace) => {
		const rules: GrantedRule[] = [];
		const missing: string[] = [];
		for (const binding of [...clusterBindings(), ...(namespace === '' ? [] : bindings().filter((each) => each.namespace === namespace))]) {
			const subject = binding.subjects.find((each) => appliesTo(each, user, binding.namespace));
			if (subject === undefined) {
				continue;
			}
			const {kind, name} = binding.role;
			const found = kind === 'Role' ? roles().get(`${binding.namespace}/${name}`) : clusterRoles().get(name);
			if (found === undefined) {
				missing.push(`${kind === 'Role' ? 'role' : 'clusterrole'}.rbac.authorization.k8s.io ${JSON.stringify(name)} not found`);
			}
			const bindingName = binding.namespace === '' ? binding.name : `${binding.name}/${binding.namespace}`;
			const reason = `RBAC: allowed by ${binding.kind} ${JSON.stringify(bindingName)} of ${kind} ${JSON.stringify(name)} to ${describeSubject(subject)}`;
			rules.push(...(found ?? []).map((rule) => ({rule, reason})));
		}
		return {rules, missing};
	};
};

/** Decides by the roles and bindings of the store: kubernetes plugin/pkg/auth/authorizer/rbac/rbac.go. */
export const openRbac = (store: Store): Authorizer => {
	const resolve = openRuleResolver(store);
	return (attributes) => {
		const {rules, missing} = resolve(attributes.user, attributes.isResource ? attributes.namespace : '');
		const granted = rules.find(({rule}) => ruleAllows(rule, attributes));
		return granted === undefined ? {isAllowed: false, reason: missing.length === 0 ? '' : `RBAC: ${missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`}`} : {isAllowed: true, reason: granted.reason};
	};
};
