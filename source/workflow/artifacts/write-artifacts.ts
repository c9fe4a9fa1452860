import type {Answers} from '../../core/answers/answers.ts';
import {gradeRun} from '../../core/run/grade-run.ts';
import type {Edges, Operation, RunSettings} from '../operation.ts';
import {preparePlan} from '../plan/prepare-plan.ts';
import {writeNodeFiles} from './write-node-files.ts';

/**
 * The operation behind `kubenroll artifacts`: reads cluster and nodes, changes neither, and writes below `folder`: `nodes/NAME/etc/…` as
 * the files lie on the node, `cluster/*.yaml` ready for kubectl apply. Tokens are fresh, for nodes that are not enrolled yet, and good only once
 * their Secrets are applied; files that hold one have 0600. A node that did not answer gets the files of the defaults, for the API server's minor.
 */
export const writeArtifacts =
	(folder: string) =>
	(edges: Edges, answers: Answers, settings: RunSettings): Operation =>
	async (control) => {
		const startedAtMs = edges.clock.nowMs();
		control.emit({type: 'run-started', operation: 'artifacts', version: settings.version});
		const {plan, cluster, apiServer, nodeFacts, clockSkewMs} = await preparePlan(edges, answers, settings, control);
		const enrolled = new Set(plan.nodes.filter(({state, needsToken}) => state !== 'blocked' && !needsToken).map(({name}) => name));
		const {outcomes, written} = await writeNodeFiles(
			edges,
			{
				answers,
				cluster,
				apiServer,
				servingCaPem: edges.api.server.caPem,
				minorOf: ({name}) => nodeFacts.get(name)?.kubelet.version?.minor ?? cluster.version.minor,
				factsOf: ({name}) => nodeFacts.get(name),
				needsToken: ({name}) => !enrolled.has(name),
				takenIds: new Set(cluster.tokens.map(({tokenId}) => tokenId)),
				nowMs: edges.clock.nowMs() + (clockSkewMs ?? 0),
				planId: plan.id,
			},
			folder,
			control,
		);
		const report = {outcomes, exitCode: gradeRun(outcomes), durationMs: edges.clock.nowMs() - startedAtMs, changed: {files: written, objects: 0}} as const;
		control.emit({type: 'run-finished', report});
		return report;
	};
