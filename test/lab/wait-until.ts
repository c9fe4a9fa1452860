import {setTimeout as delay} from 'node:timers/promises';

/** Asks `isSo` again and again until it is true; a throw counts as not yet, and is the cause of the error after `timeoutMs`. */
export async function waitUntil(what: string, isSo: () => Promise<boolean>, {timeoutMs = 60_000, intervalMs = 50} = {}): Promise<void> {
	const deadline = performance.now() + timeoutMs;
	let cause: unknown;
	do {
		try {
			if (await isSo()) {
				return;
			}
		} catch (error) {
			cause = error;
		}

		await delay(intervalMs);
	} while (performance.now() < deadline);

	throw new Error(`${what}: not so after ${timeoutMs / 1000} s`, {cause});
}
