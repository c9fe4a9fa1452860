// Whoever depends on a control plane, 10 times a second: a new connection to the VIP and one read through etcd.
import {setTimeout as delay} from 'node:timers/promises';
import {askApiserver} from './ask-apiserver.ts';
import type {Lab} from './lab.ts';
import {findPlace} from './place.ts';

/** What a prober saw. */
export type Probes = {
	readonly asked: number;
	/** Requests that failed at first; one that a retry mended within 2 s is not in `uncured`. */
	readonly failed: number;
	/** Requests that failed, and whose every retry for 2 s failed too, with the last error of each. */
	readonly uncured: readonly string[];
};

/** A prober at work. */
export type Prober = {
	/** Ends it; resolves, once every request has its answer, to what it saw since its start. */
	stop(): Promise<Probes>;
};

const everyMs = 100;
const patienceMs = 2000;

/** Begins to ask the cluster through its VIP. It must be stopped before the lab ends. */
export async function startProber(lab: Lab): Promise<Prober> {
	const {place, shape} = await findPlace(lab.name);
	const pending = new Set<Promise<void>>();
	const uncured: string[] = [];
	let asked = 0;
	let failed = 0;

	const tryOnce = async (): Promise<string | undefined> =>
		askApiserver(place, shape, lab.vip, '/api/v1/namespaces/kube-system').then(() => undefined, (error: unknown) => String(error));
	const probe = async () => {
		asked++;
		const started = performance.now();
		let error = await tryOnce();
		failed += error === undefined ? 0 : 1;
		while (error !== undefined && performance.now() - started < patienceMs) {
			await delay(everyMs);
			error = await tryOnce();
		}

		if (error !== undefined) {
			uncured.push(error);
		}
	};

	const timer = setInterval(() => {
		const one = probe().finally(() => pending.delete(one));
		pending.add(one);
	}, everyMs);
	return {
		async stop() {
			clearInterval(timer);
			await Promise.all(pending);
			return {asked, failed, uncured};
		},
	};
}
