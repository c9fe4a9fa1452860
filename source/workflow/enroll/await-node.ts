import type {Answers, NodeAnswers} from '../../core/answers/answers.ts';
import type {NodePlan} from '../../core/plan/plan.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {NodeStage} from '../../core/run/event.ts';
import {lookAtNode, type NodeRequest, type NodeStanding} from '../../core/run/look-at-node.ts';
import type {WaitingFor} from '../../core/run/waiting-for.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {Edges} from '../operation.ts';
import {nodeAddress} from '../survey/node-address.ts';
import {diagnoseNode} from './diagnose-node.ts';
import type {Limiter} from '../limit-concurrency.ts';
import type {RequestDesk} from './request-desk.ts';

/** How the wait for one node ended. */
export type NodeArrival = {readonly isReady: true} | {readonly isReady: false; readonly problem: Problem};

/** What is waited for, and how. */
export type AwaitNodeOptions = {
	readonly plan: NodePlan;
	readonly answers: Answers;
	/** Names of requests that were there before the kubelet was started: their keys no longer exist. */
	readonly earlierRequests: ReadonlySet<string>;
	readonly unit: string;
	/** Whether a certificate (PEM) is one of this cluster for this node, and lasts. */
	readonly isOwnCertificate: (pem: string) => boolean;
	readonly timeoutMs: number;
	readonly limit: Limiter;
	readonly signal: AbortSignal;
	/** Told of every stage once, in order. */
	readonly onStage: (stage: NodeStage) => Promise<void>;
};

// How often a node that does not get on is asked for its kubelet's log. A healthy one asks for its certificate within 2 s of its
// start, and a cause has to show twice before it counts: kubelets try again by themselves.
const lookEveryMs = 15_000;

// A node that was begun before is looked at sooner: what it seems to lack may have arrived while this run began.
const firstLookMs = 4000;

// How long a request that only a person may decide holds up an unattended run: the verdict may still turn, as the Node appears.
const heldForMs = 45_000;

// What is the kubelet's own to do, so that its log tells why it is not done.
const kubeletSteps: ReadonlySet<WaitingFor> = new Set(['client-request', 'registration', 'serving-request']);

const isKubeletsTurn = ({waitsFor, request}: NodeStanding): boolean => kubeletSteps.has(waitsFor) || request?.state === 'denied' || request?.state === 'failed';

const isForPerson = (request: NodeRequest | undefined): request is NodeRequest => request?.state === 'pending' && (request.verdict === 'ASK' || request.verdict === 'REFUSE');

const describeHeld = (node: string, {name, verdict, reasons}: NodeRequest): Problem =>
	problem('request-held', node, {request: escapeControls(name), verdict, rules: [...new Set(reasons.filter((reason) => reason.verdict === verdict).map(({rule}) => rule))].join(', ')});

// A node that cannot be asked now tells nothing; the next look may.
const tellNothing = (error: unknown): undefined => {
	if (!(error instanceof Failure)) {
		throw error;
	}
};

/** Waits until a node whose kubelet runs is Ready, told of every stage on the way; ends early when a cause is certain. Rejects only when the signal aborts, with its reason. */
export const awaitNode = async (edges: Pick<Edges, 'shell' | 'clock'>, desk: RequestDesk, node: NodeAnswers, options: AwaitNodeOptions): Promise<NodeArrival> => {
	const {clock} = edges;
	const {plan, answers, earlierRequests, timeoutMs, signal} = options;
	const beganAtMs = clock.nowMs();
	const deadlineMs = beganAtMs + timeoutMs;
	const told = new Set<NodeStage>();
	let looksAtMs = beganAtMs;
	let suspected: string | undefined;
	let step: WaitingFor | undefined;
	let heldSinceMs: number | undefined;
	let holds = {client: false, serving: false};

	const look = (): NodeStanding =>
		lookAtNode({
			needsClientCertificate: plan.needsToken && !holds.client,
			needsServingCertificate: plan.needsServingCertificate && !holds.serving,
			requests: desk.requestsOf(node.name).filter(({name}) => !earlierRequests.has(name)),
			nodeObject: desk.nodeObject(node.name),
		});

	/** Asks the node itself; a cause counts when it was there the last time too, or when the kubelet is down. A certificate may have arrived between the survey and the start: then no request will come. */
	const diagnose = async (): Promise<Problem | undefined> => {
		looksAtMs = clock.nowMs() + lookEveryMs;
		const seconds = Math.ceil(lookEveryMs / 1000);
		const {unit, isOwnCertificate} = options;
		const found = await options.limit(async () => diagnoseNode(edges.shell, nodeAddress(node, answers), {unit, seconds, certificates: answers.kubelet.paths.certificates, signal})).catch(tellNothing);
		if (found === undefined) {
			suspected = undefined;
			return undefined;
		}
		holds = {client: holds.client || isOwnCertificate(found.certificates.client), serving: holds.serving || isOwnCertificate(found.certificates.serving)};
		const isCertain = found.isDown || found.problem?.code === suspected;
		suspected = found.problem?.code;
		return isCertain ? found.problem : undefined;
	};

	const findEnd = async (standing: NodeStanding): Promise<NodeArrival | undefined> => {
		const stuck = (found: Problem): NodeArrival => ({isReady: false, problem: found});
		if (standing.waitsFor === 'nothing') {
			return {isReady: true};
		}
		const refusal = desk.problemOf(node.name);
		if (refusal !== undefined) {
			return stuck(refusal);
		}
		const nowMs = clock.nowMs();
		const {request} = standing;
		if (answers.approval.mode !== 'manual' && isForPerson(request)) {
			heldSinceMs ??= nowMs;
			if (nowMs >= heldSinceMs + heldForMs) {
				return stuck(describeHeld(node.name, request));
			}
		} else {
			heldSinceMs = undefined;
		}
		if (standing.waitsFor !== step) {
			step = standing.waitsFor;
			looksAtMs = nowMs + (plan.state === 'new' ? lookEveryMs : firstLookMs);
		}
		const isLate = nowMs >= deadlineMs;
		if (isLate || (nowMs >= looksAtMs && isKubeletsTurn(standing))) {
			const cause = await diagnose();
			if (look().waitsFor !== standing.waitsFor) {
				return undefined;
			}
			if (cause !== undefined) {
				return stuck(cause);
			}
		}
		return isLate ? stuck(problem('node-waits', node.name, {waitsFor: standing.waitsFor, seconds: Math.round(timeoutMs / 1000), request: escapeControls(request?.name ?? '')})) : undefined;
	};

	for (;;) {
		signal.throwIfAborted();
		const mark = desk.news.mark(node.name);
		const standing = look();
		for (const stage of standing.stages.filter((each) => !told.has(each))) {
			told.add(stage);
			await options.onStage(stage);
		}
		const end = await findEnd(standing);
		if (end !== undefined) {
			return end;
		}
		// Looking took time, and may have told something itself.
		if (look().waitsFor !== standing.waitsFor) {
			continue;
		}
		const wakesAtMs = Math.min(deadlineMs, isKubeletsTurn(standing) ? looksAtMs : Infinity, heldSinceMs === undefined ? Infinity : heldSinceMs + heldForMs);
		await desk.news.since(node.name, mark, Math.max(0, wakesAtMs - clock.nowMs()), signal);
	}
};
