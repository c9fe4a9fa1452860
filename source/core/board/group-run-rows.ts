import type {NodeStage} from '../run/event.ts';
import {nodeStages} from '../run/node-stages.ts';
import type {NodeStatus} from '../run/select-run.ts';
import type {RunRow} from './list-run-rows.ts';

/** What the nodes of a group have in common: their status, and for those at work their stage. */
export type RunGroup = {readonly status: NodeStatus; readonly stage?: NodeStage};

/** One line of the run: a node, or the head of a group that opens and shuts. */
export type RunLine = {readonly kind: 'node'; readonly key: string; readonly row: RunRow} | {readonly kind: 'group'; readonly key: string; readonly group: RunGroup; readonly rows: readonly RunRow[]; readonly isOpen: boolean};

/** From so many nodes on the run is shown in groups unless somebody says otherwise. */
export const manyNodes = 40;

const groupOf = ({status, node}: RunRow): RunGroup => (status === 'working' && node.stage !== undefined ? {status, stage: node.stage} : {status});

const keyOf = ({status, stage}: RunGroup): string => `group ${status}${stage === undefined ? '' : ` ${stage}`}`;

/** Groups that are shut to begin with: nobody is needed there, and one sees at a glance how many are where. */
export const quietGroups: ReadonlySet<string> = new Set([...(['ready', 'unchanged', 'idle', 'stopped', 'skipped'] as const).map((status) => keyOf({status})), ...nodeStages.map((stage) => keyOf({status: 'working', stage}))]);

/** The nodes as lines, in the order of the rows; in groups, each stands below its head, and those of a shut group are only counted. */
export const groupRunRows = (rows: readonly RunRow[], {isGrouped, shut}: {readonly isGrouped: boolean; readonly shut: ReadonlySet<string>}): readonly RunLine[] => {
	const toLine = (row: RunRow): RunLine => ({kind: 'node', key: row.key, row});
	if (!isGrouped) {
		return rows.map(toLine);
	}
	const groups = Map.groupBy(rows, (row) => keyOf(groupOf(row)));
	const heads = [...groups].flatMap(([key, members]) => (members[0] === undefined ? [] : [{key, members, group: groupOf(members[0])}]));
	// Those at work stand in the order of the way that nodes go; the others as their rows do.
	const ordered = heads.toSorted((one, other) => (one.group.stage === undefined || other.group.stage === undefined ? 0 : nodeStages.indexOf(one.group.stage) - nodeStages.indexOf(other.group.stage)));
	return ordered.flatMap(({key, members, group}): readonly RunLine[] => {
		const isOpen = !shut.has(key);
		return [{kind: 'group', key, group, rows: members, isOpen}, ...(isOpen ? members.map(toLine) : [])];
	});
};

/** The nodes of a line: one, or those of a group. */
export const rowsOfLine = (line: RunLine | undefined): readonly RunRow[] => (line === undefined ? [] : line.kind === 'node' ? [line.row] : line.rows);
