/*
What judgement is made from where no run made a plan: answers, the record, and the cluster as it was read last. Tokens and rights change
while somebody looks, so the cluster is read again now and then.
*/
import type {Answers} from '../../core/answers/answers.ts';
import type {JudgeContext} from '../../core/csr/judge-context.ts';
import {buildJudgeContext} from '../../core/csr/build-judge-context.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import {readRequester} from '../../core/csr/requester.ts';
import type {NodeFacts} from '../../core/facts/node-facts.ts';
import type {PermissionStep} from '../../core/facts/list-permissions.ts';
import {Failure} from '../../core/problem/failure.ts';
import {parseRecord} from '../../core/record/parse-record.ts';
import type {EnrollmentRecord} from '../../core/record/record.ts';
import type {Accessor} from '../cluster/read-bootstrap.ts';
import {type ClusterRead, readCluster} from '../cluster/read-cluster.ts';
import type {KubeletProbe} from '../../ports/kubelet-probe.ts';
import type {Edges} from '../operation.ts';
import type {DocketView} from './open-docket.ts';
import {createPossessionProver} from './prove-possession.ts';

/** What following requests outside of a run needs beside the answers. */
export type FollowSettings = {
	readonly recordFolder: string;
	/** `user@host`. */
	readonly operator: string;
	/** What the API server's name resolves to; undefined where nobody could tell. */
	readonly apiServerAddresses: readonly string[] | undefined;
};

/** A cluster that is read again now and then. */
export type KeptRead = {
	readonly latest: () => ClusterRead;
	/** The context of judgement for what is there now and what was decided since. */
	readonly judgeContext: (live: DocketView, decided: Pick<JudgeContext, 'approvedInRun' | 'deniedInRun'>) => JudgeContext;
	/**
	 * Is shown every judged request: whoever asks is asked about (P32). False while a waiting request rests on a token or Node that was looked for before the request
	 * was there: the cluster is read soon, the request judged anew then, and not to be told before.
	 */
	readonly notice: (request: JudgedRequest) => boolean;
	/** A request is gone. */
	readonly forget: (uid: string) => void;
	/**
	 * Reads again until the signal aborts. `onRead` is told of each time, with the names of the requests to judge anew: `all`, or where the reading brought nothing new and
	 * came early, those that waited for it. A stranger's flood has nothing else judged more often. Never rejects for what a cluster may answer.
	 */
	readonly refresh: (onRead: (anew: 'all' | readonly string[]) => void) => Promise<void>;
};

// Tokens are not asked for: one may be able to read some by name, and requests of those that one cannot read say so.
const steps: readonly PermissionStep[] = ['requests', 'nodes', 'approve-client', 'approve-serving'];

// Ages, expirations, tokens and rights move on while nothing else does.
const refreshMs = 30_000;

// A new token is often the reason why a new request is there: then the cluster is read at once, but no stranger may make us read more often than this.
const earlyRefreshMs = 3000;

// A request has whole seconds of one API server's clock, and the skew is known to a second: what is older than this was surely there first.
const surelyOlderMs = 5000;

const noFacts: ReadonlyMap<string, NodeFacts> = new Map();

// Requesters of one cluster have the same rights but for bindings to one user or group: the newest few tell.
const mostRequesters = 4;

/** What following requests outside of a run works through. */
export type FollowEdges = Pick<Edges, 'api' | 'pki' | 'clock' | 'files'> & {/** For P23; unset: no kubelet is dialled. */ readonly kubelets?: KubeletProbe};

type Reading = {readonly read: ClusterRead; readonly record: EnrollmentRecord | undefined};

// How far the clocks are apart is measured anew each time, to the millisecond; what counts is whether it is too far (P36).
const saysTheSame = (one: Reading, other: Reading): boolean => {
	const say = ({read: {facts, problems, clockSkewMs}, record}: Reading): string => JSON.stringify([facts, problems, clockSkewMs === undefined ? '?' : Math.trunc(clockSkewMs / 30_000), record]);
	return one === other || say(one) === say(other);
};

