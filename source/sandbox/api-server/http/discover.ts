import {apiVersionOf, type Resource, resourcesOf} from '../objects/resources.ts';
import type {Release} from '../release.ts';
import {reviewKinds} from './review-access.ts';

const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

const listResources = (resources: readonly Resource[], group: string, version: string, release: Release): readonly unknown[] => [
	...resources.filter((resource) => resource.group === group && resource.version === version).flatMap(({plural, kind, isNamespaced, subresources, shortNames}) => [
		{name: plural, singularName: kind.toLowerCase(), namespaced: isNamespaced, kind, verbs, ...(shortNames.length === 0 ? {} : {shortNames})},
		...subresources.map((subresource) => ({name: `${plural}/${subresource}`, singularName: '', namespaced: isNamespaced, kind, verbs: ['get', 'patch', 'update']})),
	]),
	...Object.entries(reviewKinds).filter(([, review]) => review.group === group && review.versions(release).includes(version)).map(([plural, {kind}]) => ({name: plural, singularName: kind.toLowerCase(), namespaced: false, kind, verbs: ['create']})),
];

/** The answer to `/api`, `/apis` and what is right below; undefined where there is no such group. kubectl asks before it asks for anything else. */
export const discover = (path: string, release: Release): unknown => {
	const resources = resourcesOf(release);
	const [root, ...below] = path.split('/').filter((part) => part !== '');
	const reviews = Object.values(reviewKinds).flatMap(({group, versions}) => versions(release).map((version) => ({group, version})));
	const groups = [...new Set([...resources, ...reviews].map(({group}) => group).filter((group) => group !== ''))].toSorted();
	const describe = (name: string) => ({name, versions: [{groupVersion: `${name}/v1`, version: 'v1'}], preferredVersion: {groupVersion: `${name}/v1`, version: 'v1'}});
	const list = (group: string, version: string): unknown => {
		const found = listResources(resources, group, version, release);
		return found.length === 0 ? undefined : {kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersionOf({group, version}), resources: found};
	};
	switch (`${root ?? ''} ${below.length}`) {
		case 'api 0': return {kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: []};
		case 'api 1': return list('', below[0] ?? '');
		case 'apis 0': return {kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(describe)};
		case 'apis 1': return groups.includes(below[0] ?? '') ? {kind: 'APIGroup', apiVersion: 'v1', ...describe(below[0] ?? '')} : undefined;
		case 'apis 2': return list(below[0] ?? '', below[1] ?? '');
		default: return undefined;
	}
};
