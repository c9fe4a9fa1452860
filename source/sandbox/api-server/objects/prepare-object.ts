/* What the server makes of an object before it is checked and stored: PrepareForCreate and PrepareForUpdate of kubernetes pkg/registry/…/strategy.go. */
import {describeUser, type User} from '../authentication/user.ts';
import {certificateOf, type Condition, conditionsOf, statusOf} from './certificate-request.ts';
import {type Fields, fieldsOf, formatTime, type KubeObject, listOf, textMapOf, textOf} from './kube-object.ts';
import type {Resource} from './resources.ts';

const prepareRequest = (object: KubeObject, user: User): KubeObject => {
	const {request, signerName, expirationSeconds, usages} = fieldsOf(object['spec']);
	return {metadata: object.metadata, spec: {request, signerName, ...(expirationSeconds === undefined ? {} : {expirationSeconds}), usages, ...describeUser(user)}, status: {}};
};

// stringData is written over data, and never read back: kubernetes pkg/apis/core/v1/conversion.go.
const prepareSecret = ({stringData, ...object}: KubeObject): KubeObject => {
	const added = Object.entries(textMapOf(stringData)).map(([key, value]) => [key, Buffer.from(value).toString('base64')] as const);
	const data = {...fieldsOf(object['data']), ...Object.fromEntries(added)};
	const {metadata, type, data: _data, ...rest} = object;
	const sorted = Object.fromEntries(Object.entries(data).toSorted(([one], [other]) => (one < other ? -1 : 1)));
	return {metadata, ...(Object.keys(data).length === 0 ? {} : {data: sorted}), ...rest, type: textOf(type) === '' ? 'Opaque' : type};
};

// kubernetes pkg/apis/rbac/v1/defaults.go.
const prepareBinding = (object: KubeObject): KubeObject => {
	const group = 'rbac.authorization.k8s.io';
	const role = fieldsOf(object['roleRef']);
	const subjects = listOf(object['subjects']).map((subject) => (textOf(subject['apiGroup']) === '' && textOf(subject['kind']) !== 'ServiceAccount' ? {...subject, apiGroup: group} : subject));
	return {...object, ...(subjects.length === 0 ? {} : {subjects}), roleRef: {...role, apiGroup: textOf(role['apiGroup']) === '' ? group : role['apiGroup']}};
};

const creators: Readonly<Record<string, (object: KubeObject, user: User) => KubeObject>> = {
	certificatesigningrequests: prepareRequest,
	secrets: prepareSecret,
	clusterrolebindings: prepareBinding,
	rolebindings: prepareBinding,
	namespaces: (object) => ({...object, spec: {finalizers: ['kubernetes']}, status: {phase: 'Active'}}),
};

/** A new object as it will be stored. */
export const prepareCreate = ({plural}: Resource, object: KubeObject, user: User): KubeObject => creators[plural]?.(object, user) ?? object;

const withTimes = (conditions: readonly Condition[], earlier: readonly Condition[], now: string): readonly Condition[] =>
	conditions.map(({type, status, reason, message, lastUpdateTime = now, lastTransitionTime}) => {
		const same = earlier.find((each) => each.type === type && each.status === status);
		return {
			type, status, ...(reason === undefined ? {} : {reason}), ...(message === undefined ? {} : {message}), lastUpdateTime, lastTransitionTime: lastTransitionTime ?? same?.lastTransitionTime ?? now,
		};
	});

const decided: readonly string[] = ['Approved', 'Denied'];

// Through /status the conditions of a decision stay as they are stored, if there are as many.
const keepDecisions = (conditions: readonly Condition[], earlier: readonly Condition[]): readonly Condition[] =>
	conditions.map((condition) => {
		const same = (list: readonly Condition[]): readonly Condition[] => list.filter(({type}) => type === condition.type);
		const [old] = same(earlier);
		return decided.includes(condition.type) && old !== undefined && same(earlier).length === same(conditions).length ? old : condition;
	});

const requestUpdates: Readonly<Record<string, (next: KubeObject, before: KubeObject, now: string) => Fields>> = {
	approval: (next, before, now) => statusOf(withTimes(conditionsOf(next), conditionsOf(before), now), certificateOf(before)),
	status: (next, before, now) => statusOf(withTimes(keepDecisions(conditionsOf(next), conditionsOf(before)), conditionsOf(before), now), certificateOf(next)),
};

const updaters: Readonly<Record<string, (object: KubeObject) => KubeObject>> = {secrets: prepareSecret, clusterrolebindings: prepareBinding, rolebindings: prepareBinding};

/** A changed object as it will be stored: everything that may not be changed where it was sent stays as it is. */
export const prepareUpdate = (resource: Resource, subresource: string, next: KubeObject, before: KubeObject, nowMs: number): KubeObject => {
	// What names the object stays, in its place; the rest is as sent.
	const {name, generateName, namespace, uid, resourceVersion, creationTimestamp} = before.metadata;
	const {name: _name, generateName: _base, namespace: _namespace, ...given} = next.metadata;
	const metadata = {name, ...(generateName === undefined ? {} : {generateName}), ...(namespace === undefined ? {} : {namespace}), ...given, uid, resourceVersion, creationTimestamp};
	if (resource.plural === 'certificatesigningrequests' && subresource !== '') {
		return {...before, metadata, status: requestUpdates[subresource]?.(next, before, formatTime(nowMs)) ?? before['status']};
	}
	if (subresource === 'status') {
		return {...before, metadata, status: next['status']};
	}
	const {metadata: _sent, ...sent} = updaters[resource.plural]?.(next) ?? next;
	const own = Object.fromEntries(Object.entries(sent).filter(([field]) => !resource.keptByPut.includes(field)));
	const kept = Object.fromEntries(Object.entries(before).filter(([field]) => resource.keptByPut.includes(field)));
	return {metadata, ...own, ...kept};
};
