import {ApiError, detailsOf} from '../http/api-status.ts';
import {qualify} from '../objects/resources.ts';
import type {Attributes} from './authorizer.ts';

const quote = (text: string): string => JSON.stringify(text);

/** The 403 of who may not: k8s.io/apiserver pkg/endpoints/handlers/responsewriters/errors.go. */
export const forbid = (attributes: Attributes, reason: string): ApiError => {
	const {user, verb, group, resource, subresource, namespace, name, path, isResource} = attributes;
	const why = reason === '' ? '' : `: ${reason}`;
	if (!isResource) {
		return new ApiError(403, 'Forbidden', `forbidden: User ${quote(user.name)} cannot ${verb} path ${quote(path)}${why}`, {});
	}
	const what = `User ${quote(user.name)} cannot ${verb} resource ${quote(subresource === '' ? resource : `${resource}/${subresource}`)} in API group ${quote(group)}`;
	const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${quote(namespace)}`;
	return new ApiError(403, 'Forbidden', `${qualify(resource, group)}${name === '' ? '' : ` ${quote(name)}`} is forbidden: ${what} ${where}${why}`, detailsOf(name, {group, plural: resource}));
};
