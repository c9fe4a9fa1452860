import type {EnrollmentRecord, NodeRecord, TokenRowRecord} from './record.ts';

// UTF-16 order: the same on every machine and in every locale.
const inOrder = <Value>(values: Readonly<Record<string, Value>>): Record<string, Value> => Object.fromEntries(Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1)));

const orderNode = ({name, address, enrolledAt, plan, stage, files, addresses, dnsNames, clientKeySha256}: NodeRecord): NodeRecord => ({
	name,
	address,
	...(enrolledAt === undefined ? {} : {enrolledAt}),
	plan,
	stage,
	files: inOrder(files),
	addresses,
	dnsNames,
	...(clientKeySha256 === undefined ? {} : {clientKeySha256}),
});

const orderRow = ({user, sha256, node, addedAt}: TokenRowRecord): TokenRowRecord => ({user, sha256, ...(node === undefined ? {} : {node}), addedAt});

/** The text of `.kubenroll/record.json`: equal records give equal bytes, and a changed node changes its own lines only. */
export const formatRecord = ({version, cluster, nodes, tokenRows = []}: EnrollmentRecord): string => {
	const ordered = Object.entries(inOrder(nodes)).map(([name, node]): [string, NodeRecord] => [name, orderNode(node)]);
	const rows = tokenRows.toSorted((left, right) => (left.user < right.user ? -1 : 1)).map(orderRow);
	return `${JSON.stringify({version, cluster: {server: cluster.server, caSha256: cluster.caSha256}, nodes: Object.fromEntries(ordered), ...(rows.length === 0 ? {} : {tokenRows: rows})}, undefined, '\t')}\n`;
};
