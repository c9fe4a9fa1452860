/** Waits for a place and resolves with what gives it back, once; rejects with the signal's reason when that aborts first. */
export type TakePlace = (signal: AbortSignal) => Promise<() => void>;

/** Opens so many places, taken in the order asked. The queue of `https.Agent` goes on connecting for requests that were aborted in it, even when the agent has ended. */
export const openPlaces = (count: number): TakePlace => {
	const waiting = new Set<() => void>();
	let free = count;
	const giveBack = (): void => {
		const [next] = waiting;
		if (next === undefined) {
			free += 1;
		} else {
			waiting.delete(next);
			next();
		}
	};
	return async (signal) => {
		signal.throwIfAborted();
		if (free > 0) {
			free -= 1;
		} else {
			const {promise, resolve, reject} = Promise.withResolvers<void>();
			const leave = (): void => {
				waiting.delete(resolve);
				reject(signal.reason);
			};
			waiting.add(resolve);
			signal.addEventListener('abort', leave, {once: true});
			await promise;
			signal.removeEventListener('abort', leave);
		}
		let isTaken = true;
		return () => {
			if (isTaken) {
				isTaken = false;
				giveBack();
			}
		};
	};
};