/** Reads the cluster and the record a first time. Rejects with Failure where the cluster cannot be read. */
export const keepClusterRead = async (edges: FollowEdges, answers: Answers, settings: FollowSettings, signal: AbortSignal): Promise<KeptRead> => {
	const {api, pki, clock, files} = edges;
	const requesters = new Map<string, Accessor>();
	// Of requests whose token or Node was not known, by uid: how many readings had begun when they were seen first.
	const seen = new Map<string, number>();
	// Names of those of them that are not told yet.
	const waiting = new Map<string, string>();
	let begun = 0;
	let wake = Promise.withResolvers<void>();

	const readAll = async (): Promise<Reading & {readonly beganAtMs: number; readonly atMs: number}> => {
		begun += 1;
		const beganAtMs = clock.nowMs();
		const path = `${settings.recordFolder}/record.json`;
		const [read, text] = await Promise.all([readCluster({api, pki, clock, answers, steps, signal, requesters: [...requesters.values()]}), files.read(path)]);
		return {read, record: text === undefined ? undefined : parseRecord(path, text), beganAtMs, atMs: clock.nowMs()};
	};
	let kept = await readAll();
	// Also of a reading that failed: what cannot be read keeps nothing from being told.
	let ended = begun;
	let tellRead = (_anew: 'all' | readonly string[]): void => {};
	const serverNowMs = (): number => clock.nowMs() + (kept.read.clockSkewMs ?? 0);
	const prover = edges.kubelets === undefined ? undefined : createPossessionProver(edges.kubelets, clock, answers, {authorities: () => kept.read.facts.clientCa, serverNowMs, onProof: () => tellRead('all'), signal});

	const remember = (who: Accessor): void => {
		requesters.delete(who.user);
		requesters.set(who.user, who);
		const [oldest] = requesters.keys();
		if (requesters.size > mostRequesters && oldest !== undefined) {
			requesters.delete(oldest);
		}
	};

	const restsOnAbsence = ({csr: {raw}, judgement: {state, reasons}}: JudgedRequest): boolean => {
		const requester = readRequester(raw);
		return state === 'pending' && ((requester.kind === 'bootstrap-token' && kept.read.facts.tokens.every(({tokenId}) => tokenId !== requester.tokenId)) || reasons.some(({code}) => code === 'serving-without-node'));
	};
	const isBehind = (request: JudgedRequest): boolean => {
		const {uid, createdAt} = request.csr.raw;
		if (!restsOnAbsence(request) || Date.parse(createdAt) + surelyOlderMs < kept.beganAtMs + (kept.read.clockSkewMs ?? 0)) {
			return false;
		}
		const seenAt = seen.get(uid) ?? begun;
		seen.set(uid, seenAt);
		return ended <= seenAt;
	};

	return {
		forget: (uid) => {
			seen.delete(uid);
			waiting.delete(uid);
		},
		latest: () => kept.read,
		judgeContext: (live, decided) => {
			const {read, record} = kept;
			return buildJudgeContext({
				answers,
				cluster: read.facts,
				nodeFacts: noFacts,
				...(record === undefined ? {} : {record}),
				...(settings.apiServerAddresses === undefined ? {} : {apiServerAddresses: settings.apiServerAddresses}),
				...live,
				...decided,
				nowMs: serverNowMs(),
				servedCertificates: prover?.certificates() ?? [],
				clockSkewMs: read.clockSkewMs,
			});
		},
		notice: (request) => {
			const {csr: {raw}, judgement} = request;
			prover?.consider(request);
			if (judgement.state === 'pending' && readRequester(raw).kind !== 'stranger') {
				remember({user: raw.username, groups: raw.groups});
			}
			if (isBehind(request)) {
				waiting.set(raw.uid, raw.name);
				wake.resolve();
				return false;
			}
			waiting.delete(raw.uid);
			return true;
		},
		refresh: async (onRead) => {
			tellRead = onRead;
			let judgedAllAtMs = clock.nowMs();
			while (!signal.aborted) {
				await Promise.race([clock.sleep(refreshMs, signal), wake.promise]);
				await clock.sleep(Math.max(0, kept.atMs + earlyRefreshMs - clock.nowMs()), signal);
				wake = Promise.withResolvers();
				if (!signal.aborted) {
					// What cannot be read just now is read the next time; the watch tells of a lost connection.
					const next = await readAll().catch((error: unknown) => {
						if (error instanceof Failure || signal.aborted) {
							return kept;
						}
						throw error;
					});
					const isSame = saysTheSame(kept, next);
					// The same objects as before: whoever worked something out from them need not do it again.
					kept = isSame && next !== kept ? {...next, read: {...next.read, facts: kept.read.facts}, record: kept.record} : next;
					ended = begun;
					const isDue = clock.nowMs() >= judgedAllAtMs + refreshMs;
					judgedAllAtMs = !isSame || isDue ? clock.nowMs() : judgedAllAtMs;
					onRead(!isSame || isDue ? 'all' : [...waiting.values()]);
				}
			}
		},
	};
};
