import type {WantedFlagChange} from './flag-change.ts';

/** Makes one change a flag: what several want in one list goes into it together; of others the last holds. The order is that of the first wish. */
export const mergeChanges = (changes: readonly WantedFlagChange[]): readonly WantedFlagChange[] => {
	const merged = new Map<string, WantedFlagChange>();
	for (const change of changes) {
		const earlier = merged.get(change.flag);
		merged.set(change.flag, earlier?.action === 'include' && change.action === 'include' ? {...change, items: [...new Set([...earlier.items, ...change.items])]} : change);
	}
	return [...merged.values()];
};
