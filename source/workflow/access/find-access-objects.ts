import {type AccessObject, listAccessObjects} from '../../core/access/access.ts';
import {managedByLabel} from '../../core/artifacts/render-bindings.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {fieldsOf} from '../../core/untrusted/fields-of.ts';
import {readStatusMessage} from '../../core/untrusted/status-message.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import {deleteObject, objectPath} from '../enroll/change-objects.ts';

/** An object of an access that is there. */
export type FoundAccessObject = {readonly object: AccessObject; readonly title: string; /** It carries kubenroll's label. */ readonly isOurs: boolean};

const isOurs = (body: unknown): boolean => {
	const labels = fieldsOf(fieldsOf(fieldsOf(body)['metadata'])['labels']);
	return Object.entries(managedByLabel).every(([key, value]) => labels[key] === value);
};

/** Looks which objects of an access are there, under its name. Rejects with Failure `object-refused` for all that one may not look at. */
export const findAccessObjects = async (api: ClusterApi, name: string, signal: AbortSignal): Promise<readonly FoundAccessObject[]> => {
	const looked = await Promise.all(
		listAccessObjects(name, []).map(async (object) => {
			const {kind, metadata} = object;
			const title = `${kind}/${metadata.name}`;
			const {status, body} = await api.call('GET', objectPath(kind, metadata.name, metadata.namespace), undefined, {signal});
			const refusals = status === 200 || status === 404 ? [] : [problem('object-refused', title, {verb: 'get', kind, name: metadata.name, status}, {cause: readStatusMessage(body)})];
			return {object, title, isThere: status === 200, isOurs: isOurs(body), refusals};
		}),
	);
	const refusals = looked.flatMap((each) => each.refusals);
	if (refusals.length > 0) {
		throw new Failure(refusals);
	}
	return looked.filter(({isThere}) => isThere);
};

/** Deletes objects of an access, the last made first: rights go before the account. All are tried; rejects with a Failure of all that stay. */
export const deleteAccessObjects = async (api: ClusterApi, objects: readonly AccessObject[]): Promise<void> => {
	const failures: unknown[] = [];
	for (const {kind, metadata} of objects.toReversed()) {
		await deleteObject(api, kind, metadata.name, metadata.namespace).catch((error: unknown) => failures.push(error));
	}
	const bug = failures.find((failure) => !(failure instanceof Failure));
	if (failures.length > 0) {
		throw bug ?? new Failure(failures.flatMap((failure) => (failure instanceof Failure ? failure.problems : [])));
	}
};
