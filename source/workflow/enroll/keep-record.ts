import type {NodeAnswers} from '../../core/answers/answers.ts';
import {uplinkAddresses} from '../../core/csr/planned-node.ts';
import type {NodePlan} from '../../core/plan/plan.ts';
import {formatRecord} from '../../core/record/format-record.ts';
import {forgetFiles, recordNode, startRecord} from '../../core/record/record-node.ts';
import {recordTokenRows} from '../../core/record/record-token-rows.ts';
import type {Decision, EnrollmentRecord, TokenRowRecord} from '../../core/record/record.ts';
import {nodeStages} from '../../core/run/node-stages.ts';
import type {NodeStage} from '../../core/run/event.ts';
import {openDecisionLog} from '../csr/decision-log.ts';
import type {Edges, RunSettings} from '../operation.ts';
import type {Prepared} from '../plan/prepare-plan.ts';

/** Keeps `.kubenroll/` true to what has happened, so that a killed run is known for what it was. */
export type RecordKeeper = {
	/** Notes that a node has reached a stage; resolves when it is on disk. Rejects with Failure where it could not be written. */
	readonly reached: (node: NodeAnswers, plan: NodePlan, stage: NodeStage) => Promise<void>;
	/** Notes the rows of the token file that are on every master now; resolves and rejects like `reached`. */
	readonly hasRows: (rows: readonly TokenRowRecord[]) => Promise<void>;
	/** Adds a line to the log of decisions; rejects like `reached`. */
	readonly decided: (decision: Decision) => Promise<void>;
};

// Stages that somebody must find again after a crash; the ones between are seen in the cluster.
const kept: ReadonlySet<NodeStage> = new Set(['token', 'files', 'kubelet', 'ready', 'cleaned']);

const hasWrittenFiles = (stage: NodeStage): boolean => nodeStages.indexOf(stage) >= nodeStages.indexOf('files');

/** Opens the record of a run. Writes are one after another and merged: 500 nodes cost as many writes as the disk allows, not 2,500. */
export const keepRecord = (edges: Pick<Edges, 'files' | 'clock' | 'pki'>, settings: Pick<RunSettings, 'recordFolder'>, prepared: Prepared): RecordKeeper => {
	const path = `${settings.recordFolder}/record.json`;
	// A cluster whose CA was renewed or whose server moved goes on under what it is now.
	let record: EnrollmentRecord = recordTokenRows({...startRecord(prepared.plan.cluster), nodes: prepared.record?.nodes ?? {}}, prepared.record?.tokenRows ?? []);
	const log = openDecisionLog(edges, settings.recordFolder);
	const clientKeys = new Map<string, string>();
	let last: Promise<void> = Promise.resolve();
	let next: Promise<void> | undefined;

	// Whoever asks while a write is under way shares the next one, which holds everything told until it starts.
	const save = async (): Promise<void> => {
		next ??= last.then(async () => {
			next = undefined;
			const write = edges.files.write(path, formatRecord(record), 0o600);
			last = write.catch(() => undefined);
			return write;
		});
		return next;
	};

	return {
		reached: async (node, plan, stage) => {
			if (!kept.has(stage)) {
				return;
			}
			const facts = prepared.nodeFacts.get(node.name);
			const clientKeySha256 = clientKeys.get(node.name);
			const written = hasWrittenFiles(stage) ? plan.files.filter(({content, isSecret}) => content !== undefined && !isSecret) : [];
			record = recordNode(record, {
				name: node.name,
				address: node.address,
				plan: prepared.plan.id,
				stage,
				files: Object.fromEntries(written.map(({path: file, content}) => [file, edges.pki.sha256(content ?? '')])),
				addresses: facts === undefined ? [] : uplinkAddresses(facts),
				dnsNames: [...new Set([facts?.hostname, facts?.fqdn].flatMap((name) => (name === undefined || name === '' ? [] : [name])))],
				...(clientKeySha256 === undefined ? {} : {clientKeySha256}),
				...(stage === 'ready' || stage === 'cleaned' ? {enrolledAt: new Date(edges.clock.nowMs()).toISOString()} : {}),
			});
			record = forgetFiles(record, node.name, plan.files.filter(({action}) => action === 'delete').map((change) => change.path));
			await save();
		},
		hasRows: async (rows) => {
			record = recordTokenRows(record, rows);
			await save();
		},
		decided: async (decision) => {
			const {node, kind, keySha256} = decision;
			if (decision.decision === 'approved' && kind === 'client' && node !== undefined && keySha256 !== undefined) {
				clientKeys.set(node, keySha256);
			}
			await log.append(decision);
		},
	};
};
