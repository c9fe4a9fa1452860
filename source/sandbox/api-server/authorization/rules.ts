import {type Fields, listOf, textsOf} from '../objects/kube-object.ts';
import type {Attributes} from './authorizer.ts';

/** A rule of a Role or ClusterRole: kubernetes/api rbac/v1/types.go. */
export type Rule = {
	readonly verbs: readonly string[];
	readonly apiGroups: readonly string[];
	readonly resources: readonly string[];
	readonly resourceNames: readonly string[];
	readonly nonResourceURLs: readonly string[];
};

/** Reads the rules of a role. */
export const readRules = (role: Fields): readonly Rule[] =>
	listOf(role['rules']).map((rule) => ({
		verbs: textsOf(rule['verbs']),
		apiGroups: textsOf(rule['apiGroups']),
		resources: textsOf(rule['resources']),
		resourceNames: textsOf(rule['resourceNames']),
		nonResourceURLs: textsOf(rule['nonResourceURLs']),
	}));

const has = (list: readonly string[], value: string): boolean => list.includes('*') || list.includes(value);

/** kubernetes plugin/pkg/auth/authorizer/rbac/rbac.go, RuleAllows; matching: pkg/apis/rbac/v1/evaluation_helpers.go. */
export const ruleAllows = (rule: Rule, {isResource, verb, group, resource, subresource, name, path}: Pick<Attributes, 'isResource' | 'verb' | 'group' | 'resource' | 'subresource' | 'name' | 'path'>): boolean => {
	if (!has(rule.verbs, verb)) {
		return false;
	}
	if (!isResource) {
		return rule.nonResourceURLs.some((url) => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1).replace(/\*+$/, ''))));
	}
	const combined = subresource === '' ? resource : `${resource}/${subresource}`;
	const matchesResource = has(rule.resources, combined) || (subresource !== '' && rule.resources.includes(`*/${subresource}`));
	return has(rule.apiGroups, group) && matchesResource && (rule.resourceNames.length === 0 || rule.resourceNames.includes(name));
};
