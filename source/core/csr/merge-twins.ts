import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';

/** One object of a file; `place` says where it stands. */
export type PlacedObject = {readonly kind: string; readonly fields: Readonly<Record<string, unknown>>; readonly name: string; readonly namespace: string; readonly isListed: boolean; readonly place: string};

// Told one by one, thousands of them would hide what matters.
const mostTold = 20;

const clusterScoped: ReadonlySet<string> = new Set(['CertificateSigningRequest', 'Node', 'ServiceCIDR']);

const sortKeys = (_: string, value: unknown): unknown => (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))) : value);

// Lists leave out the kind of what they hold. Nesting beyond the stack is like nothing else.
const writeOut = ({fields: {kind: _kind, apiVersion: _version, ...rest}}: PlacedObject): string | undefined => {
	try {
		return JSON.stringify(rest, sortKeys);
	} catch {
		return undefined;
	}
};

/** Leaves out objects that stand a second time in a file word for word, and tells of those that are not the same each time: which of them holds, nobody knows. The order stays. */
export const mergeTwins = <Item extends PlacedObject>(items: readonly Item[], path: string): {readonly items: readonly Item[]; readonly problems: readonly Problem[]} => {
	const families = Map.groupBy(items, ({kind, namespace, name}) => JSON.stringify([kind, clusterScoped.has(kind) ? '' : namespace, name]));
	const problems: Problem[] = [];
	const merged = [...families.values()].flatMap((family): readonly Item[] => {
		const [first] = family;
		if (first === undefined || family.length === 1) {
			return family;
		}
		const words = writeOut(first);
		const other = family.slice(1).find((twin) => words === undefined || writeOut(twin) !== words);
		if (other === undefined) {
			return [{...first, isListed: family.some(({isListed}) => isListed)}];
		}
		if (problems.length < mostTold) {
			problems.push(problem('objects-differ', path, {kind: escapeControls(first.kind), name: escapeControls(first.name), places: [first.place, other.place]}));
		}
		return family;
	});
	return {items: merged, problems};
};
