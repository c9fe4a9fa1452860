import {apiVersionOf, type Resource} from '../objects/resources.ts';
import type {Release} from '../release.ts';
import type {Stored} from '../store/collection.ts';
import type {Store} from '../store/open-store.ts';
import {ApiError, badRequest, expired} from './api-status.ts';
import {readSelectors} from './selectors.ts';

// k8s.io/apiserver pkg/storage/continue.go.
type ContinueToken = {readonly v: string; readonly rv: number; readonly start: string};

const encodeContinue = (rv: number, start: string): string => Buffer.from(JSON.stringify({v: 'meta.k8s.io/v1', rv, start: `${start}\0`})).toString('base64url');

const decodeContinue = (text: string): ContinueToken => {
	try {
		const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
		if (typeof token === 'object' && token !== null && 'rv' in token && typeof token.rv === 'number' && 'start' in token && typeof token.start === 'string') {
			return {v: 'meta.k8s.io/v1', rv: token.rv, start: token.start.replace(/\0$/, '')};
		}
	} catch {
		// Told below.
	}
	throw badRequest("invalid continue token: continue key is not valid: invalid character 'i' looking for beginning of value");
};

const readNumber = (text: string | null): number => {
	if (text === null || text === '') {
		return 0;
	}
	if (!/^-?\d+$/.test(text)) {
		throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
	}
	return Number(text);
};

// How many lists that were begun and not read to their end are remembered.
const mostPages = 64;

const tooOld = 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

// What is listed and from where: all there is now, or the rest of what there was when the list began.
const findPage = (store: Store, plural: string, token: string): {readonly items: readonly Stored[]; readonly version: number; readonly after: string} => {
	if (token === '') {
		return {items: store.collection(plural).snapshot(), version: store.version(), after: ''};
	}
	const {rv, start} = decodeContinue(token);
	if (rv === -1) {
		return {items: store.collection(plural).snapshot(), version: store.version(), after: start};
	}
	const items = store.pages.get(`${plural} ${rv}`);
	if (items === undefined) {
		throw expired(tooOld, encodeContinue(-1, start));
	}
	return {items, version: rv, after: start};
};

const checkVersion = (store: Store, release: Release, text: string): void => {
	if (text !== '' && !/^\d+$/.test(text)) {
		const why = `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
		throw release.hasWatchList ? badRequest(`invalid resource version: ${why}`) : new ApiError(500, undefined, why);
	}
	if (Number(text) > store.version()) {
		// k8s.io/apiserver pkg/storage/errors.go; a real server waits 3 s for that version first.
		throw new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${text}, current: ${store.version()}`, {causes: [{reason: 'ResourceVersionTooLarge', message: 'Too large resource version'}], retryAfterSeconds: 1});
	}
};

/** The JSON of a list: one page where `limit` is set, with what is needed to go on. Throws 400, 410, 504. */
export const listObjects = (store: Store, release: Release, resource: Resource, namespace: string, query: URLSearchParams): string => {
	const matches = readSelectors(resource, query, namespace);
	const limit = readNumber(query.get('limit'));
	checkVersion(store, release, query.get('resourceVersion') ?? '');
	const {items, version, after} = findPage(store, resource.plural, query.get('continue') ?? '');
	const rest = after === '' ? items : items.slice(items.findLastIndex(({key}) => key <= after) + 1);
	const found = matches === undefined ? rest : rest.filter(({object}) => matches(object));
	const page = limit > 0 ? found.slice(0, limit) : found;
	const last = page.at(-1);
	const hasMore = page.length < found.length && last !== undefined;
	if (hasMore) {
		store.pages.set(`${resource.plural} ${version}`, items);
		const [oldest] = store.pages.keys();
		if (store.pages.size > mostPages && oldest !== undefined) {
			store.pages.delete(oldest);
		}
	}
	// How many remain is told only without a selector: k8s.io/apiserver pkg/storage/etcd3/store.go.
	const metadata = {resourceVersion: String(version), ...(hasMore ? {continue: encodeContinue(version, last.key), ...(matches === undefined || (namespace !== '' && query.get('fieldSelector') === null && query.get('labelSelector') === null) ? {remainingItemCount: found.length - page.length} : {})} : {})};
	return `{"kind":"${resource.kind}List","apiVersion":"${apiVersionOf(resource)}","metadata":${JSON.stringify(metadata)},"items":[${page.map(({item}) => item).join(',')}]}`;
};
