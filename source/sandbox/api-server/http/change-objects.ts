import type {User} from '../authentication/user.ts';
import {type Fields, fieldsOf, type KubeObject, textMapOf, textOf} from '../objects/kube-object.ts';
import {checkRequestTypes} from '../objects/certificate-request.ts';
import {generateName} from '../objects/names.ts';
import {prepareCreate, prepareUpdate} from '../objects/prepare-object.ts';
import type {Resource} from '../objects/resources.ts';
import {findCreateDefects, findUpdateDefects} from '../objects/validate-object.ts';
import type {Stored} from '../store/collection.ts';
import {keyOf} from '../store/open-store.ts';
import {alreadyExists, ApiError, badRequest, conflict, invalid, notFound, type Status} from './api-status.ts';
import type {Cluster} from './cluster.ts';

/** Whose change it is, and where it was sent. */
export type Target = {readonly user: User; readonly resource: Resource; readonly namespace: string; readonly name: string; readonly subresource: string};

const isRbac = ({group}: Resource): boolean => group === 'rbac.authorization.k8s.io';

// In the order in which objects are stored, so that what was read and sent back unchanged is seen to be the same.
const withMetadata = ({kind: _kind, apiVersion: _apiVersion, ...body}: Fields, metadata: Fields): KubeObject => {
	const {name, generateName: base, namespace, uid, resourceVersion, creationTimestamp, labels, annotations, managedFields: _managed, ...rest} = metadata;
	return {
		...body,
		metadata: {
			name: textOf(name),
			...(textOf(base) === '' ? {} : {generateName: textOf(base)}),
			...(textOf(namespace) === '' ? {} : {namespace: textOf(namespace)}),
			uid: textOf(uid),
			resourceVersion: textOf(resourceVersion),
			creationTimestamp: textOf(creationTimestamp),
			...(labels === undefined ? {} : {labels: textMapOf(labels)}),
			...(annotations === undefined ? {} : {annotations: textMapOf(annotations)}),
			...rest,
		},
	};
};

const typeChecks: Readonly<Record<string, (body: Fields) => void>> = {certificatesigningrequests: checkRequestTypes};

/** Creates an object. Throws what the API server answers: 400, 403, 404, 409, 422. */
export const createObject = ({store, release, admission, checkEscalation}: Cluster, {user, resource, namespace}: Target, body: Fields): Stored => {
	typeChecks[resource.plural]?.(body);
	const given = withMetadata(body, fieldsOf(body['metadata']));
	const {generateName: base} = given.metadata;
	const name = given.metadata.name === '' && textOf(base) !== '' ? generateName(textOf(base)) : given.metadata.name;
	if (resource.isNamespaced && given.metadata.namespace !== undefined && given.metadata.namespace !== namespace) {
		throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
	}
	const object = prepareCreate(resource, {...given, metadata: {...given.metadata, name, ...(resource.isNamespaced ? {namespace} : {})}}, user);
	admission.prepare({user, operation: 'create', resource, subresource: '', name: '', object});
	if (resource.isNamespaced && store.collection('namespaces').get(namespace) === undefined) {
		throw notFound({group: '', plural: 'namespaces'}, namespace);
	}
	if (isRbac(resource)) {
		checkEscalation(user, resource, object);
	}
	const defects = findCreateDefects(resource, object, release);
	if (defects.length > 0) {
		throw invalid(resource, name, defects);
	}
	admission.validate({user, operation: 'create', resource, subresource: '', name, object});
	if (store.collection(resource.plural).get(keyOf(name, object.metadata.namespace)) !== undefined) {
		throw alreadyExists(resource, name);
	}
	return store.create(resource.plural, object);
};

// AllowCreateOnUpdate in kubernetes pkg/registry/…/strategy.go.
const madeByPut: readonly string[] = ['leases', 'endpoints', 'clusterroles', 'clusterrolebindings', 'roles', 'rolebindings', 'events'];

