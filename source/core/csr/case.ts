/*
A case is what objects given in a file tell: requests to judge, and the facts to judge them by. What the file does not hold is not known,
and nothing passes without it (P36).
*/
import {findClusterDns, parseApiServerEndpoints, parseClusterDomain, parseServiceCidrs, parseServiceIps} from '../facts/parse-cluster-network.ts';
import type {ClusterFacts, NodeObject, TokenFacts} from '../facts/cluster-facts.ts';
import {parseNodeObject} from '../facts/parse-node-object.ts';
import {parseTokenSecret} from '../facts/parse-token-secret.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {fieldsOf} from '../untrusted/fields-of.ts';
import type {RawCsr} from './csr.ts';
import {mergeTwins, type PlacedObject} from './merge-twins.ts';
import {parseCsr} from './parse-csr.ts';
import {parseTimestamp} from './timestamp.ts';

/** Requests, what is known of their cluster, and what of the file could not be understood. */
export type Case = {
	readonly requests: readonly RawCsr[];
	readonly cluster: ClusterFacts;
	/** The newest time in the objects, milliseconds since the epoch: the API server's clock was there already. */
	readonly newestMs?: number;
	readonly problems: readonly Problem[];
};

type Fields = Readonly<Record<string, unknown>>;
/** `isListed`: it came in a list, and that to its end. */
type Item = PlacedObject;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

// Kinds that are read here, and whose they are. Others have kinds of the same names: a Node of longhorn.io is none of the cluster's.
const groups: ReadonlyMap<string, string> = new Map([
	['CertificateSigningRequest', 'certificates.k8s.io'],
	['Node', ''],
	['Secret', ''],
	['Service', ''],
	['ConfigMap', ''],
	['Endpoints', ''],
	['EndpointSlice', 'discovery.k8s.io'],
	['ServiceCIDR', 'networking.k8s.io'],
]);

// apiVersion is `group/version`, of the core group `version` alone; what a raw list holds has none of its own.
const isForeign = (kind: string, apiVersion: string): boolean => groups.has(kind) && apiVersion !== '' && apiVersion.split('/').slice(0, -1).join('/') !== groups.get(kind);

/** Kinds of objects and of what stands for none of them. */
type Sorted = {readonly items: readonly Item[]; readonly listed: ReadonlySet<string>; readonly strays: number};

// Lists that hold lists without end have no place that could be read.
const placeOf = (list: string, index: number): string => (list.length > 100 ? list : `${list}.items[${index}]`);

// Lists of kubectl and of the API, lists in lists included; `--raw` leaves out the kinds of what is listed. A page that says `continue` is no whole list
// (k8s.io/apimachinery pkg/apis/meta/v1/types.go, ListMeta). Nothing recurses, so nesting costs nothing.
const sortObjects = (values: readonly unknown[]): Sorted => {
	const items: Item[] = [];
	const listed = new Set<string>();
	let strays = 0;
	const open = values.map((value, index) => ({value, listKind: '', listVersion: '', isListed: false, place: `#${index + 1}`})).toReversed();
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const {value, listKind, listVersion, isListed, place} = next;
		const isBare = Array.isArray(value);
		const fields = isBare ? {items: value} : fieldsOf(value);
		const kind = isBare ? 'List' : textOf(fields['kind']) || listKind;
		const apiVersion = textOf(fields['apiVersion']) || listVersion;
		if (kind.endsWith('List') && Array.isArray(fields['items'])) {
			const innerKind = kind.slice(0, -'List'.length);
			const isWhole = textOf(fieldsOf(fields['metadata'])['continue']) === '';
			if (isWhole && !isForeign(innerKind, apiVersion)) {
				listed.add(innerKind);
			}
			const {items: inner} = fields;
			inner.toReversed().forEach((each: unknown, index) => open.push({value: each, listKind: innerKind, listVersion: innerKind === '' ? '' : apiVersion, isListed: isWhole, place: placeOf(place, inner.length - 1 - index)}));
			continue;
		}
		const {name, namespace} = fieldsOf(fields['metadata']);
		if (kind === '' || typeof name !== 'string' || name === '') {
			strays += 1;
		} else if (!isForeign(kind, apiVersion)) {
			items.push({kind, fields, name, namespace: textOf(namespace), isListed, place});
		}
	}
	return {items, listed, strays};
};

const isTokenSecret = ({name, namespace}: Item): boolean => namespace === 'kube-system' && name.startsWith('bootstrap-token-');

