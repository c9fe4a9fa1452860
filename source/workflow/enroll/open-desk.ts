import type {Answers} from '../../core/answers/answers.ts';
import {buildJudgeContext} from '../../core/csr/build-judge-context.ts';
import type {Edges, RunSettings} from '../operation.ts';
import type {Prepared} from '../plan/prepare-plan.ts';
import type {RecordKeeper} from './keep-record.ts';
import {type DeskControl, openRequestDesk, type RequestDesk} from './request-desk.ts';
import type {TokenPurse} from './token-purse.ts';

/** Opens the desk of a run: judges by what the plan was made from, the tokens of the purse, and what the cluster shows live. */
export const openDesk = (
	edges: Edges,
	answers: Answers,
	settings: RunSettings,
	prepared: Prepared,
	run: {readonly nodes: readonly string[]; readonly purse: TokenPurse; readonly record: RecordKeeper} & DeskControl,
): RequestDesk => {
	const {cluster, clockSkewMs, apiServer, apiServerAddresses, nodeFacts, record, plan} = prepared;
	const nowMs = (): number => edges.clock.nowMs() + (clockSkewMs ?? 0);
	const runStartedMs = nowMs();
	const judged: Answers = {...answers, cluster: {...answers.cluster, apiServer}};
	return openRequestDesk(
		edges,
		{
			nodes: new Set(run.nodes),
			judgeContext: ({nodes, siblings, approved}) =>
				buildJudgeContext({
					answers: judged,
					cluster,
					nodeFacts,
					...(record === undefined ? {} : {record}),
					...(apiServerAddresses === undefined ? {} : {apiServerAddresses}),
					siblings,
					nowMs: nowMs(),
					clockSkewMs,
					runStartedMs,
					nodes,
					newTokens: run.purse.facts(),
					...(plan.tokenRows === undefined ? {} : {tokenRows: plan.tokenRows.map(({user, node}) => ({user, ...(node === undefined ? {} : {node})}))}),
					approvedInRun: approved,
				}),
			approvesPassing: answers.approval.mode !== 'manual',
			planId: plan.id,
			operator: settings.operator,
			recordDecision: run.record.decided,
		},
		run,
	);
};
