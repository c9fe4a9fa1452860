import type {KubernetesObject, WatchEvent} from '../../source/ports/cluster-api.ts';

/** One collection that tests change while somebody watches it. */
export type LiveWatch = {
	readonly watch: (signal: AbortSignal) => AsyncGenerator<WatchEvent<KubernetesObject>>;
	readonly tell: (event: WatchEvent<KubernetesObject>) => void;
	/** Ends the watch with this error, as the port does when one may no longer look. */
	readonly fail: (error: Error) => void;
};

/** Opens a watch whose events are told one by one; what is told before anybody watches is kept. */
export const liveWatch = (): LiveWatch => {
	const events: (WatchEvent<KubernetesObject> | Error)[] = [];
	let wake = (): void => {};
	const push = (event: WatchEvent<KubernetesObject> | Error): void => {
		events.push(event);
		wake();
	};
	return {
		tell: push,
		fail: push,
		watch: async function* (signal) {
			while (!signal.aborted) {
				const event = events.shift();
				if (event instanceof Error) {
					throw event;
				}
				if (event === undefined) {
					await new Promise<void>((resolve) => {
						wake = resolve;
						signal.addEventListener('abort', () => resolve(), {once: true});
					});
				} else {
					yield event;
				}
			}
		},
	};
};
