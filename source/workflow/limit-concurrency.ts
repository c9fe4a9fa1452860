/** Runs work when one of `places` is free, in the order asked; a place is given back however the work ends. */
export type Limiter = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a limiter of at most `places` at once: ssh work takes a place, waiting for the cluster does not. */
export const limitConcurrency = (places: number): Limiter => {
	const waiting: (() => void)[] = [];
	let free = places;
	return async (work) => {
		if (free > 0) {
			free -= 1;
		} else {
			await new Promise<void>((resolve) => {
				waiting.push(resolve);
			});
		}
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next === undefined) {
				free += 1;
			} else {
				next();
			}
		}
	};
};
