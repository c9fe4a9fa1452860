import {apiVersionOf, type Resource} from '../objects/resources.ts';
import type {Release} from '../release.ts';
import type {Change} from '../store/collection.ts';
import type {Store} from '../store/open-store.ts';
import {ApiError, invalid, type FieldDefect} from './api-status.ts';
import {type Matches, readSelectors} from './selectors.ts';

/** Where a watch's lines go, and what ends it. */
export type WatchSink = {readonly write: (lines: string) => void; readonly end: () => void; readonly onClose: (listener: () => void) => void};

// k8s.io/apiserver pkg/storage/cacher/cacher.go, defaultBookmarkFrequency; one comes 2 s before the end as well.
const bookmarkEveryMs = 60_000;
const lastBookmarkMs = 2000;
// k8s.io/apiserver pkg/endpoints/handlers/get.go: --min-request-timeout, up to twice.
const usualSeconds = 1800;

const isSet = (value: string | null): boolean => value !== null && value !== '0' && value.toLowerCase() !== 'false';

const forbidden = (field: string, why: string): FieldDefect => ({field, reason: 'FieldValueForbidden', message: `Forbidden: ${why}`});

// k8s.io/apimachinery pkg/apis/meta/internalversion/validation/validation.go.
const checkOptions = (query: URLSearchParams, {hasWatchList, minor}: Release): void => {
	const match = query.get('resourceVersionMatch') ?? '';
	const startsWithAll = query.get('sendInitialEvents') !== null;
	if ((startsWithAll && hasWatchList) || (match === '' && (!startsWithAll || minor < 27))) {
		return;
	}
	const defects = startsWithAll && minor >= 27
		? [forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled')]
		: [forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch'), ...(query.get('resourceVersion') === null ? [forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided')] : [])];
	throw invalid({group: 'meta.k8s.io', kind: 'ListOptions'}, '', defects);
};

// With a selector, what begins or ceases to match comes or goes: k8s.io/apiserver pkg/storage/cacher/cache_watcher.go.
const lineFor = (change: Change, matches: Matches | undefined): string => {
	if (matches === undefined) {
		return change.line();
	}
	const isNow = change.type !== 'DELETED' && matches(change.stored.object);
	const wasBefore = change.before !== undefined && matches(change.before.object);
	const type = isNow ? (wasBefore ? 'MODIFIED' : 'ADDED') : wasBefore ? 'DELETED' : undefined;
	return type === undefined ? '' : type === change.type ? change.line() : `{"type":"${type}","object":${change.stored.whole}}\n`;
};

const statusLine = ({status}: ApiError): string => `${JSON.stringify({type: 'ERROR', object: status})}\n`;

type Start = {readonly lines: readonly string[]; readonly version: number; readonly isTooOld?: boolean};

const beginWatch = (store: Store, resource: Resource, query: URLSearchParams, matches: Matches | undefined): Start => {
	const version = query.get('resourceVersion') ?? '';
	const collection = store.collection(resource.plural);
	if (version === '' || version === '0') {
		const items = collection.snapshot().filter(({object}) => matches === undefined || matches(object));
		return {lines: items.map(({whole}) => `{"type":"ADDED","object":${whole}}\n`), version: store.version()};
	}
	if (!/^\d+$/.test(version)) {
		throw new ApiError(500, undefined, `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`);
	}
	const changes = collection.since(Number(version));
	if (changes === undefined) {
		return {lines: [statusLine(new ApiError(410, 'Expired', `too old resource version: ${version} (${store.version()})`))], version: 0, isTooOld: true};
	}
	return {lines: changes.map((change) => lineFor(change, matches)), version: Number(version)};
};

/** Sends all that happens to a resource's objects until the time asked for is over. Throws, before anything is sent, 400 and 422. */
export const watchObjects = (store: Store, release: Release, resource: Resource, namespace: string, query: URLSearchParams, open: () => WatchSink): void => {
	checkOptions(query, release);
	const matches = readSelectors(resource, query, namespace);
	const {lines, version, isTooOld = false} = beginWatch(store, resource, query, matches);
	const sink = open();
	const wantsBookmarks = isSet(query.get('allowWatchBookmarks'));
	const bookmark = (annotations?: Readonly<Record<string, string>>): string => {
		const metadata = {resourceVersion: String(store.version()), ...(annotations === undefined ? {} : {annotations})};
		return `${JSON.stringify({type: 'BOOKMARK', object: {kind: resource.kind, apiVersion: apiVersionOf(resource), metadata}})}\n`;
	};
	const beginning = lines.join('') + (isSet(query.get('sendInitialEvents')) && wantsBookmarks ? bookmark({'k8s.io/initial-events-end': 'true'}) : '');
	if (beginning !== '') {
		sink.write(beginning);
	}
	if (isTooOld) {
		sink.end();
		return;
	}
	let pending = '';
	const flush = (more = ''): void => {
		const text = pending + more;
		pending = '';
		if (text !== '') {
			sink.write(text);
		}
	};
	const unsubscribe = store.collection(resource.plural).subscribe((change) => {
		const line = change.version > version ? lineFor(change, matches) : '';
		// What happens in one turn goes out in one write.
		if (line !== '' && pending === '') {
			setImmediate(() => flush());
		}
		pending += line;
	});
	const lifetimeMs = 1000 * (Number(query.get('timeoutSeconds') ?? 0) || usualSeconds * (1 + Math.random()));
	const timers = [
		setTimeout(sink.end, lifetimeMs),
		...(wantsBookmarks ? [setInterval(() => flush(bookmark()), bookmarkEveryMs), setTimeout(() => flush(bookmark()), Math.max(0, lifetimeMs - lastBookmarkMs))] : []),
	];
	sink.onClose(() => {
		unsubscribe();
		for (const timer of timers) {
			clearTimeout(timer);
		}
	});
};
