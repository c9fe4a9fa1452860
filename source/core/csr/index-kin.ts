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

// Arrays, for nearly all groups are of a few, and most of one.
type Groups = Map<string, readonly Csr[]>;

const none: readonly Csr[] = [];

const familyOf = (csr: Csr): string => {
	const node = csr.reading.isReadable ? nodeOfSubject(csr.reading.decoded.subject) : undefined;
	// No node's name begins with a blank.
	return node ?? ` ${foldKey(csr)}`;
};

const keyOf = ({reading}: Csr): string | undefined => (reading.isReadable ? reading.decoded.spkiSha256 : undefined);

const add = (groups: Groups, key: string, csr: Csr): void => {
	const group = groups.get(key) ?? none;
	const at = group.findIndex(({raw}) => raw.name === csr.raw.name);
	groups.set(key, at === -1 ? [...group, csr] : group.with(at, csr));
};

const remove = (groups: Groups, key: string, csr: Csr): void => {
	const rest = (groups.get(key) ?? none).filter(({raw}) => raw.name !== csr.raw.name);
	if (rest.length === 0) {
		groups.delete(key);
	} else {
		groups.set(key, rest);
	}
};

/** Begins with no requests. What is for other signers than the kubelets' has nothing to do with anyone. */
export const createKinIndex = (): KinIndex => {
	const [families, holders]: readonly [Groups, Groups] = [new Map(), new Map()];
	const isOurs = ({raw}: Csr): boolean => kubeletSigners.has(raw.signerName);
	const familyWith = (csr: Csr): readonly Csr[] => families.get(familyOf(csr)) ?? none;
	const holdersWith = (csr: Csr): readonly Csr[] => holders.get(keyOf(csr) ?? '') ?? none;

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
			const seen = new Set<readonly Csr[]>();
			const take = (group: readonly Csr[], each: (csr: Csr) => void): void => {
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
				const groups = new Set([csr, ...holdersWith(csr)].map(familyWith));
				groups.forEach((group) => group.forEach((member) => affected.add(member)));
			}
			return affected;
		},
		sharesKey: (csr) => {
			const family = familyOf(csr);
			return isOurs(csr) && holdersWith(csr).some((other) => familyOf(other) !== family);
		},
	};
};
