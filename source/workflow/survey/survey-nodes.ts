import type {Answers, NodeAnswers} from '../../core/answers/answers.ts';
import type {ClusterFacts} from '../../core/facts/cluster-facts.ts';
import type {NodeFacts} from '../../core/facts/node-facts.ts';
import type {PlanNodeInput} from '../../core/plan/plan-input.ts';
import {Failure} from '../../core/problem/failure.ts';
import type {Problem} from '../../core/problem/problem.ts';
import {findNodeProblems, findVersionProblems} from '../../core/survey/find-node-problems.ts';
import {parseSurvey} from '../../core/survey/parse-survey.ts';
import {surveyScript} from '../../core/survey/survey-script.ts';
import type {Pki} from '../../ports/pki.ts';
import type {CommandResult, RemoteShell} from '../../ports/remote-shell.ts';
import {forEachNode} from '../for-each-node.ts';
import {nodeAddress} from './node-address.ts';

/** What a survey needs. */
export type SurveyOptions = {
	readonly shell: Pick<RemoteShell, 'run'>;
	readonly pki: Pick<Pki, 'readCertificates' | 'isIssuedBy'>;
	readonly answers: Answers;
	/** Those to survey; fewer than the answers' with --nodes or where host keys stopped some. */
	readonly nodes: readonly NodeAnswers[];
	/** undefined where only files are made. */
	readonly cluster?: Pick<ClusterFacts, 'version' | 'clientCa'>;
	readonly signal?: AbortSignal;
};

const timeoutMs = 120_000;

// What only becoming root can fail with; the rest of the survey is still worth telling.
const isAboutRoot = ({code}: Problem): boolean => code.startsWith('sudo-') || code === 'root-needed';

type Answer = {readonly result: CommandResult; readonly rootProblems: readonly Problem[]};

const ask = async (options: SurveyOptions, node: NodeAnswers, text: string): Promise<Answer> => {
	const {shell, answers, signal} = options;
	const address = nodeAddress(node, answers);
	const runOptions = {timeoutMs, ...(signal === undefined ? {} : {signal})};
	try {
		return {result: await shell.run(address, {text, asRoot: true}, runOptions), rootProblems: []};
	} catch (error) {
		if (!(error instanceof Failure) || !error.problems.every(isAboutRoot)) {
			throw error;
		}
		return {result: await shell.run(address, {text, asRoot: false}, runOptions), rootProblems: error.problems};
	}
};

const surveyNode = async (options: SurveyOptions, node: NodeAnswers, text: string): Promise<PlanNodeInput> => {
	const {answers, pki, cluster} = options;
	const {result, rootProblems} = await ask(options, node, text);
	const {stdout, sentAtMs, firstByteAtMs} = result;
	const privilege: NodeFacts['privilege'] = result.privilege === 'user' ? 'none' : result.privilege;
	const parsed = parseSurvey({node, answers, stdout, sentAtMs, firstByteAtMs, privilege, readCertificates: (pem) => pki.readCertificates(pem)});
	if ('problems' in parsed) {
		return {node, problems: [...rootProblems, ...parsed.problems], isClientCertificateOurs: false, isServingCertificateOurs: false};
	}
	const {facts} = parsed;
	const authorities = (cluster?.clientCa ?? []).map(({pem}) => pem);
	const isOurs = (certificate: {readonly pem: string} | undefined): boolean => certificate !== undefined && authorities.length > 0 && pki.isIssuedBy(certificate.pem, authorities);
	return {
		node,
		facts,
		problems: [...rootProblems, ...findNodeProblems({facts, node, answers}), ...(cluster === undefined ? [] : findVersionProblems({facts, serverVersion: cluster.version}))],
		isClientCertificateOurs: isOurs(facts.clientCertificate),
		isServingCertificateOurs: isOurs(facts.servingCertificate),
	};
};

/** Looks at all nodes at once, one session each, changing nothing; yields each node as soon as it is known. A node that cannot be surveyed has problems and no facts. */
export const surveyNodes = (options: SurveyOptions): AsyncGenerator<PlanNodeInput, void, undefined> => {
	const text = surveyScript(options.answers);
	const {signal} = options;
	return forEachNode(options.nodes, {concurrency: options.answers.ssh.concurrency, ...(signal === undefined ? {} : {signal})}, async function* (node) {
		try {
			yield await surveyNode(options, node, text);
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			yield {node, problems: error.problems, isClientCertificateOurs: false, isServingCertificateOurs: false};
		}
	});
};
