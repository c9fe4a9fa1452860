import type {Answers} from '../../core/answers/answers.ts';
import {getsToken} from '../../core/artifacts/list-manual-steps.ts';
import type {Plan} from '../../core/plan/plan.ts';
import type {Problem} from '../../core/problem/problem.ts';
import {gradeRun} from '../../core/run/grade-run.ts';
import type {Edges, Operation, RunSettings} from '../operation.ts';
import {openArtifactFolder} from './artifact-folder.ts';
import {preparePlan} from '../plan/prepare-plan.ts';
import {findRowToken, type ManualPage, prepareMasterFiles} from './prepare-master-files.ts';
import {putNodeFiles} from './put-node-files.ts';

const listMasterProblems = ({controlPlane, problems}: Plan): readonly Problem[] => [...problems.filter(({code}) => code.startsWith('token-')), ...(controlPlane?.problems ?? []), ...(controlPlane?.masters ?? []).flatMap((master) => master.problems)];

/**
 * The operation behind `kubenroll artifacts`: reads cluster and hosts, changes none, and writes below `folder`: `nodes/NAME/etc/…` as
 * the files lie on the node, `masters/NAME/…` with token files, and patches for what apiservers and controller-managers are told, `cluster/*.yaml`
 * ready for kubectl apply, and the page of commands that puts it all in place. Tokens are fresh, for nodes that are not enrolled yet, and good only once
 * they are in place; files that hold one have 0600. What an earlier run wrote there and this one does not is taken away. A node that did not answer gets the files of the defaults, for the API server's minor.
 */
export const writeArtifacts =
	(folder: string, page?: ManualPage) =>
	(edges: Edges, answers: Answers, settings: RunSettings): Operation =>
	async (control) => {
		const startedAtMs = edges.clock.nowMs();
		control.emit({type: 'run-started', operation: 'artifacts', version: settings.version});
		const prepared = await preparePlan(edges, answers, settings, control);
		const {plan, cluster, apiServer, nodeFacts, clockSkewMs} = prepared;
		const needyNodes = answers.nodes.map(({name}) => name).filter((name) => getsToken(plan, name));
		const masters = prepareMasterFiles(edges, answers, prepared, needyNodes);
		const {put, commit} = openArtifactFolder(edges, folder, control);
		// What would block a run is for the reader of the files to settle.
		for (const found of listMasterProblems(masters.plan)) {
			control.emit({type: 'problem-found', problem: found.severity === 'error' ? {...found, severity: 'warning'} : found});
		}
		masters.putFiles(put);
		const outcomes = putNodeFiles(
			edges,
			{
				answers,
				cluster,
				apiServer,
				servingCaPem: edges.api.server.caPem,
				minorOf: ({name}) => nodeFacts.get(name)?.kubelet.version?.minor ?? cluster.version.minor,
				factsOf: ({name}) => nodeFacts.get(name),
				needsToken: ({name}) => needyNodes.includes(name),
				takenIds: new Set(cluster.tokens.map(({tokenId}) => tokenId)),
				nowMs: edges.clock.nowMs() + (clockSkewMs ?? 0),
				planId: plan.id,
				...(answers.mode === 'token-file' ? {rowTokenFor: (node) => findRowToken(masters, answers.tokenFile.rows, node)} : {}),
			},
			put,
			control,
		);
		if (page !== undefined) {
			masters.putPage(put, page, outcomes.filter(({outcome}) => outcome === 'unchanged').map(({node}) => node));
		}
		const files = await commit(answers.otherNodes);
		const report = {outcomes, exitCode: gradeRun(outcomes), durationMs: edges.clock.nowMs() - startedAtMs, changed: {files, objects: 0}} as const;
		control.emit({type: 'run-finished', report});
		return report;
	};
