import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {ApiResponse, ClusterApi} from '../../ports/cluster-api.ts';

/** A Kubernetes object as we write it. */
export type WrittenObject = {
	readonly apiVersion: string;
	readonly kind: string;
	readonly metadata: {readonly name: string; readonly namespace?: string};
	readonly [field: string]: unknown;
};

// Collections of what kubenroll writes, by kind (kubernetes/api: rbac/v1 and core/v1).
const collections: Readonly<Record<string, (namespace: string) => string>> = {
	ClusterRoleBinding: () => '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
	Secret: (namespace) => `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`,
};

/** The API path of one object of a kind that kubenroll writes. */
export const objectPath = (kind: string, name: string, namespace = ''): string => `${collections[kind]?.(namespace) ?? ''}/${encodeURIComponent(name)}`;

const readMessage = (body: unknown): string =>
	typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string' ? escapeControls(body.message) : '';

const refused = (response: ApiResponse, verb: string, kind: string, name: string): Failure =>
	new Failure(problem('object-refused', `${kind}/${name}`, {verb, kind, name, status: response.status}, {cause: readMessage(response.body)}));

/** Creates an object. Rejects with Failure `object-refused` on any answer but 201; its text is the server's, never the object's. */
export const createObject = async (api: ClusterApi, object: WrittenObject, signal?: AbortSignal): Promise<void> => {
	const path = objectPath(object.kind, '', object.metadata.namespace).slice(0, -1);
	const response = await api.call('POST', path, object, signal === undefined ? {} : {signal});
	if (response.status !== 201) {
		throw refused(response, 'create', object.kind, object.metadata.name);
	}
};

/**
 * Makes an object be as given, whatever was there: creates it, or deletes and creates it anew where it differs.
 * A binding's roleRef cannot be changed in place (kubernetes: pkg/apis/rbac/validation), hence never a PUT.
 */
export const replaceObject = async (api: ClusterApi, object: WrittenObject, signal?: AbortSignal): Promise<void> => {
	await deleteObject(api, object.kind, object.metadata.name, object.metadata.namespace);
	await createObject(api, object, signal);
};

/** Deletes an object; one that is gone already is fine. Goes on when the run was aborted: it is how we tidy up. */
export const deleteObject = async (api: ClusterApi, kind: string, name: string, namespace?: string): Promise<void> => {
	const response = await api.call('DELETE', objectPath(kind, name, namespace));
	if (response.status !== 200 && response.status !== 202 && response.status !== 404) {
		throw refused(response, 'delete', kind, name);
	}
};
