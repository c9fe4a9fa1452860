/*
The board outside of a run: requests and Nodes are followed, judged by answers, record and what the cluster shows live, and decided
where a person says so: one by one, or by switching automatic approval on for its hour. It reads the cluster again now and then, for tokens and rights change while somebody looks.
*/
import type {Answers} from '../../core/answers/answers.ts';
import type {BoardEvent, BoardIntent} from '../../core/board/board-event.ts';
import {describeBoardRequest} from '../../core/board/describe-board-request.ts';
import type {JudgeContext} from '../../core/csr/judge-context.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import {createJudge} from '../../core/csr/judge-csr.ts';
import type {ClusterFacts} from '../../core/facts/cluster-facts.ts';
import type {PermissionStep} from '../../core/facts/list-permissions.ts';
import type {HostProof} from '../../core/csr/proofs.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {RemoteShell} from '../../ports/remote-shell.ts';
import {proveOnHost} from '../csr/prove-on-host.ts';
import {noPlan} from '../../core/record/record.ts';
import {type Approver, createApprover} from '../csr/approve-passing.ts';
import {openDecisionLog} from '../csr/decision-log.ts';
import {type FollowEdges, type FollowSettings, keepClusterRead} from '../csr/keep-cluster-read.ts';
import {openDocket} from '../csr/open-docket.ts';
import {createDecider} from './decide-by-hand.ts';
import {giveGrace} from '../enroll/give-grace.ts';
import {findExcess} from './find-excess.ts';
import {gatherNews} from './gather-news.ts';

/** The hand that a front end holds out to a board. */
export type BoardControl = {
	readonly emit: (event: BoardEvent) => void;
	readonly signal: AbortSignal;
	/** Hears what the person at the board asks for, until the signal aborts. */
	readonly onIntent: (listener: (intent: BoardIntent) => void) => void;
};

/** What a board works through. `openShell` opens the system's ssh when a host is looked at for the first time (P30); unset: none is. */
export type BoardEdges = FollowEdges & {readonly openShell?: () => Promise<Pick<RemoteShell, 'run'>>};

/** A board, as the session starts it. Resolves when the signal has aborted; rejects with Failure when the cluster may not be watched. */
export type BoardOperation = (control: BoardControl) => Promise<void>;

// How long an approval that got no answer, or met a newer object, waits before it is tried again.
const retryMs = 2000;

const mayDecide = ({permissions}: ClusterFacts, step: PermissionStep): boolean => permissions.filter(({neededFor}) => neededFor === step).every(({isAllowed}) => isAllowed);

// The docket keeps reasons that say the same: thousands are judged again each half a minute, and nothing is told of them.
const isTold = (told: JudgedRequest | undefined, {csr, judgement}: JudgedRequest): boolean => told?.csr === csr && told.judgement.reasons === judgement.reasons;

