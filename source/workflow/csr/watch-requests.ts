/*
Requests without a person: everything is told as on the board, and what is PASS is approved where that is asked for. It ends by itself: when
every planned node is Ready, at the limits of automatic approval (P26), or when it is stopped.
*/
import type {Answers} from '../../core/answers/answers.ts';
import type {AutomaticView} from '../../core/csr/automatic-view.ts';
import type {JudgeContext} from '../../core/csr/judge-context.ts';
import {describeRequest} from '../../core/csr/describe-request.ts';
import {createJudge} from '../../core/csr/judge-csr.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import {noPlan} from '../../core/record/record.ts';
import type {NodeOutcome} from '../../core/run/event.ts';
import {gradeRun} from '../../core/run/grade-run.ts';
import type {Operation} from '../operation.ts';
import {createApprover} from './approve-passing.ts';
import {openDecisionLog} from './decision-log.ts';
import {type FollowEdges, type FollowSettings, keepClusterRead, type KeptRead} from './keep-cluster-read.ts';
import {openDocket} from './open-docket.ts';

/** What watching requests needs beside the answers. */
export type WatchSettings = FollowSettings & {
	/** kubenroll's own version, for the events. */
	readonly version: string;
	/** What is PASS is approved; else requests are only told. */
	readonly approvesPassing: boolean;
};

// How long an approval that got no answer, or met a newer object, waits before it is tried again.
const retryMs = 2000;

/** Tells a request when it is new or is judged otherwise than before. */
const createTeller = (emit: Parameters<Operation>[0]['emit']) => {
	const told = new Map<string, string>();
	return {
		tell: ({csr, judgement}: JudgedRequest): void => {
			const words = `${judgement.state} ${judgement.verdict} ${judgement.reasons.map(({rule, verdict}) => `${rule} ${verdict}`).join(' ')}`;
			if (told.get(csr.raw.uid) !== words && judgement.verdict !== 'NOT_OURS') {
				told.set(csr.raw.uid, words);
				emit({type: 'request-observed', request: describeRequest(csr, judgement)});
			}
		},
		forget: (uid: string): void => {
			told.delete(uid);
		},
	};
};

/** The operation behind `kubenroll csr watch`. Its report grades the planned nodes by whether they are Ready. */
export const watchRequests =
	(edges: FollowEdges, answers: Answers, settings: WatchSettings): Operation =>
	async ({emit, signal: stop}) => {
		const {clock} = edges;
		const startedAtMs = clock.nowMs();
		emit({type: 'run-started', operation: 'watch', version: settings.version});
		if (settings.approvesPassing && answers.nodes.length === 0) {
			throw new Failure(problem('nothing-planned', 'kubenroll', {}), 'usage');
		}
		const over = new AbortController();
		const signal = AbortSignal.any([stop, over.signal]);
		let kept: KeptRead;
		const problems = new Set<string>();
		const tellProblems = (found: readonly Problem[]): void => {
			for (const each of found.filter((candidate) => !problems.has(JSON.stringify(candidate)))) {
				problems.add(JSON.stringify(each));
				emit({type: 'problem-found', problem: each});
			}
		};
		// While the cluster is read the requests are on their way.
		const reading = keepClusterRead(edges, answers, settings, signal).then((read) => {
			kept = read;
			const {facts: {server, version, identity}, problems: found} = read.latest();
			emit({type: 'cluster-read', facts: {server, version, ...(identity === undefined ? {} : {identity})}});
			tellProblems(found);
		});

		const log = openDecisionLog(edges, settings.recordFolder);
		const teller = createTeller(emit);
		let context: JudgeContext | undefined;
		const end = (view: AutomaticView): void => {
			emit({type: 'automatic-changed', automatic: view});
			if (view.state === 'ended') {
				over.abort();
			}
		};
		const automatic = settings.approvesPassing
			? createApprover(edges, {
					nodes: new Set(answers.nodes.map(({name}) => name)),
					planId: noPlan,
					operator: settings.operator,
					endsWhenReady: true,
					recordDecision: log.append,
					onApproved: (decision, {judgement: {node}}) => emit({type: 'request-decided', request: decision.request, ...(node === undefined ? {} : {node}), decision: 'approved', by: 'kubenroll'}),
					onAgain: (name, when) => void clock.sleep(when === 'now' ? 0 : retryMs, signal).then(() => docket.touch(name)),
					onFloodLater: () => docket.touchAgain('all'),
					onMissing: (facts) => tellProblems([problem('facts-missing', 'cluster', {facts}, {severity: 'warning'})]),
					onRefused: (_node, found) => tellProblems([found]),
					onChange: end,
					signal,
					cutOff: stop,
				})
			: undefined;

		const docket = openDocket(edges, {
			keepsObjects: true,
			createJudge: (live) => {
				context = kept.judgeContext(live, {approvedInRun: automatic?.approved() ?? [], deniedInRun: []});
				return createJudge(context);
			},
			onJudged: (request) => {
				if (kept.notice(request)) {
					teller.tell(request);
				}
			},
			onLooked: () => {
				if (context !== undefined) {
					automatic?.look(docket.requests.judged(), context);
				}
			},
			onGone: ({csr: {raw: {uid}}}) => {
				teller.forget(uid);
				kept.forget(uid);
			},
			// A Node that becomes Ready may be the last.
			onNode: () => docket.lookAgain(),
			onConnection: (state, cause) => emit({type: 'connection-changed', state, ...(cause === undefined ? {} : {cause})}),
			isReady: reading,
			signal,
		});
		const refreshed = reading.then(async () => kept.refresh((anew) => {
			tellProblems(kept.latest().problems);
			docket.touchAgain(anew);
		}));
		const closed = Promise.all([docket.closed, refreshed]).then(async () => automatic?.settle());
		await (automatic === undefined ? closed : Promise.race([closed, automatic.failed])).finally(() => over.abort());

		const outcomes = answers.nodes.map(({name}): NodeOutcome => ({node: name, outcome: docket.nodes.get(name)?.ready === 'true' ? 'ready' : 'waiting', problems: []}));
		const report = {outcomes, exitCode: stop.aborted ? 130 : gradeRun(outcomes), durationMs: clock.nowMs() - startedAtMs, changed: {files: 0, objects: 0}} as const;
		emit({type: 'run-finished', report});
		return report;
	};
