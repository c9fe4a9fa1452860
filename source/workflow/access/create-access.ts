import {accessFileOf, accessNamespace, accountNameOf, type AccessObject, isAccessName, listAccessObjects, renderAccessKubeconfig} from '../../core/access/access.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {fieldsOf} from '../../core/untrusted/fields-of.ts';
import {readStatusMessage} from '../../core/untrusted/status-message.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import {askCluster} from '../cluster/ask-cluster.ts';
import {readTokens} from '../cluster/read-bootstrap.ts';
import {createObject} from '../enroll/change-objects.ts';
import type {Edges} from '../operation.ts';
import {deleteAccessObjects, findAccessObjects} from './find-access-objects.ts';

/** What access is wanted, and for how long. */
export type AccessWish = {readonly name: string; readonly lifetimeMs: number; /** Where the kubeconfig is written. */ readonly folder: string};

/** An access that was given. `endsAt` is RFC 3339, as the server said it; `tokens` counts the bootstrap tokens that it may read. */
export type GivenAccess = {readonly path: string; readonly endsAt: string; readonly tokens: number; readonly problems: readonly Problem[]};

// kubernetes pkg/apis/authentication/validation/validation.go.
const leastSeconds = 600;

// A server may give less, or a little more; a minute matters to nobody.
const toleranceMs = 60_000;

const findObstacles = async ({api, files}: Pick<Edges, 'api' | 'files'>, {name, lifetimeMs}: AccessWish, path: string, signal: AbortSignal): Promise<readonly Problem[]> => {
	if (!isAccessName(name)) {
		return [problem('access-name-invalid', escapeControls(name), {name: escapeControls(name)})];
	}
	const found = await findAccessObjects(api, name, signal);
	const foreign = found.filter(({isOurs}) => !isOurs);
	return [
		...(lifetimeMs < leastSeconds * 1000 ? [problem('access-too-short', name, {leastSeconds})] : []),
		...foreign.map(({title}) => problem('access-not-ours', title, {object: title})),
		...(found.length > 0 && foreign.length === 0 ? [problem('access-exists', name, {name})] : []),
		...((await files.read(path)) === undefined ? [] : [problem('access-file-exists', path, {path, name})]),
	];
};

const requestToken = async (api: ClusterApi, name: string, lifetimeMs: number): Promise<{readonly token: string; readonly endsAt: string}> => {
	const account = accountNameOf(name);
	const apiVersion = 'authentication.k8s.io/v1';
	const {status, body} = await api.call('POST', `/api/v1/namespaces/${accessNamespace}/serviceaccounts/${account}/token`, {apiVersion, kind: 'TokenRequest', spec: {expirationSeconds: Math.round(lifetimeMs / 1000)}});
	const {token, expirationTimestamp} = fieldsOf(fieldsOf(body)['status']);
	if (status !== 201 || typeof token !== 'string' || typeof expirationTimestamp !== 'string') {
		throw new Failure(problem('object-refused', `ServiceAccount/${account}`, {verb: 'create', kind: 'TokenRequest', name: account, status}, {cause: readStatusMessage(body)}));
	}
	return {token, endsAt: expirationTimestamp};
};

/**
 * Makes a service account that may do what the board needs and nothing more, and writes a kubeconfig of it, mode 0600. All or nothing: what was made is
 * taken away where a later step fails. Rejects with Failure (`access-…`, `object-refused`) before anything is made, as far as that can be known.
 */
export const createAccess = async (edges: Pick<Edges, 'api' | 'files' | 'clock'>, wish: AccessWish, signal: AbortSignal): Promise<GivenAccess> => {
	const {api, files, clock} = edges;
	const {name, lifetimeMs, folder} = wish;
	const path = `${folder}/${accessFileOf(name)}`;
	const obstacles = await findObstacles(edges, wish, path, signal);
	if (obstacles.length > 0) {
		throw new Failure(obstacles);
	}
	const tokenSecrets = ((await readTokens(askCluster(api, signal))) ?? []).map(({secretName}) => secretName);
	signal.throwIfAborted();
	const made: AccessObject[] = [];
	try {
		for (const object of listAccessObjects(name, tokenSecrets)) {
			await createObject(api, object);
			made.push(object);
		}
		const {token, endsAt} = await requestToken(api, name, lifetimeMs);
		await files.write(path, renderAccessKubeconfig({name, server: api.server.url, caPem: api.server.caPem, token}), 0o600);
		const isShortened = Math.abs(Date.parse(endsAt) - clock.nowMs() - lifetimeMs) > toleranceMs;
		return {path, endsAt, tokens: tokenSecrets.length, problems: isShortened ? [problem('access-shortened', name, {endsAt}, {severity: 'warning'})] : []};
	} catch (error) {
		// What could not be taken away again is told beside why, never instead of it.
		const left = await deleteAccessObjects(api, made).then(() => [], (failure: unknown) => (failure instanceof Failure ? failure.problems : []));
		throw error instanceof Failure && left.length > 0 ? new Failure([...error.problems, ...left], error.kind) : error;
	}
};