// Creation, and what kubelets and controllers write down as time goes on.
const timesOf = ({fields}: Item): readonly number[] => {
	const conditions = fieldsOf(fields['status'])['conditions'];
	const times = [fieldsOf(fields['metadata'])['creationTimestamp'], ...(Array.isArray(conditions) ? conditions : []).flatMap((condition: unknown) => [fieldsOf(condition)['lastHeartbeatTime'], fieldsOf(condition)['lastUpdateTime']])];
	return times.flatMap((time) => parseTimestamp(textOf(time)) ?? []);
};

// As server and version are unknown, they are empty; judging looks at neither.
const unknownCluster = {server: '', version: {major: 1, minor: 0, patch: 0, gitVersion: ''}, permissions: [], clientCa: [], servingCa: [], podCidrs: [], bootstrapBindings: [], managedBindings: []} as const;
const unknownAccess: ClusterFacts['bootstrapAccess'] = {canRequest: 'unknown', isAutoApproved: 'unknown', renewalIsAutoApproved: 'unknown'};

const readNodes = (items: readonly Item[]): readonly NodeObject[] => items.map(({name, fields}) => parseNodeObject({...fields, metadata: {...fieldsOf(fields['metadata']), name}}));

const readTokens = (items: readonly Item[]): readonly (TokenFacts | undefined)[] => items.filter(isTokenSecret).map(({fields}) => parseTokenSecret(fields));

/** Sorts what a file holds. Objects of other kinds are left alone; one that cannot be understood is a problem, and its kind is then not known as a whole. */
export const readCase = (values: readonly unknown[], path: string): Case => {
	const {items: all, listed, strays} = sortObjects(values);
	const isRead = (item: Item): boolean => groups.has(item.kind) && (item.kind !== 'Secret' || isTokenSecret(item));
	const {items: read, problems: twins} = mergeTwins(all.filter(isRead), path);
	const items = [...read, ...all.filter((item) => !isRead(item))];
	const ofKind = (kind: string): readonly Item[] => items.filter((item) => item.kind === kind);
	const objectsOf = (kind: string, isMeant: (item: Item) => boolean = () => true): readonly Fields[] => ofKind(kind).filter(isMeant).map(({fields}) => fields);
	const isDefault = ({name, namespace, fields}: Item): boolean =>
		namespace === 'default' && (name === 'kubernetes' || fieldsOf(fieldsOf(fields['metadata'])['labels'])['kubernetes.io/service-name'] === 'kubernetes');
	const tokens = readTokens(ofKind('Secret'));
	const readable = tokens.filter((token) => token !== undefined);
	const nodes = readNodes(ofKind('Node'));
	// Which of two holds is not known, nor whose facts they would change: nothing may pass by either.
	const isUnknown = (kind: string, hasSome: boolean): boolean => strays > 0 || twins.length > 0 || (!hasSome && !listed.has(kind));
	// One Node by its name says nothing of the others, and what is not there would count as new (P15). One token is all that a request of it needs.
	const hasNodes = ofKind('Node').some(({isListed}) => isListed);
	const clusterDns = findClusterDns(objectsOf('Service', ({namespace}) => namespace === 'kube-system'));
	const clusterDomain = objectsOf('ConfigMap', ({name, namespace}) => namespace === 'kube-system' && name === 'coredns').map(parseClusterDomain)[0];
	const newestMs = items.reduce((newest, item) => timesOf(item).reduce((latest, time) => Math.max(latest, time), newest), Number.NEGATIVE_INFINITY);
	return {
		requests: objectsOf('CertificateSigningRequest').map(parseCsr),
		cluster: {
			...unknownCluster,
			kubernetesServiceIps: objectsOf('Service', isDefault).flatMap(parseServiceIps),
			serviceCidrs: parseServiceCidrs(objectsOf('ServiceCIDR')),
			...(clusterDns === undefined ? {} : {clusterDns}),
			...(clusterDomain === undefined ? {} : {clusterDomain}),
			nodes,
			apiServerEndpoints: parseApiServerEndpoints([...objectsOf('EndpointSlice', isDefault), ...objectsOf('Endpoints', isDefault)]),
			bootstrapAccess: unknownAccess,
			bootstrapTokenAuthentication: {state: 'unknown', evidence: 'none'},
			tokens: readable,
			unread: [...(isUnknown('Node', hasNodes) ? (['nodes'] as const) : []), ...(isUnknown('Secret', tokens.length > 0) || readable.length < tokens.length ? (['tokens'] as const) : [])],
		},
		...(newestMs === Number.NEGATIVE_INFINITY ? {} : {newestMs}),
		problems: [...twins, ...(strays === 0 ? [] : [problem('objects-not-understood', path, {count: strays})]), ...(readable.length < tokens.length ? [problem('objects-not-understood', path, {count: tokens.length - readable.length})] : [])],
	};
};