/** Follows the board of one cluster. Works on any cluster: without planned nodes every verdict is ASK at best (P8). */
export const followBoard =
	(edges: BoardEdges, answers: Answers, settings: FollowSettings): BoardOperation =>
	async ({emit, signal, onIntent}) => {
		const {api, clock} = edges;
		const approved: JudgeContext['approvedInRun'][number][] = [];
		const denied = new Set<string>();
		const known = new Map<string, JudgedRequest>();
		// As they were told last, by uid.
		const told = new Map<string, JudgedRequest>();
		const news = gatherNews({clock, emit, signal});
		const kept = await keepClusterRead(edges, answers, settings, signal);
		// Asked once: a kubeconfig's power hardly changes while somebody looks.
		const excess = await findExcess(api);
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
				problems: [...problems, ...excess],
			});
		};
		tellRead();

		// Whoever leaves the board loses no line of the log for it.
		const grace = giveGrace(clock, signal);
		const log = openDecisionLog(edges, settings.recordFolder);
		const decided = (): Pick<JudgeContext, 'approvedInRun' | 'deniedInRun'> => ({approvedInRun: [...approved, ...past, ...(automatic?.approved() ?? [])], deniedInRun: [...denied]});
		// What was approved while automatic approval was on counts after it was switched off (P16).
		const past: JudgeContext['approvedInRun'][number][] = [];
		let automatic: Approver | undefined;
		let context: JudgeContext | undefined;
		const crash = Promise.withResolvers<never>();

		const look = (): void => {
			if (context !== undefined) {
				automatic?.look(docket.requests.judged(), context);
			}
		};
		const docket = openDocket(edges, {
			createJudge: (live) => {
				context = {...kept.judgeContext(live, decided()), hostProofs};
				return createJudge(context);
			},
			onJudged: (request) => {
				const {uid} = request.csr.raw;
				known.set(uid, request);
				if (kept.notice(request) && !isTold(told.get(uid), request)) {
					told.set(uid, request);
					news.put(describeBoardRequest(request.csr, request.judgement));
				}
			},
			onLooked: () => {
				news.flush();
				look();
			},
			onGone: ({csr: {raw}}) => {
				known.delete(raw.uid);
				told.delete(raw.uid);
				kept.forget(raw.uid);
				news.drop(raw.uid);
			},
			onNode: (name) => {
				news.tellNode(name, docket.nodes.get(name));
				if (automatic !== undefined) {
					docket.lookAgain();
				}
			},
			onConnection: (state, cause) => emit({type: 'connection-changed', state, ...(cause === undefined ? {} : {cause})}),
			signal,
		});

		const hostProofs: HostProof[] = [];
		const prove = async (uid: string): Promise<void> => {
			const request = known.get(uid);
			const {openShell} = edges;
			const name = request?.judgement.node;
			const node = answers.nodes.find((each) => each.name === name);
			if (request === undefined || openShell === undefined) {
				return;
			}
			if (node === undefined) {
				throw new Failure(problem('proof-without-plan', escapeControls(request.judgement.name), {node: escapeControls(name ?? '')}));
			}
			const serverNowMs = (): number => clock.nowMs() + (kept.latest().clockSkewMs ?? 0);
			hostProofs.push(await proveOnHost({shell: await openShell(), answers, node, serverNowMs, signal}));
			docket.touch(request.csr.raw.name);
		};

		const switchAutomatic = (isOn: boolean): void => {
			past.push(...(automatic?.approved() ?? []));
			automatic?.end();
			automatic = undefined;
			if (!isOn) {
				return;
			}
			if (answers.nodes.length === 0) {
				emit({type: 'action-failed', problems: [problem('nothing-planned', 'kubenroll', {})]});
				return;
			}
			automatic = createApprover(edges, {
				nodes: new Set(answers.nodes.map(({name}) => name)),
				planId: noPlan,
				operator: settings.operator,
				endsWhenReady: true,
				recordDecision: log.append,
				onApproved: ({request}, {csr}) => emit({type: 'decision-taken', uid: csr.raw.uid, name: request, decision: 'approved'}),
				onAgain: (name, when) => void clock.sleep(when === 'now' ? 0 : retryMs, signal).then(() => docket.touch(name)),
				onFloodLater: () => docket.touchAgain('all'),
				onMissing: (facts) => emit({type: 'action-failed', problems: [problem('facts-missing', 'cluster', {facts}, {severity: 'warning'})]}),
				onRefused: (_node, found) => emit({type: 'action-failed', problems: [found]}),
				onChange: (view) => emit({type: 'automatic-changed', automatic: view}),
				signal,
				cutOff: grace.signal,
			});
			automatic.failed.catch(crash.reject);
			look();
		};

		const decider = createDecider(edges, log, {
			emit,
			signal,
			cutOff: grace.signal,
			operator: settings.operator,
			find: (uid) => known.get(uid),
			findToken: (tokenId) => kept.latest().facts.tokens.find((token) => token.tokenId === tokenId),
			touch: docket.touch,
			onDecided: ({judgement}, decision) => {
				if (judgement.node !== undefined && decision === 'denied') {
					denied.add(judgement.node);
				}
				if (judgement.node !== undefined && decision === 'approved' && judgement.kind !== 'other') {
					approved.push({node: judgement.node, kind: judgement.kind, request: judgement.name});
				}
			},
		});
		onIntent((intent) => {
			if (intent.type === 'automatic') {
				switchAutomatic(intent.isOn);
			} else if (intent.type === 'prove') {
				prove(intent.uid).catch((error: unknown) => (error instanceof Failure ? emit({type: 'action-failed', problems: error.problems}) : crash.reject(error)));
			} else {
				decider.decide(intent);
			}
		});

		const refresh = kept.refresh((anew) => {
			tellRead();
			docket.touchAgain(anew);
		});
		try {
			await Promise.race([docket.closed, refresh, crash.promise]);
		} finally {
			await Promise.all([decider.settle(), automatic?.settle()]);
			grace.end();
		}
	};
