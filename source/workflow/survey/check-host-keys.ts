import type {Answers, NodeAnswers} from '../../core/answers/answers.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import {nameKeyType} from '../../core/survey/name-key-type.ts';
import type {HostKey, HostKeyState, RemoteShell} from '../../ports/remote-shell.ts';
import {nodeAddress} from './node-address.ts';

/** What checking host keys needs. */
export type HostKeyOptions = {
	readonly shell: Pick<RemoteShell, 'scanHostKeys' | 'pinHostKeys'>;
	readonly answers: Answers;
	readonly nodes: readonly NodeAnswers[];
	/** Whether keys that nobody has seen may be taken: --accept-new-host-keys, or a person who was shown all of them. */
	readonly acceptsNew: boolean;
	readonly signal?: AbortSignal;
};

/** Why a node's keys are trusted. */
export type TrustedHost = {readonly node: string; readonly fingerprints: readonly string[]; readonly how: 'known' | 'in-file' | 'accepted'};

/** Which hosts are trusted, and what speaks against the others; every node is in one of the two. */
export type HostKeyCheck = {
	readonly trusted: readonly TrustedHost[];
	/** By node name. */
	readonly problems: ReadonlyMap<string, readonly Problem[]>;
};

type Ruling = {readonly how: TrustedHost['how']; readonly pinned: readonly HostKey[]} | {readonly problems: readonly Problem[]};

const rule = (node: NodeAnswers, state: HostKeyState, port: number, acceptsNew: boolean): Ruling => {
	const {address, hostKeys: expected} = node;
	const fingerprints = state.keys.map(({fingerprint}) => fingerprint);
	const keyTypes = state.keys.map(({type}) => nameKeyType(type));
	if (state.state === 'unreachable') {
		return {problems: state.problems ?? [problem('ssh-unreachable', node.name, {address, port, command: `ssh -p ${port} ${address}`})]};
	}
	if (state.state === 'changed') {
		return {problems: [problem('ssh-host-key-changed', node.name, {address, fingerprints, keyTypes, file: state.onFile?.file ?? '~/.ssh/known_hosts', name: state.onFile?.name ?? address})]};
	}
	const vouched = state.keys.filter(({fingerprint}) => expected.includes(fingerprint));
	if (expected.length > 0) {
		// Only what the file names is pinned: another key of the same host stays unknown.
		return vouched.length > 0 || (state.state === 'known' && state.keys.length === 0) ? {how: 'in-file', pinned: vouched} : {problems: [problem('ssh-host-key-unexpected', node.name, {address, fingerprints, keyTypes, expected})]};
	}
	if (state.state === 'known') {
		return {how: 'known', pinned: []};
	}
	return acceptsNew ? {how: 'accepted', pinned: state.keys} : {problems: [problem('ssh-host-key-unknown', node.name, {address, fingerprints, keyTypes})]};
};

/**
 * Decides before any login which hosts are who they say: known ones, those whose fingerprint stands in the file, and new ones where that is
 * allowed; the last two are pinned. A changed key stops its own node only. Hosts on file are not asked twice: the login compares.
 */
export const checkHostKeys = async (options: HostKeyOptions): Promise<HostKeyCheck> => {
	const {shell, answers, nodes, acceptsNew, signal} = options;
	const states = await shell.scanHostKeys(nodes.map((node) => nodeAddress(node, answers)), {skipsKnown: true, ...(signal === undefined ? {} : {signal})});
	const rulings = nodes.map((node) => ({node, state: states.get(node.name) ?? {state: 'unreachable', keys: []}}) as const).map(({node, state}) => ({node, state, ruling: rule(node, state, node.port ?? answers.ssh.port ?? 22, acceptsNew)}));
	const pins = rulings.flatMap(({node, ruling}) => ('pinned' in ruling && ruling.pinned.length > 0 ? [{node: nodeAddress(node, answers), keys: ruling.pinned}] : []));
	await shell.pinHostKeys(pins);
	return {
		trusted: rulings.flatMap(({node, state, ruling}) => ('how' in ruling ? [{node: node.name, fingerprints: (ruling.pinned.length > 0 ? ruling.pinned : state.keys).map(({fingerprint}) => fingerprint), how: ruling.how}] : [])),
		problems: new Map(rulings.flatMap(({node, ruling}) => ('problems' in ruling ? [[node.name, ruling.problems] as const] : []))),
	};
};
