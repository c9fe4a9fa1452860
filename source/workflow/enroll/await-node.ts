import type {Answers, NodeAnswers} from '../../core/answers/answers.ts';
import type {NodePlan} from '../../core/plan/plan.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {NodeStage} from '../../core/run/event.ts';
import {lookAtNode, type NodeStanding} from '../../core/run/look-at-node.ts';
import type {Edges} from '../operation.ts';
import {nodeAddress} from '../survey/node-address.ts';
import {diagnoseNode} from './diagnose-node.ts';
import type {Limiter} from './limit-concurrency.ts';
import type {RequestDesk} from './request-desk.ts';

/** How the wait for one node ended. */
export type NodeArrival = {readonly isReady: true} | {readonly isReady: false; readonly problem: Problem};

// How often a node that does not get on is asked for its kubelet's log. A healthy one asks for its certificate within 2 s of its
// start, and a cause has to show twice before it counts: kubelets try again by themselves.
const lookEveryMs = 15_000;

// How long a request that only a person may decide holds up an unattended run: the verdict may still turn, as the Node appears.
const heldForMs = 45_000;

/** Waits until a node whose kubelet runs is Ready, told of every stage on the way; ends early when a cause is certain. Rejects only when the signal aborts. */
export const awaitNode = async (
	edges: Pick<Edges, 'shell' | 'clock'>,
	desk: RequestDesk,
	node: NodeAnswers,
	options: {
		readonly plan: NodePlan;
		readonly answers: Answers;
		/** Names of requests that were there before the kubelet was started: their keys no longer exist. */
		readonly earlierRequests: ReadonlySet<string>;
		readonly unit: string;
		readonly timeoutMs: number;
		readonly limit: Limiter;
		readonly signal: AbortSignal;
		readonly onStage: (stage: NodeStage) => Promise<void>;
	},
): Promise<NodeArrival> => {
	const {clock} = edges;
	const beganAtMs = clock.nowMs();
	const told = new Set<NodeStage>();
	let looksAt = beganAtMs + lookEveryMs;
	let suspected: string | undefined;
	let heldSince: number | undefined;

	const look = (): NodeStanding =>
		lookAtNode({
			needsClientCertificate: options.plan.needsToken,
			needsServingCertificate: options.plan.needsServingCertificate,
			requests: desk.requestsOf(node.name, options.earlierRequests),
			nodeObject: desk.nodeObject(node.name),
		});

	/** Asks the node itself; a cause counts when it was there the last time too, or when the kubelet is down. */
	const diagnose = async (): Promise<Problem | undefined> => {
		const seconds = Math.ceil(lookEveryMs / 1000);
		const found = await options.limit(async () => diagnoseNode(edges.shell, nodeAddress(node, options.answers), {unit: options.unit, seconds, signal: options.signal}).catch(() => undefined));
		const isCertain = found !== undefined && (found.isDown || found.problem.code === suspected);
		suspected = found?.problem.code;
		return isCertain ? found.problem : undefined;
	};

	for (;;) {
		options.signal.throwIfAborted();
		const standing = look();
		for (const stage of standing.stages) {
			if (!told.has(stage)) {
				told.add(stage);
				await options.onStage(stage);
			}
		}
		if (standing.waitsFor === 'nothing') {
			return {isReady: true};
		}
		const refusal = desk.problemOf(node.name);
		if (refusal !== undefined) {
			return {isReady: false, problem: refusal};
		}

		const nowMs = clock.nowMs();
		const {request} = standing;
		const isHeld = options.answers.approval.approve === 'pass' && request?.state === 'pending' && (request.verdict === 'ASK' || request.verdict === 'REFUSE');
		heldSince = isHeld ? (heldSince ?? nowMs) : undefined;
		if (request !== undefined && heldSince !== undefined && nowMs - heldSince >= heldForMs) {
			const rules = request.reasons.filter(({verdict}) => verdict === request.verdict).map(({rule}) => rule);
			return {isReady: false, problem: problem('request-held', node.name, {request: request.name, verdict: request.verdict, rules: rules.join(', ')})};
		}
		const isLate = nowMs - beganAtMs >= options.timeoutMs;
		if (isLate || (nowMs >= looksAt && (standing.waitsFor === 'client-request' || standing.waitsFor === 'registration' || standing.waitsFor === 'serving-request'))) {
			looksAt = nowMs + lookEveryMs;
			const cause = await diagnose();
			if (cause !== undefined) {
				return {isReady: false, problem: cause};
			}
		}
		if (isLate) {
			const seconds = Math.round((nowMs - beganAtMs) / 1000);
			return {isReady: false, problem: problem('node-waits', node.name, {waitsFor: standing.waitsFor, seconds, request: request?.name ?? ''})};
		}
		const wakeAtMs = Math.min(beganAtMs + options.timeoutMs, Math.max(looksAt, nowMs + 1000), heldSince === undefined ? Infinity : heldSince + heldForMs);
		await desk.news.next(node.name, Math.max(50, wakeAtMs - nowMs), options.signal);
	}
};
