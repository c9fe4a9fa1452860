/*
What the judgement of a request hangs on among all other requests: those for the same node (P2, P16, P24; where no node can be told, those that are
folded with it), and those with the same key (P4), its own and the keys of those that could push it aside. Ten thousand others say nothing of it.
*/
import {nodeOfSubject} from './common-name.ts';
import type {Csr} from './csr.ts';
import {kubeletSigners} from './kubelet-signers.ts';
import {foldKey} from './request-age.ts';

/** All requests of a cluster by whom they have to do with. */
export type KinIndex = {
	readonly put: (csr: Csr) => void;
	readonly drop: (csr: Csr) => void;
	/** All that judging these needs to know of, where they were put: their verdicts are the same as among all requests. */
	readonly listKin: (requests: Iterable<Csr>) => readonly Csr[];
	/** Requests that may be judged otherwise once this one has come, changed or gone; itself perhaps among them. */
	readonly listAffected: (csr: Csr) => ReadonlySet<Csr>;
	/** Another node asks with the same key, so that each tells of the other. */
	readonly sharesKey: (csr: Csr) => boolean;
};

type Group = Map<string, Csr>;

const none: ReadonlyMap<string, Csr> = new Map();

const familyOf = (csr: Csr): string => {
	const node = csr.reading.isReadable ? nodeOfSubject(csr.reading.decoded.subject) : undefined;
	// No node's name begins with a blank.
	return node ?? ` ${foldKey(csr)}`;
};

const keyOf = ({reading}: Csr): string | undefined => (reading.isReadable ? reading.decoded.spkiSha256 : undefined);

const add = (groups: Map<string, Group>, key: string, csr: Csr): void => {
	const group = groups.get(key);
	if (group === undefined) {
		groups.set(key, new Map([[csr.raw.name, csr]]));
	} else {
		group.set(csr.raw.name, csr);
	}
};

const remove = (groups: Map<string, Group>, key: string, {raw: {name}}: Csr): void => {
	const group = groups.get(key);
	group?.delete(name);
	if (group?.size === 0) {
		groups.delete(key);
	}
};

/** Begins with no requests. What is for other signers than the kubelets' has nothing to do with anyone. */
export const createKinIndex = (): KinIndex => {
	const families = new Map<string, Group>();
	const holders = new Map<string, Group>();
	const isOurs = ({raw}: Csr): boolean => kubeletSigners.has(raw.signerName);
	const familyWith = (csr: Csr): ReadonlyMap<string, Csr> => families.get(familyOf(csr)) ?? none;
	const holdersWith = (csr: Csr): ReadonlyMap<string, Csr> => holders.get(keyOf(csr) ?? '') ?? none;

	return {
		put: (csr) => {
			if (isOurs(csr)) {
				const key = keyOf(csr);
				add(families, familyOf(csr), csr);
				if (key !== undefined) {
					add(holders, key, csr);
				}
			}
		},
		drop: (csr) => {
			if (isOurs(csr)) {
				remove(families, familyOf(csr), csr);
				remove(holders, keyOf(csr) ?? '', csr);
			}
		},
		listKin: (requests) => {
			const kin = new Set<Csr>();
			const seen = new Set<ReadonlyMap<string, Csr>>();
			const take = (group: ReadonlyMap<string, Csr>, each: (csr: Csr) => void): void => {
				if (!seen.has(group)) {
					seen.add(group);
					group.forEach(each);
				}
			};
			for (const csr of requests) {
				if (isOurs(csr)) {
					take(familyWith(csr), (member) => {
						kin.add(member);
						take(holdersWith(member), (other) => kin.add(other));
					});
				}
			}
			return [...kin];
		},
		listAffected: (csr) => {
			const affected = new Set<Csr>();
			if (isOurs(csr)) {
				const families = new Set([csr, ...holdersWith(csr).values()].map(familyWith));
				families.forEach((family) => family.forEach((member) => affected.add(member)));
			}
			return affected;
		},
		sharesKey: (csr) => {
			const family = familyOf(csr);
			return isOurs(csr) && [...holdersWith(csr).values()].some((other) => familyOf(other) !== family);
		},
	};
};
