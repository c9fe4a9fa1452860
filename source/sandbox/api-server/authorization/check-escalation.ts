import type {User} from '../authentication/user.ts';
import {refused} from '../http/api-status.ts';
import {fieldsOf, type KubeObject, textOf} from '../objects/kube-object.ts';
import type {Resource} from '../objects/resources.ts';
import {keyOf, type Store} from '../store/open-store.ts';
import type {Authorizer} from './authorizer.ts';
import {openRuleResolver} from './rbac.ts';
import {readRules, type Rule, ruleAllows} from './rules.ts';

// One verb on one resource: kubernetes component-helpers auth/rbac/validation/policy_comparator.go, BreakdownRule.
const breakDown = (rule: Rule): readonly Rule[] =>
	rule.verbs.flatMap((verb) => [
		...rule.nonResourceURLs.map((url): Rule => ({verbs: [verb], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [url]})),
		...rule.apiGroups.flatMap((apiGroup) => rule.resources.flatMap((resource) => (rule.resourceNames.length === 0 ? [[]] : rule.resourceNames.map((name) => [name])).map((resourceNames): Rule => ({verbs: [verb], apiGroups: [apiGroup], resources: [resource], resourceNames, nonResourceURLs: []})))),
	]);

const covers = (owned: readonly Rule[], {verbs: [verb = ''], apiGroups: [group = ''], resources: [combined = ''], resourceNames: [name = ''], nonResourceURLs: [path = '']}: Rule): boolean => {
	const [resource = '', subresource = ''] = combined.split('/');
	return owned.some((rule) => ruleAllows(rule, {isResource: path === '', verb, group, resource, subresource, name, path}));
};

const quoteList = (list: readonly string[]): string => `[${list.map((each) => JSON.stringify(each)).join(' ')}]`;

// kubernetes component-helpers auth/rbac/validation, CompactString.
const describeRule = ({verbs, apiGroups, resources, resourceNames, nonResourceURLs}: Rule): string => {
	const parts: readonly (readonly [string, readonly string[]])[] = [['APIGroups', apiGroups], ['Resources', resources], ['NonResourceURLs', nonResourceURLs], ['ResourceNames', resourceNames], ['Verbs', verbs]];
	return `{${parts.filter(([, list]) => list.length > 0).map(([name, list]) => `${name}:${quoteList(list)}`).join(', ')}}`;
};

type Check = (user: User, resource: Resource, object: KubeObject) => void;

/**
 * Refuses roles and bindings that give more than the user has, unless `escalate` or `bind` is granted: kubernetes
 * pkg/registry/rbac/clusterrolebinding/policybased/storage.go and its neighbours. Throws 403.
 */
export const openEscalationCheck = (store: Store, authorize: Authorizer): Check => {
	const resolve = openRuleResolver(store);
	return (user, resource, object) => {
		const {name, namespace = ''} = object.metadata;
		const isBinding = resource.plural.endsWith('bindings');
		const roleRef = fieldsOf(object['roleRef']);
		const role = isBinding ? {plural: textOf(roleRef['kind']) === 'Role' ? 'roles' : 'clusterroles', name: textOf(roleRef['name'])} : {plural: resource.plural, name};
		const attributes = {user, verb: isBinding ? 'bind' : 'escalate', isResource: true, path: '', group: resource.group, version: 'v1', resource: role.plural, subresource: '', namespace, name: role.name, fieldSelector: ''};
		if (authorize(attributes).isAllowed) {
			return;
		}
		const granted = isBinding ? store.collection(role.plural).get(keyOf(role.name, role.plural === 'roles' ? namespace : '')) : {object};
		if (granted === undefined) {
			throw refused(resource, name, `${role.plural}.${resource.group} ${JSON.stringify(role.name)} not found`);
		}
		const owned = resolve(user, namespace).rules.map(({rule}) => rule);
		const excess = readRules(granted.object).filter((rule) => breakDown(rule).some((one) => !covers(owned, one)));
		if (excess.length > 0) {
			throw refused(resource, name, `user ${JSON.stringify(user.name)} (groups=${quoteList(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${excess.map(describeRule).join('\n')}`);
		}
	};
};
