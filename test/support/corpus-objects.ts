/* Makes objects out of the descriptions in test/fixtures/csr-corpus: what is filed, and the cluster and plan that it is filed in. */
import {createHash, generateKeyPairSync, type KeyObject, sign} from 'node:crypto';
import {stringify} from 'yaml';
import {nodeKey} from '../../source/core/artifacts/render-token-secret.ts';
import {corpus} from '../fixtures/csr-corpus/corpus.ts';
import type {CorpusEntry, KeyKind, Place} from '../fixtures/csr-corpus/corpus-entry.ts';
import {altNames, attributes, buildRequestDer, dns, element, extensionRequest, ip, kubeletSubject, oid, sequence, text, toPem} from './build-request.ts';

type Keys = {readonly publicKey: KeyObject; readonly privateKey: KeyObject};

const rsa = (modulusLength: number, publicExponent = 65_537) => (): Keys => generateKeyPairSync('rsa', {modulusLength, publicExponent});
const ec = (namedCurve: string) => (): Keys => generateKeyPairSync('ec', {namedCurve});

const makers: Readonly<Record<KeyKind, () => Keys>> = {
	p256: ec('P-256'), p384: ec('P-384'), p521: ec('P-521'), p224: ec('secp224r1'), secp256k1: ec('secp256k1'), ed25519: () => generateKeyPairSync('ed25519'), ed448: () => generateKeyPairSync('ed448'),
	rsa2048: rsa(2048), rsa3072: rsa(3072), rsa1024: rsa(1024), 'rsa-e3': rsa(2048, 3), shared: ec('P-256'),
};
let sharedKeys: Keys | undefined;
const makeKeys = (kind: KeyKind): Keys => (kind === 'shared' ? (sharedKeys ??= makers.shared()) : makers[kind]());

// RFC 8017 appendix A.2, RFC 5758 section 3.2, RFC 8410 section 3.
const rsaAlgorithms = {sha256: '1.2.840.113549.1.1.11', sha384: '1.2.840.113549.1.1.12', sha1: '1.2.840.113549.1.1.5', md5: '1.2.840.113549.1.1.4'} as const;
const ecAlgorithms = {sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha1: '1.2.840.10045.4.1', md5: '1.2.840.10045.4.3.2'} as const;

const algorithmOf = (keys: Keys, hash: NonNullable<CorpusEntry['hash']> | 'sha256') => {
	const type = keys.publicKey.asymmetricKeyType;
	if (type === 'ed25519' || type === 'ed448') {
		return {digest: null, algorithm: sequence(oid(type === 'ed25519' ? '1.3.101.112' : '1.3.101.113'))};
	}
	return {digest: hash, algorithm: type === 'rsa' ? sequence(oid(rsaAlgorithms[hash]), element(0x05)) : sequence(oid(ecAlgorithms[hash]))};
};

const ipBytes = (address: string): readonly number[] => {
	if (!address.includes(':')) {
		return address.split('.').map(Number);
	}
	const [head = '', tail] = address.split('::');
	const groups = (part: string): readonly number[] => part.split(':').filter(Boolean).flatMap((group) => (group.includes('.') ? group.split('.').map(Number) : [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]));
	const [front, back] = [groups(head), groups(tail ?? '')];
	return [...front, ...Array.from({length: 16 - front.length - back.length}, () => 0), ...back];
};

const nameOf = (written: string): Buffer => {
	const [kind = '', ...rest] = written.split(':');
	const value = rest.join(':');
	return kind === 'ip' ? ip(...ipBytes(value)) : kind === 'dns' ? dns(value) : text(value, kind === 'uri' ? 0x86 : 0x81);
};

const usualNames = (kind: CorpusEntry['kind'], {node, addressText}: Place): readonly string[] => (kind === 'serving' ? [`dns:${node}`, `ip:${addressText}`] : []);

const buildPem = (entry: CorpusEntry, place: Place): string => {
	if (entry.pem !== undefined) {
		return entry.pem;
	}
	const keys = makeKeys(entry.key ?? 'p256');
	const {digest, algorithm} = algorithmOf(keys, entry.hash ?? 'sha256');
	const names = entry.names?.(place) ?? usualNames(entry.kind, place);
	const der = buildRequestDer({
		subject: kubeletSubject(place.node),
		spki: keys.publicKey.export({type: 'spki', format: 'der'}),
		algorithm,
		signWith: (info) => sign(digest, info, keys.privateKey),
		...(names.length === 0 ? {} : {attributes: attributes(extensionRequest(altNames(...names.map(nameOf))))}),
		...entry.parts?.(place),
	});
	const pem = toPem(entry.bend?.(der) ?? der);
	return entry.rewrite?.(pem) ?? pem;
};

const base64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64');

const purposes = {client: 'client auth', renewal: 'client auth', serving: 'server auth'} as const;
const signers = {client: 'kubernetes.io/kube-apiserver-client-kubelet', renewal: 'kubernetes.io/kube-apiserver-client-kubelet', serving: 'kubernetes.io/kubelet-serving'} as const;

type NamedObject = {readonly metadata: {readonly name: string; readonly [field: string]: unknown}; readonly [field: string]: unknown};

