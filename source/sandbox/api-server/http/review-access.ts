/* Questions that are created to be answered and not stored: kubernetes pkg/registry/authorization and pkg/registry/authentication. */
import {describeUser, type User} from '../authentication/user.ts';
import type {Authorizer} from '../authorization/authorizer.ts';
import {type Fields, fieldsOf, formatTime, isFields, textOf, textsOf} from '../objects/kube-object.ts';
import type {Release} from '../release.ts';
import {type FieldDefect, invalid, noSuchResource} from './api-status.ts';
import type {Cluster} from './cluster.ts';
import type {RequestInfo} from './request-info.ts';

const authorization = 'authorization.k8s.io';

/** The kind of review behind a plural, undefined for what is none. */
export const reviewKinds: Readonly<Record<string, {readonly kind: string; readonly group: string; readonly versions: (release: Release) => readonly string[]}>> = {
	selfsubjectaccessreviews: {kind: 'SelfSubjectAccessReview', group: authorization, versions: () => ['v1']},
	subjectaccessreviews: {kind: 'SubjectAccessReview', group: authorization, versions: () => ['v1']},
	selfsubjectreviews: {kind: 'SelfSubjectReview', group: 'authentication.k8s.io', versions: ({selfReviewVersions}) => selfReviewVersions},
};

const decide = (authorize: Authorizer, user: User, spec: Fields): Fields => {
	const {resourceAttributes, nonResourceAttributes} = spec;
	const asked = fieldsOf(resourceAttributes);
	const isResource = isFields(resourceAttributes);
	const text = (name: string): string => textOf(asked[name]);
	const {isAllowed, reason} = authorize({
		user, isResource, verb: textOf((isResource ? asked : fieldsOf(nonResourceAttributes))['verb']), path: textOf(fieldsOf(nonResourceAttributes)['path']),
		group: text('group'), version: text('version'), resource: text('resource'), subresource: text('subresource'), namespace: text('namespace'), name: text('name'), fieldSelector: '',
	});
	return {allowed: isAllowed, ...(reason === '' ? {} : {reason})};
};

const findSpecDefects = (spec: Fields, {words}: Release, isOfOthers: boolean): readonly FieldDefect[] => {
	const wrong = (field: string, value: string, why: string): FieldDefect => ({field, reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${why}`});
	const hasOne = isFields(spec['resourceAttributes']) !== isFields(spec['nonResourceAttributes']);
	return [
		...(hasOne ? [] : [wrong('spec.resourceAttributes', words.noValue, 'exactly one of nonResourceAttributes or resourceAttributes must be specified')]),
		...(isOfOthers && textOf(spec['user']) === '' && textsOf(spec['groups']).length === 0 ? [wrong('spec.user', '""', 'at least one of user or group must be specified')] : []),
	];
};

const extraOf = (value: unknown): User['extra'] => Object.fromEntries(Object.entries(fieldsOf(value)).map(([key, list]) => [key, textsOf(list)]));

/** Answers a review. Throws 404 where the release has none of that version, 422 where nothing is asked. */
export const answerReview = ({authorize, release, store}: Cluster, user: User, {resource, group, version}: RequestInfo, body: Fields): Fields => {
	const review = reviewKinds[resource];
	if (review === undefined || review.group !== group || !review.versions(release).includes(version)) {
		throw noSuchResource();
	}
	const head = {kind: review.kind, apiVersion: `${group}/${version}`};
	if (resource === 'selfsubjectreviews') {
		return {...head, metadata: {creationTimestamp: formatTime(store.nowMs())}, status: {userInfo: describeUser(user)}};
	}
	const spec = fieldsOf(body['spec']);
	const isOfOthers = resource === 'subjectaccessreviews';
	const defects = findSpecDefects(spec, release, isOfOthers);
	if (defects.length > 0) {
		throw invalid({group, kind: ''}, '', defects);
	}
	const subject: User = isOfOthers ? {name: textOf(spec['user']), uid: textOf(spec['uid']), groups: textsOf(spec['groups']), extra: extraOf(spec['extra'])} : user;
	return {...head, metadata: {}, spec, status: decide(authorize, subject, spec)};
};
