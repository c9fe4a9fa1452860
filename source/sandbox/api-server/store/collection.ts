import type {KubeObject} from '../objects/kube-object.ts';
import {apiVersionOf, type Resource} from '../objects/resources.ts';

/** An object as stored: parsed once, encoded once. */
export type Stored = {
	/** `namespace/name`, or the name: what lists are sorted by. */
	readonly key: string;
	readonly version: number;
	readonly object: KubeObject;
	/** JSON as an item of a list, without kind and apiVersion. */
	readonly item: string;
	/** JSON of the whole object. */
	readonly whole: string;
};

/** One change; `before` is what was stored until then. */
export type Change = {
	readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
	readonly version: number;
	readonly stored: Stored;
	readonly before?: Stored;
	/** A line of a watch, encoded when first asked for. */
	readonly line: () => string;
};

/** Objects of one resource, in order of their keys, with the changes of the near past. Versions are those of the whole store. */
export type Collection = {
	readonly resource: Resource;
	readonly get: (key: string) => Stored | undefined;
	/** All objects, in order; never changes once given away. */
	readonly snapshot: () => readonly Stored[];
	readonly put: (key: string, object: KubeObject, version: number) => Stored;
	readonly remove: (key: string, version: number) => Stored | undefined;
	/** Changes after a version, or undefined where they are no longer known. */
	readonly since: (version: number) => readonly Change[] | undefined;
	readonly subscribe: (listener: (change: Change) => void) => () => void;
	/** Forgets all changes up to a version, as etcd's compaction does. */
	readonly forget: (version: number) => void;
};

const encode = (resource: Resource, key: string, object: KubeObject, version: number): Stored => {
	const item = JSON.stringify(object);
	return {key, version, object, item, whole: `{"kind":"${resource.kind}","apiVersion":"${apiVersionOf(resource)}",${item.slice(1)}`};
};

// Where a key is or belongs, in a sorted list.
const search = (sorted: readonly Stored[], key: string): number => {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		[low, high] = (sorted[middle]?.key ?? '') < key ? [middle + 1, high] : [low, middle];
	}
	return low;
};

// The newest changes that a watch can go back to; kube-apiserver keeps 100 to 102400 (k8s.io/apiserver pkg/storage/cacher/watch_cache.go).
const longestHistory = 8192;

/** Makes an empty collection. */
export const makeCollection = (resource: Resource): Collection => {
	const byKey = new Map<string, Stored>();
	const listeners = new Set<(change: Change) => void>();
	let sorted: Stored[] = [];
	let isShared = false;
	let history: Change[] = [];
	let forgotten = 0;

	const mutable = (): Stored[] => {
		sorted = isShared ? sorted.slice() : sorted;
		isShared = false;
		return sorted;
	};
	const tell = (type: Change['type'], stored: Stored, before?: Stored): void => {
		let line: string | undefined;
		const change: Change = {type, version: stored.version, stored, ...(before === undefined ? {} : {before}), line: () => (line ??= `{"type":"${type}","object":${stored.whole}}\n`)};
		history.push(change);
		if (history.length > 2 * longestHistory) {
			forgotten = history.at(-longestHistory - 1)?.version ?? forgotten;
			history = history.slice(-longestHistory);
		}
		for (const listener of listeners) {
			listener(change);
		}
	};

	return {
		resource,
		get: (key) => byKey.get(key),
		snapshot: () => {
			isShared = true;
			return sorted;
		},
		put: (key, object, version) => {
			const stored = encode(resource, key, object, version);
			const before = byKey.get(key);
			byKey.set(key, stored);
			mutable().splice(search(sorted, key), before === undefined ? 0 : 1, stored);
			tell(before === undefined ? 'ADDED' : 'MODIFIED', stored, before);
			return stored;
		},
		remove: (key, version) => {
			const before = byKey.get(key);
			if (before === undefined) {
				return undefined;
			}
			byKey.delete(key);
			mutable().splice(search(sorted, key), 1);
			// The last state, with the version of its end: k8s.io/apiserver pkg/storage/etcd3/watcher.go.
			const last = encode(resource, key, {...before.object, metadata: {...before.object.metadata, resourceVersion: String(version)}}, version);
			tell('DELETED', last, before);
			return last;
		},
		since: (version) => {
			if (version < forgotten) {
				return undefined;
			}
			let [low, high] = [0, history.length];
			while (low < high) {
				const middle = (low + high) >> 1;
				[low, high] = (history[middle]?.version ?? 0) <= version ? [middle + 1, high] : [low, middle];
			}
			return history.slice(low);
		},
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		forget: (version) => {
			forgotten = Math.max(forgotten, version);
			history = history.filter((change) => change.version > version);
		},
	};
};