/** One request with all that belongs to it. */
export type CorpusCase = {
	readonly entry: CorpusEntry;
	/** As whom to file it. */
	readonly as: {readonly user: string; readonly groups: readonly string[]};
	readonly request: NamedObject;
	readonly node?: NamedObject;
	readonly secret?: NamedObject;
};

// By order of the nodes' first requests: `t0000a`, 10.20.0.10.
const nodes = [...new Set(corpus.map(({id, node}) => node ?? id))];
const placeOf = ({id, node = id}: CorpusEntry): Place => {
	const index = nodes.indexOf(node);
	const address = [10, 20, index >> 8, index & 0xff];
	return {node, tokenId: `t${index.toString(36).padStart(5, '0')}`, address, addressText: address.join('.')};
};

const bootstrapGroups = (node: string): readonly string[] => ['system:bootstrappers:kubenroll', `system:bootstrappers:kubenroll:node:${node.replaceAll('.', ':')}`];

const requesterOf = ({kind = 'client', as}: CorpusEntry, place: Place): CorpusCase['as'] =>
	as?.(place) ?? (kind === 'client' ? {user: `system:bootstrap:${place.tokenId}`, groups: ['system:bootstrappers', ...bootstrapGroups(place.node)]} : {user: `system:node:${place.node}`, groups: ['system:nodes']});

// Kubelets of five characters of their own; any five will do.
const requestName = ({id, name}: CorpusEntry): string => name ?? `csr-${createHash('sha256').update(id).digest('hex').slice(0, 5)}`;

const requestOf = (entry: CorpusEntry, place: Place): CorpusCase['request'] => {
	const {kind = 'client', spec = {}} = entry;
	return {
		apiVersion: 'certificates.k8s.io/v1',
		kind: 'CertificateSigningRequest',
		metadata: {name: requestName(entry)},
		spec: {request: base64(Buffer.from(buildPem(entry, place), 'latin1')), signerName: signers[kind], usages: ['digital signature', purposes[kind]], ...spec},
	};
};

const nodeOf = ({kind = 'client', nodeObject = kind === 'client' ? 'none' : kind === 'serving' ? 'not-ready' : 'ready'}: CorpusEntry, {node, addressText}: Place): CorpusCase['node'] => {
	if (nodeObject === 'none') {
		return undefined;
	}
	const {labels = {}, addresses = [], isReady = true} = typeof nodeObject === 'string' ? {isReady: nodeObject === 'ready'} : nodeObject;
	return {
		apiVersion: 'v1',
		kind: 'Node',
		metadata: {name: node, labels},
		status: {addresses: [{type: 'InternalIP', address: addressText}, {type: 'Hostname', address: node}, ...addresses], conditions: [{type: 'Ready', status: isReady ? 'True' : 'False'}]},
	};
};

const secretOf = ({kind = 'client', token = {}}: CorpusEntry, {node, tokenId}: Place): CorpusCase['secret'] => {
	if (kind !== 'client' || token === 'none') {
		return undefined;
	}
	const {type = 'bootstrap.kubernetes.io/token', data = {}, madeFor = node} = token;
	const fields: Readonly<Record<string, string | undefined>> = {
		'token-id': tokenId,
		'token-secret': createHash('sha256').update(tokenId).digest('hex').slice(0, 16),
		expiration: new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, ''),
		'usage-bootstrap-authentication': 'true',
		'auth-extra-groups': bootstrapGroups(node).join(','),
		...data,
	};
	return {
		apiVersion: 'v1',
		kind: 'Secret',
		metadata: {name: `bootstrap-token-${tokenId}`, namespace: 'kube-system', ...(madeFor === '' ? {} : {annotations: {[nodeKey]: madeFor}})},
		type,
		data: Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, base64(value)]]))),
	};
};

/** Every request of the corpus as objects, made anew with every call: keys, and tokens that expire in an hour. */
export const buildCorpus = (): readonly CorpusCase[] =>
	corpus.map((entry) => {
		const place = placeOf(entry);
		const [node, secret] = [nodeOf(entry, place), secretOf(entry, place)];
		return {entry, as: requesterOf(entry, place), request: requestOf(entry, place), ...(node === undefined ? {} : {node}), ...(secret === undefined ? {} : {secret})};
	});

/** The kubenroll.yaml that they are judged against. */
export const corpusAnswers = (kubeconfig: string): string =>
	stringify({
		apiVersion: 'kubenroll.dev/v1alpha1',
		cluster: {kubeconfig, apiServer: '10.9.9.9:6443', controlPlane: ['master-1=10.9.9.1'], serviceCIDRs: ['10.96.0.0/12'], podCIDRs: ['10.244.0.0/16']},
		kubelet: {clusterDNS: ['10.96.0.10']},
		nodes: [
			{name: 'neighbour', address: '10.9.8.1', dnsNames: ['neighbour.example.com']},
			...[...new Map(corpus.map((entry) => [entry.node ?? entry.id, entry])).values()].flatMap((entry) => {
				const {node, addressText} = placeOf(entry);
				return entry.plan === 'absent' || node === 'master-1' ? [] : [{name: node, address: addressText, ...entry.plan}];
			}),
		],
	});
