/*
The board outside of a run: requests and Nodes are followed, judged by answers, record and what the cluster shows live, and decided
only where a person says so. It reads the cluster again now and then, for tokens and rights change while somebody looks.
*/
import type {Answers} from '../../core/answers/answers.ts';
import type {BoardEvent, BoardIntent} from '../../core/board/board-event.ts';
import {describeBoardRequest} from '../../core/board/describe-board-request.ts';
import type {JudgeContext} from '../../core/csr/csr.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import {createJudge} from '../../core/csr/judge-csr.ts';
import type {ClusterFacts} from '../../core/facts/cluster-facts.ts';
import type {PermissionStep} from '../../core/facts/list-permissions.ts';
import {openDecisionLog} from '../csr/decision-log.ts';
import {type FollowSettings, keepClusterRead} from '../csr/keep-cluster-read.ts';
import {openDocket} from '../csr/open-docket.ts';
import type {Edges} from '../operation.ts';
import {createDecider} from './decide-by-hand.ts';
import {gatherNews} from './gather-news.ts';

/** The hand that a front end holds out to a board. */
export type BoardControl = {
	readonly emit: (event: BoardEvent) => void;
	readonly signal: AbortSignal;
	/** Hears what the person at the board asks for, until the signal aborts. */
	readonly onIntent: (listener: (intent: BoardIntent) => void) => void;
};

/** A board, as the session starts it. Resolves when the signal has aborted; rejects with Failure when the cluster may not be watched. */
export type BoardOperation = (control: BoardControl) => Promise<void>;

const mayDecide = ({permissions}: ClusterFacts, step: PermissionStep): boolean => permissions.filter(({neededFor}) => neededFor === step).every(({isAllowed}) => isAllowed);

/** Follows the board of one cluster. Works on any cluster: without planned nodes every verdict is ASK at best (P8). */
export const followBoard =
	(edges: Pick<Edges, 'api' | 'pki' | 'clock' | 'files'>, answers: Answers, settings: FollowSettings): BoardOperation =>
	async ({emit, signal, onIntent}) => {
		const {api, clock} = edges;
		const approved: JudgeContext['approvedInRun'][number][] = [];
		const denied = new Set<string>();
		const known = new Map<string, JudgedRequest>();
		const news = gatherNews({clock, emit, signal});
		const kept = await keepClusterRead(edges, answers, settings, signal);
		const tellRead = (): void => {
			const {facts, problems, clockSkewMs} = kept.latest();
			emit({
				type: 'cluster-read',
				cluster: {
					server: facts.server,
					context: api.server.context,
					version: facts.version.gitVersion,
					...(facts.identity === undefined ? {} : {user: facts.identity.username}),
					mayDecide: {client: mayDecide(facts, 'approve-client'), serving: mayDecide(facts, 'approve-serving')},
					isAutoApproved: facts.bootstrapAccess.isAutoApproved,
					clockSkewMs: clockSkewMs ?? 0,
				},
				planned: answers.nodes.map(({name, address}) => ({name, address})),
				problems,
			});
		};
		tellRead();

		const docket = openDocket(edges, {
			createJudge: (live) => createJudge(kept.judgeContext(live, {approvedInRun: approved, deniedInRun: [...denied]})),
			onJudged: (request) => {
				known.set(request.csr.raw.uid, request);
				news.put(describeBoardRequest(request.csr, request.judgement));
				kept.notice(request);
			},
			onLooked: news.flush,
			onGone: ({csr: {raw}}) => {
				known.delete(raw.uid);
				news.drop(raw.uid);
			},
			onNode: (name) => news.tellNode(name, docket.nodes.get(name)),
			onConnection: (state, cause) => emit({type: 'connection-changed', state, ...(cause === undefined ? {} : {cause})}),
			signal,
		});

		onIntent(
			createDecider(edges, openDecisionLog(edges, settings.recordFolder), {
				emit,
				signal,
				operator: settings.operator,
				find: (uid) => known.get(uid),
				touch: docket.touch,
				onDecided: ({judgement}, decision) => {
					if (judgement.node !== undefined && decision === 'denied') {
						denied.add(judgement.node);
					}
					if (judgement.node !== undefined && decision === 'approved' && judgement.kind !== 'other') {
						approved.push({node: judgement.node, kind: judgement.kind, request: judgement.name});
					}
				},
			}),
		);

		const refresh = kept.refresh(() => {
			tellRead();
			docket.touchPending();
		});
		await Promise.race([docket.closed, refresh]);
	};
