import {lookup} from 'node:dns/promises';
import {localFiles} from '../adapters/local/local-files.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import type {JudgedRequest} from '../core/csr/judged-request.ts';
import type {TokenFacts} from '../core/facts/cluster-facts.ts';
import type {PermissionStep} from '../core/facts/list-permissions.ts';
import {describeRequest} from '../core/csr/describe-request.ts';
import {findNearestWord} from '../core/answers/nearest-word.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem, type Problem} from '../core/problem/problem.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import {layOutProblem} from '../headless/layout-problem.ts';
import {createPaint} from '../headless/paint.ts';
import type {Sink} from '../headless/sink.ts';
import type {ClusterApi} from '../ports/cluster-api.ts';
import type {Prompter} from '../ports/prompter.ts';
import type {Text} from '../text/catalog.ts';
import {reviewRequests} from '../workflow/csr/review-requests.ts';
import type {Invocation} from './invocation.ts';
import {openAnsweredCluster} from './open-edges.ts';
import {openPrompter} from './open-prompter.ts';
import {readAnswersIfAny} from './read-answers.ts';
import {recordFolderOf} from './record-folder.ts';

/** An open cluster with all its requests judged. */
export type Review = {
	readonly api: ClusterApi;
	readonly prompter: Prompter;
	readonly requests: readonly JudgedRequest[];
	readonly tokens: readonly TokenFacts[];
	readonly nowMs: number;
	readonly recordFolder: string;
};

/** What a host's name resolves to; undefined where it cannot be: judgement then fails closed (P36). */
export const resolveHost = async (host: string): Promise<readonly string[] | undefined> => {
	try {
		return (await lookup(host, {all: true})).map(({address}) => address);
	} catch {
		return undefined;
	}
};

/** Prints problems for people. */
export const printProblems = (problems: readonly Problem[], text: Text, sink: Sink): void => {
	const paint = createPaint(sink.hasColour);
	sink.write(problems.flatMap((each) => layOutProblem(text, each, paint, sink.columns)).map((line) => `${line}\n`).join(''));
};

/** Opens the cluster, judges its requests, runs `look` and closes again; what is wrong with the cluster goes to stderr first. */
export const withReview = async (invocation: Invocation, steps: readonly PermissionStep[], look: (review: Review) => Promise<number>): Promise<number> => {
	const {line, text, stderr, signal} = invocation;
	const {answers, warnings, folder} = await readAnswersIfAny(localFiles, line);
	const api = await openAnsweredCluster(answers);
	try {
		const recordFolder = recordFolderOf(folder);
		const apiServerAddresses = await resolveHost(answers.cluster.apiServer?.host ?? api.server.host);
		const review = await reviewRequests({api, pki: cryptoPki, clock: systemClock, files: localFiles}, answers, {recordFolder, apiServerAddresses, steps, signal});
		printProblems([...warnings, ...review.problems], text, stderr);
		return await look({api, prompter: openPrompter(signal), requests: review.requests, tokens: review.tokens, nowMs: review.nowMs, recordFolder});
	} finally {
		api.close();
	}
};

/** The requests of these names, each once, in the order typed. Rejects with a Failure that holds every name that is not there. */
export const pickRequests = (requests: readonly JudgedRequest[], names: readonly string[]): readonly JudgedRequest[] => {
	const byName = new Map(requests.map((request) => [request.judgement.name, request]));
	const wanted = [...new Set(names)];
	const missing = wanted
		.filter((name) => !byName.has(name))
		.map((name) => {
			const shown = escapeControls(name);
			const nearest = findNearestWord(name, [...byName.keys()]);
			return problem('request-not-found', shown, {request: shown, ...(nearest === undefined ? {} : {nearest: escapeControls(nearest)})});
		});
	if (missing.length > 0) {
		throw new Failure(missing);
	}
	return wanted.flatMap((name) => byName.get(name) ?? []);
};

/** A request as people and scripts are told it. */
export const viewRequest = ({csr, judgement}: JudgedRequest): ReturnType<typeof describeRequest> => describeRequest(csr, judgement);
