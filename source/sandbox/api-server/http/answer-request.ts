import type {IncomingMessage} from 'node:http';
import type {User} from '../authentication/user.ts';
import {forbid} from '../authorization/forbid.ts';
import {everyGroup, type Resource, resourcesOf} from '../objects/resources.ts';
import type {Release} from '../release.ts';
import {keyOf} from '../store/open-store.ts';
import {methodNotAllowed, noSuchResource, notFound} from './api-status.ts';
import {createObject, deleteObject, patchObject, type Target, updateObject} from './change-objects.ts';
import type {Cluster} from './cluster.ts';
import {discover} from './discover.ts';
import {listObjects} from './list-objects.ts';
import {mergePatch, parseFields, readBody, readMergePatch, readObject} from './read-body.ts';
import type {RequestInfo} from './request-info.ts';
import {requestToken} from './request-token.ts';
import {answerReview, reviewKinds} from './review-access.ts';
import {watchObjects, type WatchSink} from './watch-objects.ts';

/** An answer: JSON unless `type` says otherwise. A watch answers by itself. */
export type Answer = {readonly code: number; readonly text: string; readonly type?: string; readonly warning?: string} | 'watching';

/** What an answer is made for. */
export type Asked = {readonly info: RequestInfo; readonly user: User; readonly request: IncomingMessage; readonly openWatch: () => WatchSink};

const plain = (code: number, text: string): Answer => ({code, text, type: 'text/plain; charset=utf-8'});

const versionOf = ({minor, gitVersion}: Release): unknown => ({
	major: '1', minor: String(minor), ...(minor >= 35 ? {emulationMajor: '1', emulationMinor: String(minor), minCompatibilityMajor: '1', minCompatibilityMinor: String(minor - 1)} : {}),
	gitVersion, gitCommit: '', gitTreeState: '', buildDate: '1970-01-01T00:00:00Z', goVersion: 'none', compiler: 'none', platform: `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`,
});

const answerPath = (path: string, release: Release): Answer => {
	if (path === '/version' || path === '/version/') {
		return {code: 200, text: JSON.stringify(versionOf(release), undefined, 2)};
	}
	if (/^\/(?:healthz|livez|readyz)$/.test(path)) {
		return plain(200, 'ok');
	}
	const found = discover(path, release);
	return found === undefined ? plain(404, '404 page not found\n') : {code: 200, text: JSON.stringify(found)};
};

const findResource = (release: Release, {group, version, resource}: RequestInfo): Resource | undefined => resourcesOf(release).find((each) => each.plural === resource && each.group === group && each.version === version);

const isServed = (release: Release, {group, version}: RequestInfo): boolean =>
	resourcesOf(release).some((each) => each.group === group && each.version === version) || Object.values(reviewKinds).some((review) => review.group === group && review.versions(release).includes(version));

const endpointsWarning = '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"';

type Work = (cluster: Cluster, target: Target, asked: Asked) => Answer | Promise<Answer>;

const works: Readonly<Record<string, Work>> = {
	get: ({store}, {resource, namespace, name}) => {
		const stored = store.collection(resource.plural).get(keyOf(name, namespace));
		if (stored === undefined) {
			throw notFound(resource, name);
		}
		return {code: 200, text: stored.whole};
	},
	list: ({store, release}, {resource, namespace}, {info}) => ({code: 200, text: listObjects(store, release, resource, namespace, info.query)}),
	watch: ({store, release}, {resource, namespace}, {info, openWatch}) => {
		watchObjects(store, release, resource, namespace, info.query, openWatch);
		return 'watching';
	},
	create: async (cluster, target, {request, info}) => {
		if (info.subresource === 'token') {
			return {code: 201, text: requestToken(cluster, target, await readObject(request, {group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest'}, cluster.release))};
		}
		if (info.pathName !== '') {
			throw methodNotAllowed();
		}
		return {code: 201, text: createObject(cluster, target, await readObject(request, target.resource, cluster.release)).whole};
	},
	update: async (cluster, target, {request}) => ({code: 200, text: updateObject(cluster, target, await readObject(request, target.resource, cluster.release)).whole}),
	patch: async (cluster, target, {request}) => {
		const patch = await readMergePatch(request, target.resource.kind);
		return {code: 200, text: patchObject(cluster, target, (object) => mergePatch(object, patch)).whole};
	},
	delete: async (cluster, target, {request}) => {
		const body = await readBody(request);
		return {code: 200, text: JSON.stringify(deleteObject(cluster, target, body === '' ? {} : parseFields(body, 'DeleteOptions')))};
	},
};

/** Decides whether a user may have what is asked for, and makes the answer. Throws ApiError for every other one. */
export const answerRequest = async (cluster: Cluster, asked: Asked): Promise<Answer> => {
	const {info, user, request} = asked;
	const {release, authorize} = cluster;
	const attributes = {...info, user, fieldSelector: info.query.get('fieldSelector') ?? ''};
	const {isAllowed, reason} = authorize(attributes);
	if (!isAllowed) {
		throw forbid(attributes, reason);
	}
	if (!info.isResource) {
		return answerPath(info.path, release);
	}
	if (!isServed(release, info)) {
		// A group that is served knows which resources it lacks; any other path is no path at all.
		if (everyGroup.includes(info.group) || Object.values(reviewKinds).some(({group}) => group === info.group)) {
			throw noSuchResource();
		}
		return plain(404, '404 page not found\n');
	}
	const review = reviewKinds[info.resource];
	if (review !== undefined && review.group === info.group) {
		if (info.verb !== 'create') {
			throw methodNotAllowed();
		}
		const body = await readObject(request, {group: info.group, version: info.version, kind: review.kind}, release);
		return {code: 201, text: JSON.stringify(answerReview(cluster, user, info, body))};
	}
	const resource = findResource(release, info);
	if (resource === undefined || (info.subresource !== '' && !resource.subresources.includes(info.subresource))) {
		throw noSuchResource();
	}
	const work = works[info.verb];
	if (work === undefined || (info.pathName === '' && ['update', 'patch'].includes(info.verb))) {
		throw methodNotAllowed();
	}
	const target: Target = {user, resource, namespace: resource.isNamespaced ? info.namespace : '', name: info.pathName, subresource: info.subresource};
	const answer = await work(cluster, target, asked);
	return answer !== 'watching' && release.deprecatesEndpoints && resource.plural === 'endpoints' ? {...answer, warning: endpointsWarning} : answer;
};