const checkVersion = (resource: Resource, {metadata}: KubeObject, before: Stored): void => {
	const {uid, resourceVersion} = metadata;
	const {name, namespace} = before.object.metadata;
	if (uid !== '' && uid !== before.object.metadata.uid) {
		const key = `/registry/${resource.plural}/${keyOf(name, namespace)}`;
		throw conflict(resource, name, `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.object.metadata.uid}`);
	}
	if (resourceVersion !== '' && !/^\d+$/.test(resourceVersion)) {
		throw new ApiError(500, undefined, `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`);
	}
	if (resourceVersion !== '' && resourceVersion !== '0' && resourceVersion !== String(before.version)) {
		throw conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again');
	}
};

const writeUpdate = ({store, release, admission, checkEscalation}: Cluster, {user, resource, subresource, name}: Target, given: KubeObject, before: Stored): Stored => {
	admission.prepare({user, operation: 'update', resource, subresource, name, object: given, before: before.object});
	checkVersion(resource, given, before);
	const object = prepareUpdate(resource, subresource, given, before.object, store.nowMs());
	if (isRbac(resource)) {
		checkEscalation(user, resource, object);
	}
	const defects = findUpdateDefects(resource, subresource, object, before.object, release);
	if (defects.length > 0) {
		throw invalid(resource, name, defects);
	}
	admission.validate({user, operation: 'update', resource, subresource, name, object, before: before.object});
	// What changes nothing is not written: k8s.io/apiserver pkg/storage/etcd3/store.go, GuaranteedUpdate.
	return JSON.stringify(object) === before.item ? before : store.replace(resource.plural, object);
};

/** Replaces an object, or a part of it. Throws 400, 403, 404, 409, 422. */
export const updateObject = (cluster: Cluster, target: Target, body: Fields): Stored => {
	const {resource, namespace, name, subresource} = target;
	const given = withMetadata(body, fieldsOf(body['metadata']));
	if (given.metadata.name !== '' && given.metadata.name !== name) {
		throw badRequest(`the name of the object (${given.metadata.name}) does not match the name on the URL (${name})`);
	}
	if (given.metadata.name === '') {
		throw badRequest('name must be provided');
	}
	const before = cluster.store.collection(resource.plural).get(keyOf(name, namespace));
	if (before === undefined) {
		if (madeByPut.includes(resource.plural) && subresource === '') {
			return createObject(cluster, target, body);
		}
		throw notFound(resource, name);
	}
	return writeUpdate(cluster, target, given, before);
};

/** Changes an object by a function of its JSON: what a patch is. Throws 403, 404, 409, 422. */
export const patchObject = (cluster: Cluster, target: Target, patch: (object: unknown) => unknown): Stored => {
	const before = cluster.store.collection(target.resource.plural).get(keyOf(target.name, target.namespace));
	if (before === undefined) {
		throw notFound(target.resource, target.name);
	}
	const body = fieldsOf(patch(before.object));
	return writeUpdate(cluster, target, withMetadata(body, fieldsOf(body['metadata'])), before);
};

const checkPreconditions = ({kind, group}: Resource, {object}: Stored, options: Fields): void => {
	const {uid, resourceVersion} = fieldsOf(options['preconditions']);
	const {metadata} = object;
	const named = {group, plural: kind};
	if (typeof uid === 'string' && uid !== metadata.uid) {
		throw conflict(named, metadata.name, `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`);
	}
	if (typeof resourceVersion === 'string' && resourceVersion !== metadata.resourceVersion) {
		throw conflict(named, metadata.name, `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`);
	}
};

/** Deletes an object at once: finalizers and grace are not practised here. Throws 403, 404, 409. */
export const deleteObject = ({store, admission}: Cluster, {user, resource, namespace, name}: Target, options: Fields): Status => {
	const key = keyOf(name, namespace);
	const before = store.collection(resource.plural).get(key);
	if (before === undefined) {
		throw notFound(resource, name);
	}
	admission.prepare({user, operation: 'delete', resource, subresource: '', name, before: before.object});
	checkPreconditions(resource, before, options);
	store.remove(resource.plural, key);
	const {group, plural} = resource;
	return {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: {name, ...(group === '' ? {} : {group}), kind: plural, uid: before.object.metadata.uid}};
};

