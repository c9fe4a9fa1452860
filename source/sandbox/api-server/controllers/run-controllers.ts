/*
kube-controller-manager, as far as requests for certificates go: csrapproving, csrsigning, csrcleaner, and tokencleaner where a scene switches it on. It writes
through the same functions as every client, as the ServiceAccount certificate-controller and under its rights.
*/
import {setTimeout as sleep} from 'node:timers/promises';
import {knownUser} from '../authentication/user.ts';
import {ApiError} from '../http/api-status.ts';
import type {Cluster} from '../http/cluster.ts';
import {updateObject} from '../http/change-objects.ts';
import {certificateOf, conditionsOf, statusOf} from '../objects/certificate-request.ts';
import type {KubeObject} from '../objects/kube-object.ts';
import {resourceNamed} from '../objects/resources.ts';
import type {Authority} from '../pki/authority.ts';
import {approveRequest} from './approve-request.ts';
import {isCollectable} from './is-collectable.ts';
import {openRateLimit, type RateLimit} from './rate-limit.ts';
import {signRequest} from './sign-request.ts';
import {removeExpiredTokens} from './token-cleaner.ts';

/** How the controller-manager is set up. */
export type ControllerOptions = {
	/** --cluster-signing-duration. */
	readonly signingDurationMs: number;
	/** False without --cluster-signing-cert-file: what is approved stays so and is never issued. */
	readonly signs: boolean;
	readonly approves: boolean;
	readonly cleansTokens: boolean;
	/** Until a change reaches it. */
	readonly lagMs: number;
	/** --kube-api-qps and --kube-api-burst: of each of its clients. */
	readonly perSecond: number;
	readonly burst: number;
};

/** kube-controller-manager's own defaults: cmd/kube-controller-manager/app/options. */
export const usualControllers: ControllerOptions = {signingDurationMs: 365 * 86_400_000, signs: true, approves: true, cleansTokens: false, lagMs: 20, perSecond: 20, burst: 30};

/** A controller-manager that runs. */
export type Controllers = {
	/** Loses its lease and is gone; requests wait. */
	readonly pause: () => void;
	/** Comes back and takes up all that waits. */
	readonly resume: () => void;
	/** What csrcleaner does every hour. */
	readonly sweep: () => void;
	readonly stop: () => void;
};

const plural = 'certificatesigningrequests';
const self = knownUser('system:serviceaccount:kube-system:certificate-controller', ['system:serviceaccounts', 'system:serviceaccounts:kube-system']);
const hourMs = 3_600_000;
// tokencleaner waits for each by itself; this is near enough.
const tokensEveryMs = 1000;
// Of a request that is recognized and not allowed: kubernetes pkg/controller/certificates/certificate_controller.go, 200 ms doubling to 1000 s.
const firstRetryMs = 200;
const lastRetryMs = 1_000_000;

/** Starts the controllers of a cluster. */
export const runControllers = (cluster: Cluster, authority: Authority, options: ControllerOptions): Controllers => {
	const {store, authorize, release} = cluster;
	const requests = store.collection(plural);
	const stopping = new AbortController();
	const limits = new Map<string, RateLimit>();
	const busy = new Set<string>();
	let isPaused = false;

	// Each signer has a client of its own, and the approver too.
	const limitOf = (client: string): RateLimit => {
		const limit = limits.get(client) ?? openRateLimit(options.perSecond, options.burst, stopping.signal);
		limits.set(client, limit);
		return limit;
	};
	const put = (object: KubeObject, subresource: string): void => {
		try {
			updateObject(cluster, {user: self, resource: resourceNamed(plural), namespace: '', name: object.metadata.name, subresource}, object);
		} catch (error) {
			// Somebody else was faster: the change that they made is looked at next.
			if (!(error instanceof ApiError)) {
				throw error;
			}
		}
	};
	const current = (name: string): KubeObject | undefined => (isPaused ? undefined : requests.get(name)?.object);

	const approve = async (name: string, retryMs = firstRetryMs): Promise<void> => {
		const object = current(name);
		const first = object === undefined ? undefined : approveRequest(object, authorize, release);
		if (first === 'refused') {
			await sleep(retryMs, undefined, {signal: stopping.signal, ref: false});
			return approve(name, Math.min(lastRetryMs, retryMs * 2));
		}
		if (first === undefined) {
			return undefined;
		}
		await limitOf('csrapproving')();
		const now = current(name);
		const condition = now === undefined ? undefined : approveRequest(now, authorize, release);
		if (now !== undefined && typeof condition === 'object') {
			put({...now, status: statusOf([...conditionsOf(now), condition], certificateOf(now))}, 'approval');
		}
		return undefined;
	};
	const sign = async (name: string, signerName: string): Promise<void> => {
		await limitOf(signerName)();
		const object = current(name);
		const signing = object === undefined ? undefined : signRequest(object, authority, {longestMs: options.signingDurationMs, nowMs: store.nowMs(), release});
		if (object === undefined || signing === undefined || signing === 'stuck') {
			return;
		}
		const conditions = conditionsOf(object);
		put({...object, status: 'failed' in signing ? statusOf([...conditions, signing.failed], certificateOf(object)) : statusOf(conditions, signing.certificate)}, 'status');
	};

	// One at a time for each request and loop, as a work queue does; the work reads what is there when it comes to it.
	const enqueue = (loop: string, name: string, work: () => Promise<void>): void => {
		const key = `${loop} ${name}`;
		if (busy.has(key)) {
			return;
		}
		busy.add(key);
		void (async () => {
			try {
				await sleep(options.lagMs, undefined, {signal: stopping.signal, ref: false});
				await work();
			} catch (error) {
				if (!stopping.signal.aborted) {
					throw error;
				}
			} finally {
				busy.delete(key);
			}
		})();
	};
	const look = (object: KubeObject): void => {
		const {name} = object.metadata;
		if (options.approves && conditionsOf(object).length === 0) {
			enqueue('approve', name, async () => approve(name));
		}
		if (options.signs && certificateOf(object) === '' && conditionsOf(object).some(({type}) => type === 'Approved')) {
			const spec: unknown = object['spec'];
			const signerName = typeof spec === 'object' && spec !== null && 'signerName' in spec ? String(spec.signerName) : '';
			enqueue('sign', name, async () => sign(name, signerName));
		}
	};
	const sweep = (): void => {
		for (const {key, object} of requests.snapshot()) {
			if (isCollectable(object, store.nowMs())) {
				store.remove(plural, key);
			}
		}
	};
	const cleanTokens = (): void => {
		if (options.cleansTokens && !isPaused) {
			removeExpiredTokens(store);
		}
	};

	const unsubscribe = requests.subscribe(({type, stored}) => {
		if (type !== 'DELETED' && !isPaused) {
			look(stored.object);
		}
	});
	const timers = [setInterval(() => (isPaused ? undefined : sweep()), hourMs), setInterval(cleanTokens, tokensEveryMs)];
	for (const timer of timers) {
		timer.unref();
	}
	return {
		pause: () => {
			isPaused = true;
		},
		resume: () => {
			isPaused = false;
			for (const {object} of requests.snapshot()) {
				look(object);
			}
		},
		sweep,
		stop: () => {
			unsubscribe();
			for (const timer of timers) {
				clearInterval(timer);
			}
			stopping.abort();
		},
	};
};
