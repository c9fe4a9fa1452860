import type {Answers} from '../../core/answers/answers.ts';
import {readCase} from '../../core/csr/case.ts';
import type {Csr} from '../../core/csr/csr.ts';
import type {MissingFact} from '../../core/csr/judge-context.ts';
import {buildJudgeContext} from '../../core/csr/build-judge-context.ts';
import {createJudge} from '../../core/csr/judge-csr.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import {readDocuments} from '../../core/csr/read-documents.ts';
import {compareAge} from '../../core/csr/request-age.ts';
import {canonicalIp} from '../../core/net/ip-address.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {parseRecord} from '../../core/record/parse-record.ts';
import type {Edges} from '../operation.ts';
import type {ReviewedRequests} from './review-requests.ts';

/** A file of objects, and the time to judge them at. */
export type FileToJudge = {
	readonly text: string;
	/** Names the file in problems; escaped. */
	readonly path: string;
	readonly recordFolder: string;
	/** Milliseconds since the epoch. */
	readonly nowMs: number;
	readonly signal: AbortSignal;
};

// So many are read in one go; in between, an abort is heard.
const batch = 200;

const readAll = async ({pki, clock}: Pick<Edges, 'pki' | 'clock'>, requests: ReturnType<typeof readCase>['requests'], signal: AbortSignal): Promise<readonly Csr[]> => {
	const read: Csr[] = [];
	for (const raw of requests) {
		if (read.length % batch === 0) {
			await clock.sleep(0, signal);
			if (signal.aborted) {
				throw new Failure([], 'cancelled');
			}
		}
		read.push({raw, reading: pki.readRequest(raw.request)});
	}
	return read;
};

/**
 * Judges the requests of a file by the other objects in it, kubenroll.yaml and the record beside it; no cluster and no name server is asked. What the
 * file lacks is told, and nothing passes without it (P36). Rejects with a Failure where no request at all could be read for what is wrong with the file.
 */
export const judgeFile = async (edges: Pick<Edges, 'pki' | 'clock' | 'files'>, answers: Answers, {text, path, recordFolder, nowMs, signal}: FileToJudge): Promise<ReviewedRequests> => {
	const documents = readDocuments(text, path);
	if (documents.values.length === 0 && documents.problems.length === 0) {
		throw new Failure(problem('objects-empty', path, {}));
	}
	const found = readCase(documents.values, path);
	const problems = [...documents.problems, ...found.problems];
	if (found.requests.length === 0 && problems.length > 0) {
		throw new Failure(problems);
	}
	const recordPath = `${recordFolder}/record.json`;
	const recordText = await edges.files.read(recordPath);
	const siblings = [...(await readAll(edges, found.requests, signal))].sort(compareAge);
	const {apiServer} = answers.cluster;
	const context = buildJudgeContext({
		answers,
		// Documents that could not be read may have been of any kind.
		cluster: documents.problems.length === 0 ? found.cluster : {...found.cluster, unread: ['nodes', 'tokens']},
		nodeFacts: new Map(),
		...(recordText === undefined ? {} : {record: parseRecord(recordPath, recordText)}),
		...(apiServer === undefined || canonicalIp(apiServer.host) === undefined ? {} : {apiServerAddresses: [apiServer.host]}),
		siblings,
		nowMs,
		// Objects from the future show that the clock is wrong, or the time that was given.
		clockSkewMs: Math.max(0, (found.newestMs ?? nowMs) - nowMs),
	});
	const judge = createJudge(context);
	const requests = siblings.map((csr): JudgedRequest => ({csr, judgement: judge(csr)}));
	const missing = requests.some(({judgement}) => judgement.state === 'pending' && judgement.kind !== 'other') ? context.missingFacts : [];
	return {requests, problems: [...problems, ...missing.map((fact: MissingFact) => problem('case-lacks-fact', path, {fact}, {severity: 'warning'}))], nowMs};
};
