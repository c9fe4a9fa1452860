/*
The board outside of a run: requests and Nodes are followed, judged by answers, record and what the cluster shows live, and decided
only where a person says so. It reads the cluster again now and then, for tokens and rights change while somebody looks.
*/
import type {Answers} from '../../core/answers/answers.ts';
import type {BoardEvent, BoardIntent} from '../../core/board/board-event.ts';
import {describeBoardRequest} from '../../core/board/describe-board-request.ts';
import type {JudgeContext} from '../../core/csr/csr.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import {buildJudgeContext} from '../../core/csr/judge-context.ts';
import {createJudge} from '../../core/csr/judge-csr.ts';
import {readRequester} from '../../core/csr/requester.ts';
import type {ClusterFacts} from '../../core/facts/cluster-facts.ts';
import type {PermissionStep} from '../../core/facts/list-permissions.ts';
import {parseRecord} from '../../core/record/parse-record.ts';
import type {EnrollmentRecord} from '../../core/record/record.ts';
import {type ClusterRead, readCluster} from '../cluster/read-cluster.ts';
import {openDecisionLog} from '../csr/decision-log.ts';
import {openDocket} from '../csr/open-docket.ts';
import type {Edges} from '../operation.ts';
import {createDecider} from './decide-by-hand.ts';
import {gatherNews} from './gather-news.ts';

/** What following a board needs beside the answers. */
export type BoardSettings = {
	readonly recordFolder: string;
	/** `user@host`. */
	readonly operator: string;
	/** What the API server's name resolves to; undefined where nobody could tell. */
	readonly apiServerAddresses: readonly string[] | undefined;
};

/** The hand that a front end holds out to a board. */
export type BoardControl = {
	readonly emit: (event: BoardEvent) => void;
	readonly signal: AbortSignal;
	/** Hears what the person at the board asks for, until the signal aborts. */
	readonly onIntent: (listener: (intent: BoardIntent) => void) => void;
};

/** A board, as the session starts it. Resolves when the signal has aborted; rejects with Failure when the cluster may not be watched. */
export type BoardOperation = (control: BoardControl) => Promise<void>;

const steps: readonly PermissionStep[] = ['requests', 'nodes', 'tokens', 'approve-client', 'approve-serving'];

// Ages, expirations, tokens and rights move on while nothing else does.
const refreshMs = 30_000;

// A new token is often the reason why a new request is there: then the cluster is read at once, but no stranger may make us read more often than this.
const earlyRefreshMs = 3000;

const mayDecide = ({permissions}: ClusterFacts, step: PermissionStep): boolean => permissions.filter(({neededFor}) => neededFor === step).every(({isAllowed}) => isAllowed);

/** Follows the board of one cluster. Works on any cluster: without planned nodes every verdict is ASK at best (P8). */
export const followBoard =
	(edges: Pick<Edges, 'api' | 'pki' | 'clock' | 'files'>, answers: Answers, settings: BoardSettings): BoardOperation =>
	async ({emit, signal, onIntent}) => {
		const {api, pki, clock, files} = edges;
		let read: ClusterRead;
		let record: EnrollmentRecord | undefined;
		let readAtMs = 0;
		const approved: JudgeContext['approvedInRun'][number][] = [];
		const denied = new Set<string>();
		const known = new Map<string, JudgedRequest>();
		const news = gatherNews({clock, emit, signal});
		let wake = Promise.withResolvers<void>();

		const readAll = async (): Promise<void> => {
			const path = `${settings.recordFolder}/record.json`;
			const [cluster, text] = await Promise.all([readCluster({api, pki, clock, answers, steps, signal}), files.read(path)]);
			read = cluster;
			record = text === undefined ? undefined : parseRecord(path, text);
			readAtMs = clock.nowMs();
			const {facts, problems, clockSkewMs} = read;
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
		await readAll();

		const judgeContext = (live: Pick<JudgeContext, 'siblings'> & {readonly nodes: ClusterFacts['nodes']}): JudgeContext =>
			buildJudgeContext({
				answers,
				cluster: read.facts,
				nodeFacts: new Map(),
				...(record === undefined ? {} : {record}),
				...(settings.apiServerAddresses === undefined ? {} : {apiServerAddresses: settings.apiServerAddresses}),
				...live,
				nowMs: clock.nowMs() + (read.clockSkewMs ?? 0),
				clockSkewMs: read.clockSkewMs,
				approvedInRun: approved,
				deniedInRun: [...denied],
			});

		const docket = openDocket(edges, {
			createJudge: (live) => createJudge(judgeContext(live)),
			onJudged: (request) => {
				known.set(request.csr.raw.uid, request);
				news.put(describeBoardRequest(request.csr, request.judgement));
				const requester = readRequester(request.csr.raw);
				const isOfNewToken = request.judgement.state === 'pending' && requester.kind === 'bootstrap-token' && read.facts.tokens.every(({tokenId}) => tokenId !== requester.tokenId);
				if (isOfNewToken) {
					wake.resolve();
				}
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

		const refresh = async (): Promise<void> => {
			while (!signal.aborted) {
				await Promise.race([clock.sleep(refreshMs, signal), wake.promise]);
				await clock.sleep(Math.max(0, readAtMs + earlyRefreshMs - clock.nowMs()), signal);
				wake = Promise.withResolvers();
				if (!signal.aborted) {
					// What cannot be read just now is read the next time; the watch tells of a lost connection.
					await readAll().catch(() => undefined);
					docket.touchPending();
				}
			}
		};
		await Promise.race([docket.closed, refresh()]);
	};
