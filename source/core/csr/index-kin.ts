/*
What the judgement of a request hangs on among all other requests: those for the same node (P2, P16, P24; where no node can be told, those that are
folded with it), and those with the same key (P4), its own and the keys of those that could push it aside. Ten thousand others say nothing of it.
Nothing here costs more where thousands have one node or one key: whoever is affected is listed once, however many affect them.
*/
import {nodeOfSubject} from './common-name.ts';
import type {Csr} from './csr.ts';
import {firstKeyHolders} from './key-holders.ts';
import {kubeletSigners} from './kubelet-signers.ts';
import {foldKey} from './request-age.ts';

/** All requests of a cluster by whom they have to do with. */
export type KinIndex = {
	/** Puts a request there, or another object of its name; marks who is judged otherwise for its key. */
	readonly put: (csr: Csr) => void;
	/** Takes it off; marks who is judged otherwise for its key. */
	readonly drop: (csr: Csr) => void;
	/** All that judging these needs to know of, where they were put: their verdicts are the same as among all requests. */
	readonly listKin: (requests: Iterable<Csr>) => readonly Csr[];
	/** Marks the requests for the node of this one: it came, changed or went, and had or has sway over them. */
	readonly markFamily: (csr: Csr) => void;
	/** Somebody was marked since the last call of `takeMarked`. */
	readonly hasMarked: () => boolean;
	/** Requests that may be judged otherwise than before the last call, each once: those that were marked. */
	readonly takeMarked: () => readonly Csr[];
};

// By name: a request's object changes, and its node and key do not.
type Group = Map<string, Csr>;

/** Those with one key. `last`: no node behind it by name is named to anybody; undefined where that is not known, and every node counts. */
type Holders = {readonly members: Group; readonly nodes: Map<string, number>; last: string | undefined};

const nodeOf = ({reading}: Csr): string | undefined => (reading.isReadable ? nodeOfSubject(reading.decoded.subject) : undefined);

// No node's name begins with a blank.
const familyOf = (csr: Csr): string => nodeOf(csr) ?? ` ${foldKey(csr)}`;

const keyOf = ({reading}: Csr): string | undefined => (reading.isReadable ? reading.decoded.spkiSha256 : undefined);

const isOurs = ({raw}: Csr): boolean => kubeletSigners.has(raw.signerName);

/** Begins with no requests. What is for other signers than the kubelets' has nothing to do with anyone. */
export const createKinIndex = (): KinIndex => {
	const families = new Map<string, Group>();
	const keys = new Map<string, Holders>();
	const markedFamilies = new Set<Group>();
	const markedKeys = new Set<Holders>();

	const open = <Value>(groups: Map<string, Value>, key: string, make: () => Value): Value => {
		const group = groups.get(key) ?? make();
		groups.set(key, group);
		return group;
	};
	// A node that now asks with a key, or no longer does. Until those marked are listed, all of the key's are marked whatever else comes.
	const markKey = (holders: Holders, node: string): void => {
		if (holders.last === undefined || node <= holders.last) {
			markedKeys.add(holders);
			holders.last = undefined;
		}
	};
	const putHolder = (csr: Csr, key: string): void => {
		const holders = open(keys, key, (): Holders => ({members: new Map(), nodes: new Map(), last: undefined}));
		const node = nodeOf(csr);
		if (node !== undefined && !holders.members.has(csr.raw.name)) {
			const count = holders.nodes.get(node) ?? 0;
			holders.nodes.set(node, count + 1);
			if (count === 0) {
				markKey(holders, node);
			}
		}
		holders.members.set(csr.raw.name, csr);
	};
	const dropHolder = (csr: Csr, key: string): void => {
		const holders = keys.get(key);
		if (holders?.members.delete(csr.raw.name) !== true) {
			return;
		}
		const node = nodeOf(csr);
		const count = holders.nodes.get(node ?? '') ?? 0;
		if (node !== undefined && count > 1) {
			holders.nodes.set(node, count - 1);
		} else if (node !== undefined) {
			holders.nodes.delete(node);
			markKey(holders, node);
		}
		if (holders.members.size === 0) {
			keys.delete(key);
		}
	};

	return {
		put: (csr) => {
			if (isOurs(csr)) {
				open(families, familyOf(csr), (): Group => new Map()).set(csr.raw.name, csr);
				const key = keyOf(csr);
				if (key !== undefined) {
					putHolder(csr, key);
				}
			}
		},
		drop: (csr) => {
			if (isOurs(csr)) {
				const family = families.get(familyOf(csr));
				family?.delete(csr.raw.name);
				if (family?.size === 0) {
					families.delete(familyOf(csr));
				}
				dropHolder(csr, keyOf(csr) ?? '');
			}
		},
		listKin: (requests) => {
			const kin = new Set<Csr>();
			const seen = new Set<Group>();
			const take = (group: Group | undefined, each: (csr: Csr) => void): void => {
				if (group !== undefined && !seen.has(group)) {
					seen.add(group);
					group.forEach(each);
				}
			};
			for (const csr of requests) {
				if (isOurs(csr)) {
					take(families.get(familyOf(csr)), (member) => {
						kin.add(member);
						take(keys.get(keyOf(member) ?? '')?.members, (other) => kin.add(other));
					});
				}
			}
			return [...kin];
		},
		markFamily: (csr) => {
			const family = isOurs(csr) ? families.get(familyOf(csr)) : undefined;
			const hasOthers = family !== undefined && (family.size > 1 || !family.has(csr.raw.name));
			if (hasOthers) {
				markedFamilies.add(family);
			}
		},
		hasMarked: () => markedKeys.size > 0 || markedFamilies.size > 0,
		takeMarked: () => {
			const marked = new Set<Csr>();
			for (const holders of markedKeys) {
				holders.members.forEach((csr) => marked.add(csr));
				holders.last = holders.nodes.size < firstKeyHolders ? undefined : [...holders.nodes.keys()].sort()[firstKeyHolders - 1];
			}
			for (const family of markedFamilies) {
				family.forEach((csr) => marked.add(csr));
			}
			markedKeys.clear();
			markedFamilies.clear();
			return [...marked];
		},
	};
};
