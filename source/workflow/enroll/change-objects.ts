import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {fieldsOf} from '../../core/untrusted/fields-of.ts';
import {readStatusMessage} from '../../core/untrusted/status-message.ts';
import type {ApiResponse, CallOptions, ClusterApi} from '../../ports/cluster-api.ts';

/** A Kubernetes object as we write it. */
export type WrittenObject = {
	readonly apiVersion: string;
	readonly kind: string;
	readonly metadata: {readonly name: string; readonly namespace?: string; readonly [field: string]: unknown};
	readonly [field: string]: unknown;
};

type Api = Pick<ClusterApi, 'call'>;
type Verb = 'create' | 'get' | 'update' | 'delete';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

// Collections of what kubenroll writes, by kind (kubernetes/api: rbac/v1 and core/v1).
const collections: Readonly<Record<string, (namespace: string) => string>> = {
	ClusterRole: () => `${rbac}/clusterroles`,
	ClusterRoleBinding: () => `${rbac}/clusterrolebindings`,
	Role: (namespace) => `${rbac}/namespaces/${encodeURIComponent(namespace)}/roles`,
	RoleBinding: (namespace) => `${rbac}/namespaces/${encodeURIComponent(namespace)}/rolebindings`,
	Secret: (namespace) => `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`,
	ServiceAccount: (namespace) => `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts`,
};

const collectionPath = (kind: string, namespace = ''): string => collections[kind]?.(namespace) ?? '';

/** Where an object of a kind that kubenroll writes is; `namespace` only where it is in one. */
export const objectPath = (kind: string, name: string, namespace?: string): string => `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;

const refused = ({status, body}: ApiResponse, verb: Verb, kind: string, name: string): Failure => new Failure(problem('object-refused', `${kind}/${name}`, {verb, kind, name, status}, {cause: readStatusMessage(body)}));

/** Creates an object. Rejects with Failure `object-refused` on any answer but 201; its text is the server's, never the object's. */
export const createObject = async (api: Api, object: WrittenObject, options: CallOptions = {}): Promise<void> => {
	const {kind, metadata} = object;
	const response = await api.call('POST', collectionPath(kind, metadata.namespace), object, options);
	if (response.status !== 201) {
		throw refused(response, 'create', kind, metadata.name);
	}
};

const hasSameRole = (present: unknown, wanted: WrittenObject): boolean => {
	const [one, other] = [fieldsOf(fieldsOf(present)['roleRef']), fieldsOf(wanted['roleRef'])];
	return ['apiGroup', 'kind', 'name'].every((field) => one[field] === other[field]);
};

/**
 * Makes an object be as given, whatever is there: creates it, or writes it in place, so that there is no moment without its rights. Only where a
 * binding's roleRef differs it is deleted and created anew, for that field cannot be changed (kubernetes pkg/apis/rbac/validation/validation.go).
 * Rejects with Failure `object-refused`.
 */
export const replaceObject = async (api: Api, object: WrittenObject, options: CallOptions = {}): Promise<void> => {
	const {kind, metadata} = object;
	const {name, namespace} = metadata;
	const path = objectPath(kind, name, namespace);
	const present = await api.call('GET', path, undefined, options);
	if (present.status === 404) {
		return createObject(api, object, options);
	}
	if (present.status !== 200) {
		throw refused(present, 'get', kind, name);
	}
	if (!hasSameRole(present.body, object)) {
		await deleteObject(api, kind, name, namespace, options);
		// Not to be broken off: between the two nobody has the right.
		return createObject(api, object);
	}
	// With the version just read: whoever changed it since is not overwritten (409).
	const {resourceVersion} = fieldsOf(fieldsOf(present.body)['metadata']);
	const response = await api.call('PUT', path, {...object, metadata: {...metadata, resourceVersion}}, options);
	if (response.status !== 200) {
		throw refused(response, 'update', kind, name);
	}
};

/** Deletes an object; one that is gone already is fine. Rejects with Failure `object-refused`. */
export const deleteObject = async (api: Api, kind: string, name: string, namespace?: string, options: CallOptions = {}): Promise<void> => {
	const response = await api.call('DELETE', objectPath(kind, name, namespace), undefined, options);
	if (response.status !== 200 && response.status !== 202 && response.status !== 404) {
		throw refused(response, 'delete', kind, name);
	}
};
