// Ten thousand requests: some forty in a part, which is what a change copies.
const count = 256;

// Keys are uids that the API server draws; nobody else could choose them to fall into one part.
const partOf = (key: string): number => {
	let hash = 0;
	for (let index = 0; index < key.length; index += 1) {
		hash = Math.imul(hash, 31) + key.charCodeAt(index);
	}
	return hash & (count - 1);
};

type Parts<Value> = readonly ReadonlyMap<string, Value>[];

/** A map that never changes, and of which a changed copy costs little: the copy shares all parts but those that changed. Its order tells nothing. */
export class PartedMap<Value> implements ReadonlyMap<string, Value> {
	readonly #parts: Parts<Value>;
	readonly size: number;

	constructor(parts: Parts<Value> = Array.from({length: count}, () => new Map())) {
		this.#parts = parts;
		this.size = parts.reduce((sum, part) => sum + part.size, 0);
	}

	get(key: string): Value | undefined {
		return this.#parts[partOf(key)]?.get(key);
	}

	has(key: string): boolean {
		return this.#parts[partOf(key)]?.has(key) ?? false;
	}

	/** A copy in which these are put, and then those are gone. */
	change(put: Iterable<readonly [key: string, value: Value]>, gone: Iterable<string> = []): PartedMap<Value> {
		const fresh = new Map<number, Map<string, Value>>();
		const open = (key: string): Map<string, Value> => {
			const index = partOf(key);
			const part = fresh.get(index) ?? new Map(this.#parts[index]);
			fresh.set(index, part);
			return part;
		};
		for (const [key, value] of put) {
			open(key).set(key, value);
		}
		for (const key of gone) {
			open(key).delete(key);
		}
		return fresh.size === 0 ? this : new PartedMap(this.#parts.map((part, index) => fresh.get(index) ?? part));
	}

	/** Tells of each key whose value is another than in an earlier map, looking into no part that both share. */
	tellChanges(earlier: PartedMap<Value>, tell: (was: Value | undefined, is: Value | undefined) => void): void {
		for (const [index, part] of this.#parts.entries()) {
			const old = earlier.#parts[index];
			if (old === undefined || old === part) {
				continue;
			}
			for (const [key, value] of part) {
				if (old.get(key) !== value) {
					tell(old.get(key), value);
				}
			}
			for (const [key, value] of old) {
				if (!part.has(key)) {
					tell(value, undefined);
				}
			}
		}
	}

	forEach(visit: (value: Value, key: string, map: ReadonlyMap<string, Value>) => void): void {
		for (const [key, value] of this) {
			visit(value, key, this);
		}
	}

	*entries(): MapIterator<[string, Value]> {
		for (const part of this.#parts) {
			yield* part.entries();
		}
	}

	*keys(): MapIterator<string> {
		for (const part of this.#parts) {
			yield* part.keys();
		}
	}

	*values(): MapIterator<Value> {
		for (const part of this.#parts) {
			yield* part.values();
		}
	}

	[Symbol.iterator](): MapIterator<[string, Value]> {
		return this.entries();
	}
}

/** The same map where it is one already, else a parted one of what it holds. */
export const partMap = <Value>(map: ReadonlyMap<string, Value>): PartedMap<Value> => (map instanceof PartedMap ? (map as PartedMap<Value>) : new PartedMap<Value>().change(map)); // instanceof cannot tell of what
