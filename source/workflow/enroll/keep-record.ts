import type {NodeAnswers} from '../../core/answers/answers.ts';
import type {NodePlan} from '../../core/plan/plan.ts';
import {formatDecision} from '../../core/record/decision-line.ts';
import {formatRecord} from '../../core/record/format-record.ts';
import {forgetFiles, recordNode, startRecord} from '../../core/record/record-node.ts';
import type {Decision} from '../../core/record/record.ts';
import {nodeStages} from '../../core/run/node-stages.ts';
import type {NodeStage} from '../../core/run/event.ts';
import type {Edges, RunSettings} from '../operation.ts';
import type {Prepared} from '../plan/prepare-plan.ts';

/** Keeps `.kubenroll/` true to what has happened, so that a killed run is known for what it was. */
export type RecordKeeper = {
	/** Notes that a node has reached a stage; resolves when it is on disk. */
	readonly reached: (node: NodeAnswers, plan: NodePlan, stage: NodeStage) => Promise<void>;
	readonly decided: (decision: Decision) => Promise<void>;
	/** Resolves when everything told so far is on disk. */
	readonly flush: () => Promise<void>;
};

// Stages that somebody must find again after a crash; the ones between are seen in the cluster.
const kept: ReadonlySet<NodeStage> = new Set(['token', 'files', 'kubelet', 'ready', 'cleaned']);

const hasWrittenFiles = (stage: NodeStage): boolean => nodeStages.indexOf(stage) >= nodeStages.indexOf('files');

/** Opens the record of a run. Writes are one after another and merged: 500 nodes cost as many writes as the disk allows, not 2,500. */
export const keepRecord = (edges: Pick<Edges, 'files' | 'clock' | 'pki'>, settings: Pick<RunSettings, 'recordFolder'>, prepared: Prepared): RecordKeeper => {
	const path = `${settings.recordFolder}/record.json`;
	let record = prepared.record ?? startRecord(prepared.plan.cluster);
	let writing: Promise<void> | undefined;
	let next: Promise<void> | undefined;

	const save = async (): Promise<void> => {
		// Whoever asks while a write is under way shares the next one, which holds everything told until it starts.
		next ??= (writing ?? Promise.resolve()).catch(() => undefined).then(async () => {
			next = undefined;
			writing = edges.files.write(path, formatRecord(record), 0o600);
			await writing;
		});
		return next;
	};

	return {
		reached: async (node, plan, stage) => {
			if (!kept.has(stage)) {
				return;
			}
			const facts = prepared.nodeFacts.get(node.name);
			const written = hasWrittenFiles(stage) ? plan.files.filter(({content, isSecret}) => content !== undefined && !isSecret) : [];
			record = recordNode(record, {
				name: node.name,
				address: node.address,
				plan: prepared.plan.id,
				stage,
				files: Object.fromEntries(written.map(({path: file, content}) => [file, edges.pki.sha256(content ?? '')])),
				addresses: (facts?.interfaces ?? []).filter(({kind}) => kind === 'uplink').flatMap(({addresses}) => addresses.map((address) => address.split('/', 1)[0] ?? address)),
				dnsNames: [...new Set([facts?.hostname, facts?.fqdn].filter((name) => name !== undefined && name !== ''))].map((name) => String(name)),
				...(stage === 'ready' || stage === 'cleaned' ? {enrolledAt: new Date(edges.clock.nowMs()).toISOString()} : {}),
			});
			record = forgetFiles(record, node.name, plan.files.filter(({action}) => action === 'delete').map((change) => change.path));
			await save();
		},
		decided: async (decision) => edges.files.append(`${settings.recordFolder}/decisions.jsonl`, formatDecision(decision)),
		flush: async () => {
			await next;
			await writing?.catch(() => undefined);
		},
	};
};
