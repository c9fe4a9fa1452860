import {Failure} from '../../core/problem/failure.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {ApiPath, KubernetesObject, WatchEvent} from '../../ports/cluster-api.ts';
import {listObjects, withQuery} from './list-objects.ts';
import {type Question, readAnswer, statusProblem} from './read-answer.ts';
import {readWatch, UnreadableLine} from './read-watch.ts';
import type {SendRequest} from './send-request.ts';
import {openBackOff, usualTiming, type WatchTiming} from './watch-timing.ts';

// Why an attempt ended, when it did not end well.
class WatchInterrupted extends Error {
	readonly isTooOld: boolean;
	readonly retryAfterMs: number;

	constructor(message: string, {isTooOld = false, retryAfterMs = 0} = {}) {
		super(message);
		this.isTooOld = isTooOld;
		this.retryAfterMs = retryAfterMs;
	}
}

// No later attempt will be answered differently: the watch ends with these.
const finalCodes: readonly string[] = ['cluster-unauthorized', 'cluster-forbidden', 'cluster-not-found'];

// An API server that is starting refuses whom it will know in a moment (its RBAC and token caches are still empty), so a watch that once worked asks a few times more.
const toleratedRefusals = 3;

const isFinal = (error: unknown): error is Failure => error instanceof Failure && error.problems.some(({code}) => finalCodes.includes(code));

const causeOf = (error: unknown): string => {
	const text = error instanceof Failure ? error.problems.map(({code, cause}) => (cause === undefined ? code : `${code}: ${cause}`)).join('; ') : error instanceof Error ? error.message : String(error);
	return escapeControls(text);
};

/**
 * Lists, then follows, until the signal aborts; k8s.io/client-go tools/cache/reflector.go tells the rules. After a break it goes on from the last version
 * seen, so nothing is lost or told twice; where the server no longer knows that version it lists anew. Rejects with Failure only where one may not look.
 */
export async function* watchObjects(send: SendRequest, path: ApiPath, question: Question, signal: AbortSignal, timing: WatchTiming = usualTiming): AsyncGenerator<WatchEvent<KubernetesObject>> {
	const waitBeforeRetry = openBackOff(timing, signal);
	let version: string | undefined;
	let isBroken = false;
	let hasWorked = false;
	let refusals = 0;

	async function* mended(): AsyncGenerator<WatchEvent<KubernetesObject>> {
		if (isBroken) {
			yield {type: 'connected'};
		}
		[isBroken, hasWorked, refusals] = [false, true, 0];
	}

	async function* follow(): AsyncGenerator<WatchEvent<KubernetesObject>> {
		const startedMs = performance.now();
		const watchMs = Math.ceil(timing.minWatchMs * (1 + Math.random()));
		const query = {watch: '1', allowWatchBookmarks: 'true', resourceVersion: version ?? '', timeoutSeconds: String(Math.ceil(watchMs / 1000))};
		const answer = await send({method: 'GET', path: withQuery(path, query), options: {signal, timeoutMs: watchMs + timing.idleMs}, isWatch: true});
		try {
			const {statusCode: status = 0, headers} = answer.message;
			if (status !== 200) {
				const failure = new Failure(statusProblem(await readAnswer(answer, question), question));
				throw isFinal(failure) ? failure : new WatchInterrupted(causeOf(failure), {isTooOld: status === 410, retryAfterMs: 1000 * (Number(headers['retry-after']) || 0)});
			}
			yield* mended();
			let isEmpty = true;
			for await (const line of readWatch(answer.message, timing.idleMs)) {
				if (line.type === 'ERROR') {
					throw new WatchInterrupted(line.message, {isTooOld: line.code === 410});
				}
				isEmpty = false;
				version = line.resourceVersion;
				if (line.type === 'DELETED') {
					yield {type: 'gone', name: line.object.metadata.name};
				} else if (line.type !== 'BOOKMARK') {
					yield {type: 'put', item: line.object};
				}
			}
			if (isEmpty && performance.now() - startedMs < timing.veryShortMs) {
				throw new WatchInterrupted('the watch ended at once');
			}
		} finally {
			answer.message.destroy();
		}
	}

	while (!signal.aborted) {
		try {
			if (version === undefined) {
				const list = await listObjects(send, path, question, {signal});
				version = list.resourceVersion;
				yield* mended();
				yield {type: 'synced', items: list.items};
			}
			yield* follow();
		} catch (error) {
			if (signal.aborted) {
				return;
			}
			refusals += isFinal(error) ? 1 : 0;
			if (isFinal(error) && (!hasWorked || refusals > toleratedRefusals)) {
				throw error;
			}
			const {isTooOld, retryAfterMs} = error instanceof WatchInterrupted ? error : {isTooOld: false, retryAfterMs: 0};
			if (!isTooOld && !isBroken) {
				isBroken = true;
				yield {type: 'disconnected', cause: causeOf(error)};
			}
			// What cannot be read would come again from the same version: only a new list leads past it.
			version = isTooOld || error instanceof UnreadableLine ? undefined : version;
			await waitBeforeRetry(retryAfterMs);
		}
	}
}
