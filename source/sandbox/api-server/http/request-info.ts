import {parseFieldSelector} from './selectors.ts';

/** What a request asks for, as k8s.io/apiserver pkg/endpoints/request/requestinfo.go makes it out of method and path. */
export type RequestInfo = {
	readonly isResource: boolean;
	readonly path: string;
	readonly method: string;
	readonly verb: string;
	readonly group: string;
	readonly version: string;
	readonly namespace: string;
	/** Plural; empty where the path names none. */
	readonly resource: string;
	readonly subresource: string;
	readonly name: string;
	/** The name in the path itself, which a selector cannot give. */
	readonly pathName: string;
	readonly query: URLSearchParams;
};

const objectVerbs: Readonly<Record<string, string>> = {GET: 'get', HEAD: 'get', PUT: 'update', PATCH: 'patch', POST: 'create', DELETE: 'delete'};
const listVerbs: Readonly<Record<string, string>> = {GET: 'list', HEAD: 'list', PUT: 'update', PATCH: 'patch', POST: 'create', DELETE: 'deletecollection'};

const isSet = (value: string | null): boolean => value !== null && value !== '0' && value.toLowerCase() !== 'false';

/** Reads method and URL; a path outside of the API is no resource. */
export const readRequestInfo = (method: string, url: string): RequestInfo => {
	const [path = '/', search = ''] = url.split('?', 2);
	const query = new URLSearchParams(search);
	const parts = path.split('/').filter((part) => part !== '').map(decodePart);
	const [root, ...rest] = parts;
	const empty = {isResource: false, path, method, verb: method.toLowerCase(), group: '', version: '', namespace: '', resource: '', subresource: '', name: '', pathName: '', query};
	const [group, version, ...below] = root === 'api' ? ['', ...rest] : root === 'apis' ? rest : [];
	if (group === undefined || version === undefined || below.length === 0) {
		return empty;
	}
	const [namespace, [resource = '', pathName = '', ...sub]] = splitNamespace(below);
	const selected = pathName === '' ? (parseFieldSelector(query.get('fieldSelector') ?? '').find(({field, isEqual}) => field === 'metadata.name' && isEqual)?.value ?? '') : pathName;
	const listVerb = pathName === '' && method === 'GET' && isSet(query.get('watch')) ? 'watch' : listVerbs[method];
	const verb = (pathName === '' ? listVerb : objectVerbs[method]) ?? '';
	return {isResource: true, path, method, verb, group, version, namespace, resource, subresource: sub.join('/'), name: selected, pathName, query};
};

const decodePart = (part: string): string => {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
};

// A namespace itself is a resource inside of itself; `namespaces/NAME/status` is its subresource.
const splitNamespace = (parts: readonly string[]): readonly [string, readonly string[]] => {
	const [first, namespace, ...rest] = parts;
	if (first !== 'namespaces' || namespace === undefined) {
		return ['', parts];
	}
	return rest.length === 0 || rest[0] === 'status' || rest[0] === 'finalize' ? [namespace, parts] : [namespace, rest];
};
