import {problem, type Problem} from '../problem/problem.ts';
import type {Answers} from './answers.ts';
import {draftAnswers} from './answers-draft.ts';
import {answersFile} from './answers-schema.ts';
import {assembleAnswers} from './assemble-answers.ts';
import {checkFields, checkNodes} from './check-answers.ts';
import {collectControlPlane} from './collect-control-plane.ts';
import {collectNodes, type Source} from './collect-nodes.ts';
import {explainIssues} from './explain-issue.ts';
import {valueAt} from './field-path.ts';
import {placeIn, type PlacedProblem, sortByPlace} from './placed-problem.ts';
import {readYaml} from './read-yaml.ts';
import {shortenProblems} from './shorten-problems.ts';

/** The answers of a file, or everything that is wrong with it, sorted by place; warnings are among the problems then. */
export type AnswersReading = {readonly isValid: true; readonly answers: Answers; readonly warnings: readonly Problem[]} | {readonly isValid: false; readonly problems: readonly Problem[]};

/** The files that a kubenroll.yaml refers to, as written there; the caller reads them (relative to the file) for parseAnswers. */
export const findIncludes = (text: string): readonly string[] => {
	const inventory = valueAt(readYaml(text, '').value, ['nodes', 'inventory']);
	return typeof inventory === 'string' ? [inventory] : [];
};

/**
 * Reads kubenroll.yaml. Every mistake is told at once, in YAML, in single fields and across them, each with `path:line:column`; nothing is coerced.
 * `includes` holds the texts of the files of findIncludes, by the same names. Never throws.
 */
export const parseAnswers = (text: string, path: string, options: {readonly includes?: ReadonlyMap<string, string>} = {}): AnswersReading => {
	const tree = readYaml(text, path);
	const start = {line: 1, column: 1};
	if ((tree.value === null || tree.value === undefined) && tree.problems.length === 0) {
		return {isValid: false, problems: [problem('config-empty', placeIn(path, start), {path})]};
	}
	const source: Source = {tree, path, includes: options.includes ?? new Map()};
	const parsed = answersFile.safeParse(tree.value);
	const draft = draftAnswers(tree.value);
	const issues = explainIssues(parsed.success ? [] : parsed.error.issues, tree, path);
	const controlPlane = collectControlPlane(draft.cluster?.controlPlane, source);
	const collected = collectNodes(draft.nodes, source);
	const apiServer = draft.cluster?.apiServer;
	const checked = checkNodes(collected.nodes, {
		...(apiServer?.host === undefined || apiServer.port === undefined ? {} : {apiServer: {host: apiServer.host, port: apiServer.port}}),
		controlPlane: controlPlane.hosts,
		// sshd's own, RFC 4251 section 1; ssh_config may say otherwise for a host, but hardly for one of two names of the same host.
		sshPort: draft.ssh?.port ?? 22,
	});
	const {brokenAt} = tree;
	// Behind a place where YAML is broken the tree is a guess, and what seems to be missing may only be unread.
	const isReliable = ({position, problem: {code}}: PlacedProblem): boolean =>
		brokenAt === undefined || (code !== 'field-missing' && code !== 'list-empty' && (position.line < brokenAt.line || (position.line === brokenAt.line && position.column < brokenAt.column)));
	const found = [...issues, ...controlPlane.problems, ...collected.problems, ...checked, ...checkFields(draft, source)].filter(isReliable);
	const problems = sortByPlace([...tree.problems, ...found]).map((placed) => placed.problem);
	return parsed.success && problems.every(({severity}) => severity !== 'error')
		? {isValid: true, answers: assembleAnswers(parsed.data, collected.nodes, controlPlane.hosts), warnings: shortenProblems(problems, path)}
		: {isValid: false, problems: shortenProblems(problems, path)};
};
