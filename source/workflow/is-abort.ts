import {Failure} from '../core/problem/failure.ts';

/** True for what work rejects with because its signal aborted: a cancelled Failure of a port, or the signal's own reason (DOM, AbortController: an `AbortError`). */
export const isAbort = (error: unknown): boolean => (error instanceof Failure ? error.kind === 'cancelled' : error instanceof Error && error.name === 'AbortError');
