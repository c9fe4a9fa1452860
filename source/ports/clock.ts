/** Time as the workflow sees it. */
export type Clock = {
	/** Milliseconds since the epoch. */
	nowMs(): number;
	/** Resolves early, without error, when the signal aborts. */
	sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
};
