import {accessFileOf, accountNameOf, isAccessName} from '../../core/access/access.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {Edges} from '../operation.ts';
import {deleteAccessObjects, findAccessObjects} from './find-access-objects.ts';

/** What was taken away: how many objects, and the kubeconfig if it was there. */
export type RemovedAccess = {readonly objects: number; readonly path?: string};

/**
 * Takes an access away: its token is refused from then on. Leaves alone what kubenroll did not make. Rejects with Failure `access-missing`,
 * `access-not-ours` or `object-refused`.
 */
export const removeAccess = async ({api, files}: Pick<Edges, 'api' | 'files'>, {name, folder}: {readonly name: string; readonly folder: string}, signal: AbortSignal): Promise<RemovedAccess> => {
	if (!isAccessName(name)) {
		throw new Failure(problem('access-name-invalid', escapeControls(name), {name: escapeControls(name)}));
	}
	const found = await findAccessObjects(api, name, signal);
	const foreign = found.filter(({isOurs}) => !isOurs);
	if (foreign.length > 0) {
		throw new Failure(foreign.map(({title}) => problem('access-not-ours', title, {object: title})));
	}
	const path = `${folder}/${accessFileOf(name)}`;
	// A file of that name may be anybody's; one of ours names the account.
	const hasFile = (await files.read(path))?.includes(`current-context: ${accountNameOf(name)}\n`) === true;
	if (found.length === 0 && !hasFile) {
		throw new Failure(problem('access-missing', name, {name}));
	}
	await deleteAccessObjects(api, found.map(({object}) => object));
	if (hasFile) {
		await files.remove(path);
	}
	return {objects: found.length, ...(hasFile ? {path} : {})};
};
