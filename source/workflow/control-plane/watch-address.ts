import type {ApiServerAddress} from '../../core/answers/answers.ts';
import type {Clock} from '../../ports/clock.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import {askReadiness} from './ask-readiness.ts';

const everyMs = 500;

/** A client that tries again within this time notices nothing; milliseconds. */
export const noticedMs = 3000;

/** Asks an address again and again while `work` goes on; resolves with what that came to and the longest time without an answer. `onSilent` is called once, where a client begins to notice. */
export const watchAddress = async <Result>({api, clock}: {readonly api: Pick<ClusterApi, 'call'>; readonly clock: Clock}, address: ApiServerAddress, work: () => Promise<Result>, onSilent: () => void): Promise<{readonly result: Result; readonly silentMs: number}> => {
	const end = new AbortController();
	let longestMs = 0;
	let isTold = false;
	const watch = async (): Promise<void> => {
		let answeredAtMs = clock.nowMs();
		while (!end.signal.aborted) {
			const beganAtMs = clock.nowMs();
			if ((await askReadiness(api, address)).state === 'ready') {
				answeredAtMs = beganAtMs;
			}
			longestMs = Math.max(longestMs, beganAtMs - answeredAtMs);
			if (longestMs > noticedMs && !isTold) {
				isTold = true;
				onSilent();
			}
			await clock.sleep(everyMs, end.signal);
		}
	};
	const watching = watch();
	try {
		const result = await work();
		return {result, silentMs: longestMs};
	} finally {
		end.abort();
		await watching;
	}
};
