import {dirname, resolve} from 'node:path';
import type {Answers, ApprovalMode, NodeAnswers} from '../core/answers/answers.ts';
import {apiVersion} from '../core/answers/answers-schema.ts';
import {formatApiServerAddress} from '../core/answers/api-server-address.ts';
import {findIncludes, parseAnswers, type AnswersReading} from '../core/answers/parse-answers.ts';
import {splitNodeList} from '../core/answers/split-node-list.ts';
import {selectNodes} from '../core/plan/select-nodes.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem, type Problem} from '../core/problem/problem.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import type {FileStore} from '../ports/file-store.ts';
import {expandPath} from './expand-path.ts';
import type {CommandLine} from './parse-command-line.ts';

/** The answers of kubenroll.yaml with the command line's over them, and where they are from. */
export type ReadAnswers = {readonly answers: Answers; readonly warnings: readonly Problem[]; /** Folder of kubenroll.yaml, absolute. */ readonly folder: string};

const defaultPath = 'kubenroll.yaml';

const givesAddress = (part: string): boolean => /[=@]/.test(part);

const accept = (reading: AnswersReading, subject?: string): {readonly answers: Answers; readonly warnings: readonly Problem[]} => {
	if (!reading.isValid) {
		throw new Failure(subject === undefined ? reading.problems : reading.problems.map((each): Problem => ({...each, subject})), 'usage');
	}
	return reading;
};

// A document of our own makes what --nodes gives subject to every check that kubenroll.yaml is.
const addNodes = (answers: Answers, given: readonly string[]): readonly NodeAnswers[] => {
	const {apiServer, controlPlane} = answers.cluster;
	const known = answers.nodes.map(({name, address, user, port, isControlPlane}) => ({name, address, ...(user === undefined ? {} : {user}), ...(port === undefined ? {} : {port}), controlPlane: isControlPlane}));
	const document = {apiVersion, cluster: {...(apiServer === undefined ? {} : {apiServer: formatApiServerAddress(apiServer)}), controlPlane}, nodes: [...known, ...given]};
	return accept(parseAnswers(JSON.stringify(document), '--nodes'), '--nodes').answers.nodes.slice(known.length);
};

const findNodes = (answers: Answers, list: string, path: string): readonly NodeAnswers[] => {
	const parts = splitNodeList(list);
	const patterns = parts.filter((part) => !givesAddress(part));
	const added = parts.some(givesAddress) ? addNodes(answers, parts.filter(givesAddress)) : [];
	if (patterns.length === 0 && added.length > 0) {
		return added;
	}
	const selected = selectNodes(answers.nodes, patterns, path);
	if (selected.problems.length > 0) {
		throw new Failure(selected.problems, 'usage');
	}
	return [...selected.nodes, ...added];
};

const chooseNodes = (answers: Answers, list: string, path: string): Answers => {
	const nodes = findNodes(answers, list, path);
	const chosen = new Set(nodes.map(({name}) => name));
	return {...answers, nodes, otherNodes: answers.nodes.map(({name}) => name).filter((name) => !chosen.has(name))};
};

const readIncludes = async (files: FileStore, text: string, folder: string): Promise<ReadonlyMap<string, string>> => {
	const includes = new Map<string, string>();
	for (const name of findIncludes(text)) {
		const included = await files.read(expandPath(name, folder));
		if (included !== undefined) {
			includes.set(name, included);
		}
	}
	return includes;
};

const readFile = async (files: FileStore, line: CommandLine): Promise<{readonly answers: Answers; readonly warnings: readonly Problem[]}> => {
	const path = line.values.get('config') ?? defaultPath;
	const shown = escapeControls(path);
	const text = await files.read(path);
	const list = line.values.get('nodes');
	if (text === undefined) {
		if (line.values.has('config') || list === undefined || !splitNodeList(list).some(givesAddress)) {
			throw new Failure(problem('config-missing', shown, {path: shown}), 'usage');
		}
		return accept(parseAnswers(JSON.stringify({apiVersion, nodes: splitNodeList(list)}), '--nodes'), '--nodes');
	}
	const {answers, warnings} = accept(parseAnswers(text, shown, {includes: await readIncludes(files, text, dirname(path))}));
	return {answers: list === undefined ? answers : chooseNodes(answers, list, shown), warnings};
};

