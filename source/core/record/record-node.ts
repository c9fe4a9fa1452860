import type {Plan} from '../plan/plan.ts';
import type {EnrollmentRecord, NodeRecord} from './record.ts';

/** The record before the first run against a cluster. */
export const startRecord = (cluster: Pick<Plan['cluster'], 'server' | 'caSha256'>): EnrollmentRecord => ({version: 1, cluster: {server: cluster.server, caSha256: cluster.caSha256}, nodes: {}});

/** Notes what is known of a node now; what the update does not tell stays as it was, `files` path by path. */
export const recordNode = (record: EnrollmentRecord, update: Pick<NodeRecord, 'name' | 'address' | 'plan' | 'stage'> & Partial<NodeRecord>): EnrollmentRecord => {
	const known = record.nodes[update.name];
	const node: NodeRecord = {addresses: [], dnsNames: [], ...known, ...update, files: {...known?.files, ...update.files}};
	return {...record, nodes: {...record.nodes, [update.name]: node}};
};

/** Forgets files that were deleted from a node, so that their absence is not taken for somebody's edit. */
export const forgetFiles = (record: EnrollmentRecord, name: string, paths: readonly string[]): EnrollmentRecord => {
	const known = record.nodes[name];
	return known === undefined
		? record
		: {...record, nodes: {...record.nodes, [name]: {...known, files: Object.fromEntries(Object.entries(known.files).filter(([path]) => !paths.includes(path)))}}};
};
