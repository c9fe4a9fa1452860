import {randomUUID} from 'node:crypto';
import {formatTime, type KubeObject, type NewObject} from '../objects/kube-object.ts';
import {resourceNamed} from '../objects/resources.ts';
import {type Collection, makeCollection, type Stored} from './collection.ts';

/** Everything that the cluster keeps, under one counter of versions as etcd has it. Knows nothing of rules: whoever writes has asked before. */
export type Store = {
	readonly version: () => number;
	readonly nowMs: () => number;
	/** The objects of a resource, by its plural. */
	readonly collection: (plural: string) => Collection;
	/** Stores a new object under a uid of its own. */
	readonly create: (plural: string, object: NewObject & {readonly metadata: {readonly name: string; readonly namespace?: string}}) => Stored;
	/** Stores a new state of an object, whose key and uid stay. */
	readonly replace: (plural: string, object: KubeObject) => Stored;
	readonly remove: (plural: string, key: string) => Stored | undefined;
	/** Makes every watch and page of before too old. */
	readonly forget: () => void;
	/** Pages of lists, by the version they began with. */
	readonly pages: Map<string, readonly Stored[]>;
};

/** The key of an object in its collection. */
export const keyOf = (name: string, namespace?: string): string => (namespace === undefined || namespace === '' ? name : `${namespace}/${name}`);

/** Opens an empty store; `nowMs` is the cluster's clock. */
export const openStore = (nowMs: () => number): Store => {
	const collections = new Map<string, Collection>();
	const pages = new Map<string, readonly Stored[]>();
	let version = 1;
	const next = (): number => (version += 1);
	const collection = (plural: string): Collection => {
		const found = collections.get(plural) ?? makeCollection(resourceNamed(plural));
		collections.set(plural, found);
		return found;
	};
	const write = (plural: string, object: KubeObject): Stored => {
		const at = next();
		const {name, namespace} = object.metadata;
		return collection(plural).put(keyOf(name, namespace), {...object, metadata: {...object.metadata, resourceVersion: String(at)}}, at);
	};
	return {
		version: () => version,
		nowMs,
		collection,
		create: (plural, {metadata, ...rest}) => {
			const {name, generateName, namespace, uid: _uid, resourceVersion: _version, creationTimestamp: _time, ...more} = metadata;
			// In the order in which Kubernetes writes them.
			const made = {
				name,
				...(typeof generateName === 'string' ? {generateName} : {}),
				...(namespace === undefined ? {} : {namespace}),
				uid: randomUUID(),
				resourceVersion: '',
				creationTimestamp: formatTime(nowMs()),
				...more,
			};
			return write(plural, {metadata: made, ...rest});
		},
		replace: write,
		remove: (plural, key) => collection(plural).remove(key, next()),
		forget: () => {
			next();
			pages.clear();
			for (const each of collections.values()) {
				each.forget(version);
			}
		},
		pages,
	};
};
