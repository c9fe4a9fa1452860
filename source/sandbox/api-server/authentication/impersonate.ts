import type {IncomingHttpHeaders} from 'node:http';
import type {Authorizer} from '../authorization/authorizer.ts';
import {forbid} from '../authorization/forbid.ts';
import {ApiError} from '../http/api-status.ts';
import {anonymous, type User, wellKnown} from './user.ts';

const extraPrefix = 'impersonate-extra-';
const valuesOf = (value: string | readonly string[] | undefined): readonly string[] => (value === undefined ? [] : [value].flat().flatMap((each) => each.split(', ')));

const serviceAccount = /^system:serviceaccount:([^:]+):([^:]+)$/;

const groupsOf = (name: string, groups: readonly string[]): readonly string[] => {
	const [, namespace] = serviceAccount.exec(name) ?? [];
	const given = groups.length === 0 && namespace !== undefined ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`] : groups;
	const last = name === anonymous.name ? wellKnown.unauthenticated : wellKnown.authenticated;
	return given.includes(last) ? given : [...given, last];
};

/** Becomes whom the Impersonate headers name, if the user may: k8s.io/apiserver pkg/endpoints/filters/impersonation. Throws 403 where not. */
export const impersonate = (user: User, headers: IncomingHttpHeaders, authorize: Authorizer): User => {
	const [name] = valuesOf(headers['impersonate-user']);
	const groups = valuesOf(headers['impersonate-group']);
	const extra = Object.fromEntries(Object.entries(headers).filter(([key]) => key.startsWith(extraPrefix)).map(([key, value]) => [decodeURIComponent(key.slice(extraPrefix.length)), valuesOf(value)]));
	if (name === undefined) {
		if (groups.length > 0 || Object.keys(extra).length > 0) {
			throw new ApiError(500, 'InternalError', 'Internal error occurred: requested [{Group}] without impersonating a user', {causes: [{message: 'requested [{Group}] without impersonating a user'}]});
		}
		return user;
	}
	const [, namespace = '', account] = serviceAccount.exec(name) ?? [];
	const asked = [
		account === undefined ? {resource: 'users', name, namespace: '', group: '', subresource: ''} : {resource: 'serviceaccounts', name: account, namespace, group: '', subresource: ''},
		...groups.map((group) => ({resource: 'groups', name: group, namespace: '', group: '', subresource: ''})),
		...Object.entries(extra).flatMap(([key, values]) => values.map((value) => ({resource: 'userextras', name: value, namespace: '', group: 'authentication.k8s.io', subresource: key}))),
	];
	for (const each of asked) {
		const attributes = {user, verb: 'impersonate', version: '', path: '', isResource: true, fieldSelector: '', ...each};
		const {isAllowed, reason} = authorize(attributes);
		if (!isAllowed) {
			throw forbid(attributes, reason);
		}
	}
	return {name, uid: '', groups: groupsOf(name, groups), extra};
};