// --approve says who approves what is left to kubenroll; whether the controller-manager decides as well is the cluster's matter and stands in the file.
const chooseMode = (mode: ApprovalMode, approve: string | undefined): ApprovalMode => (approve === 'none' ? 'manual' : approve === 'pass' && mode === 'manual' ? 'guarded' : mode);

// Paths of the file are relative to it, those of options to where one is.
const placePaths = (answers: Answers, folder: string): Answers => {
	const {cluster, ssh, kubelet} = answers;
	const place = (path: string): string => expandPath(path, folder);
	return {
		...answers,
		cluster: {...cluster, ...(cluster.kubeconfig === undefined ? {} : {kubeconfig: place(cluster.kubeconfig)}), ...(cluster.offline === undefined ? {} : {offline: {...cluster.offline, ca: place(cluster.offline.ca)}})},
		ssh: {...ssh, ...(ssh.configFile === undefined ? {} : {configFile: place(ssh.configFile)}), ...(ssh.identityFile === undefined ? {} : {identityFile: place(ssh.identityFile)})},
		kubelet: {...kubelet, binaries: Object.fromEntries(Object.entries(kubelet.binaries).map(([architecture, binary]) => [architecture, {...binary, source: place(binary.source)}]))},
	};
};

const applyOptions = (answers: Answers, {values}: CommandLine): Answers => {
	const kubeconfig = values.get('kubeconfig');
	const context = values.get('context');
	const concurrency = values.get('concurrency');
	const approve = values.get('approve');
	return {
		...answers,
		cluster: {...answers.cluster, ...(kubeconfig === undefined ? {} : {kubeconfig: expandPath(kubeconfig, '.')}), ...(context === undefined ? {} : {context})},
		ssh: {...answers.ssh, ...(concurrency === undefined ? {} : {concurrency: Number(concurrency)})},
		approval: {...answers.approval, mode: chooseMode(answers.approval.mode, approve)},
	};
};

/** Reads a text that shall become a kubenroll.yaml in a folder, with the lists that it names; all mistakes are in the answer. */
export const readAnswersText = async (files: FileStore, text: string, place: {readonly folder: string; readonly path: string}): Promise<AnswersReading> => {
	const reading = parseAnswers(text, place.path, {includes: await readIncludes(files, text, place.folder)});
	return reading.isValid ? {...reading, answers: placePaths(reading.answers, place.folder)} : reading;
};

/** Reads kubenroll.yaml and lays the command line over it. Rejects with a usage Failure that holds every mistake of the file. */
export const readAnswers = async (files: FileStore, line: CommandLine): Promise<ReadAnswers> => {
	const folder = resolve(dirname(line.values.get('config') ?? defaultPath));
	const {answers, warnings} = await readFile(files, line);
	return {answers: applyOptions(placePaths(answers, folder), line), warnings, folder};
};

/** The same where kubenroll may never have been used: without a kubenroll.yaml, and with none asked for, nothing is planned. */
export const readAnswersIfAny = async (files: FileStore, line: CommandLine): Promise<ReadAnswers> => {
	if (line.values.has('config') || (await files.read(defaultPath)) !== undefined) {
		return readAnswers(files, line);
	}
	// A file has to name a node; whoever only looks has none.
	const {answers} = accept(parseAnswers(JSON.stringify({apiVersion, nodes: ['none=127.0.0.1']}), defaultPath));
	return {answers: {...applyOptions(answers, line), nodes: []}, warnings: [], folder: resolve('.')};
};
