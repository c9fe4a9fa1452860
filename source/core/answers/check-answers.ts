import {canonicalIp} from '../net/ip-address.ts';
import {isLoopback} from '../net/is-loopback.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {Answers, ApiServerAddress} from './answers.ts';
import type {AnswersDraft} from './answers-draft.ts';
import type {PlacedNode, Source} from './collect-nodes.ts';
import {type FieldPath, formatFieldPath} from './field-path.ts';
import {isNodeName, maximumNodeName, proposeNodeName} from './kubernetes-name.ts';
import {type PlacedProblem, placeProblem} from './placed-problem.ts';

/** What nodes are held against. */
export type Surroundings = {
	readonly apiServer?: ApiServerAddress;
	readonly controlPlane: Answers['cluster']['controlPlane'];
	/** Of all nodes that have none of their own. */
	readonly sshPort: number;
};

const canonicalHost = (host: string): string => canonicalIp(host) ?? host.toLowerCase();

// What loops back is left out: several sshd's on one machine, or a load balancer on every node.
const identitiesOf = ({node}: PlacedNode): ReadonlySet<string> => new Set([...(node.name === undefined ? [] : [node.name]), node.address, ...node.addresses, ...node.dnsNames].map(canonicalHost).filter((host) => !isLoopback(host)));

const checkName = ({node: {name, address}, place}: PlacedNode): Problem | undefined => {
	if (name === undefined) {
		return problem('node-name-missing', place, {address: escapeControls(address)});
	}
	const length = name.length;
	if (length > maximumNodeName) {
		return problem('node-name-too-long', place, {name: escapeControls(name), length, limit: maximumNodeName});
	}
	if (!isNodeName(name)) {
		const suggestion = proposeNodeName(name);
		return problem('node-name-invalid', place, {name: escapeControls(name), ...(suggestion === undefined ? {} : {suggestion})});
	}
	return undefined;
};

const checkRole = (placed: PlacedNode, {apiServer, controlPlane}: Surroundings): readonly Problem[] => {
	const {node, place} = placed;
	const identities = identitiesOf(placed);
	const name = escapeControls(node.name ?? node.address);
	const host = controlPlane.find((known) => identities.has(canonicalHost(known.name)) || (known.address !== undefined && identities.has(canonicalHost(known.address))));
	const isApiServer = apiServer !== undefined && identities.has(apiServer.host) && !(node.isControlPlane && host !== undefined);
	return [
		...(host !== undefined && !node.isControlPlane ? [problem('node-is-control-plane', place, {node: name, host: escapeControls(host.name)})] : []),
		...(isApiServer && (host === undefined || node.isControlPlane) ? [problem('node-is-api-server', place, {node: name, address: apiServer.host})] : []),
	];
};

// Names and addresses belong to one node each. The same address with another port is another sshd, and so another node.
const checkTwins = (nodes: readonly PlacedNode[], {sshPort}: Surroundings): readonly PlacedProblem[] => {
	const names = new Map<string, PlacedNode>();
	const addresses = new Map<string, {readonly placed: PlacedNode; readonly port: number | undefined}[]>();
	const found: PlacedProblem[] = [];
	for (const placed of nodes) {
		const {node, position, place} = placed;
		for (const name of new Set([...(node.name === undefined ? [] : [node.name]), ...node.dnsNames])) {
			const first = names.get(name);
			if (first === undefined) {
				names.set(name, placed);
			} else {
				found.push({position, problem: problem('node-name-duplicate', place, {name: escapeControls(name), first: first.place})});
			}
		}
		const claims = [{address: node.address, port: node.port ?? sshPort}, ...node.addresses.filter((extra) => canonicalHost(extra) !== canonicalHost(node.address)).map((address) => ({address, port: undefined}))];
		for (const {address, port} of claims) {
			const key = canonicalHost(address);
			const owners = addresses.get(key) ?? [];
			const first = owners.find((owner) => owner.port === undefined || port === undefined || owner.port === port);
			if (first !== undefined && first.placed !== placed) {
				found.push({position, problem: problem('node-address-duplicate', place, {address: escapeControls(port === undefined || node.port === undefined ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`), first: first.placed.place})});
			}
			addresses.set(key, [...owners, {placed, port}]);
		}
	}
	return found;
};

/** Holds the nodes against each other and against the cluster: names, doubles, the API server's address, control-plane hosts. One problem of a kind for each place. */
export const checkNodes = (nodes: readonly PlacedNode[], surroundings: Surroundings): readonly PlacedProblem[] => {
	const found = [
		...nodes.flatMap((placed) => [checkName(placed), ...checkRole(placed, surroundings)].filter((wrong) => wrong !== undefined).map((wrong) => ({position: placed.position, problem: wrong}))),
		...checkTwins(nodes, surroundings),
	];
	const seen = new Set<string>();
	return found.filter(({problem: {subject, code}}) => {
		const key = `${subject} ${code}`;
		const isNew = !seen.has(key);
		seen.add(key);
		return isNew;
	});
};

/** Checks the fields that depend on other fields, apart from nodes. */
export const checkFields = (draft: AnswersDraft, {tree, path}: Source): readonly PlacedProblem[] => {
	const at = (where: FieldPath, make: (subject: string) => Problem): PlacedProblem => placeProblem(path, tree.locate(where), make);
	const {mode, token, tokenFile, approval, kubelet} = draft;
	const isWritten = (field: string): boolean => tree.kindAt(['kubelet', 'binary', field]) !== 'nothing';
	const [hasSource, hasSum] = [isWritten('source'), isWritten('sha256')];
	const isEmpty = kubelet?.binary !== undefined && !hasSource && !hasSum && Object.keys(kubelet.binary).length === 0;
	const missing = hasSum !== hasSource || isEmpty ? (hasSource ? 'sha256' : 'source') : undefined;
	const missingPath = ['kubelet', 'binary', missing ?? ''];
	return [
		...(mode === 'token-file' && tokenFile?.rows === 'shared' && approval?.trustSharedToken !== true && approval?.mode !== 'manual' ? [at(['tokenFile', 'rows'], (subject) => problem('shared-row-not-trusted', subject, {}))] : []),
		...(tokenFile?.retire === true && mode === 'token-file' ? [at(['tokenFile', 'retire'], (subject) => problem('retire-with-token-file', subject, {}))] : []),
		...(token?.scope === 'shared' && approval?.trustSharedToken !== true ? [at(['token', 'scope'], (subject) => problem('shared-token-not-trusted', subject, {}))] : []),
		...(missing === undefined ? [] : [at(missingPath.slice(0, 2), (subject) => problem('field-missing', subject, {field: formatFieldPath(missingPath), ...(missing === 'source' ? {example: 'source: ./kubelet'} : {})}))]),
	];
};
