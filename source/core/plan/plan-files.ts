import type {Answers, KubeletBinary} from '../answers/answers.ts';
import type {Artifact} from '../artifacts/artifact.ts';
import type {FileFacts, NodeFacts} from '../facts/node-facts.ts';
import type {NodeRecord} from '../record/record.ts';
import {diffText} from './diff-text.ts';
import type {FileChange} from './file-change.ts';
import {strikeSecrets} from './strike-secrets.ts';

/** What the files of one node are planned from. */
export type FilesInput = {
	readonly answers: Answers;
	readonly facts: NodeFacts;
	/** Every file that is no secret, as it shall be. */
	readonly artifacts: readonly Artifact[];
	/** As the last run left the node. */
	readonly record: NodeRecord | undefined;
	readonly needsToken: boolean;
	readonly digest: (text: string) => string;
};

const rootOnly = {mode: 0o600, owner: 'root:root'} as const;

/** What the survey saw at a path; the last reading counts where it was read twice. */
const readFacts = (facts: NodeFacts): ((path: string) => FileFacts | undefined) => {
	const byPath = new Map([...facts.files, ...facts.unitFiles].map((file) => [file.path, file]));
	return (path) => byPath.get(path);
};

const isEdited = (record: NodeRecord | undefined, path: string, before: string): boolean => {
	const recorded = record?.files[path];
	return recorded !== undefined && recorded !== before;
};

const planArtifact = (artifact: Artifact, seen: FileFacts | undefined, record: NodeRecord | undefined, digest: FilesInput['digest']): FileChange => {
	const {id, path, content, mode, owner, isSecret} = artifact;
	const before = seen?.exists === true ? seen.sha256 : '';
	const base = {artifact: id, path, mode, owner, isSecret: isSecret || strikeSecrets(content) !== content, before, wasEditedByHand: isEdited(record, path, before)};
	if (seen?.exists !== true) {
		const diff = isSecret ? undefined : diffText(path, undefined, content);
		return {...base, action: 'create', content, ...(diff === undefined ? {} : {diff})};
	}
	if (seen.sha256 === digest(content) && seen.mode === mode && seen.owner === owner) {
		return {...base, action: 'keep'};
	}
	// A file that the survey could not tell the content of has no diff; that it differs is known from its digest.
	const diff = isSecret || seen.content === undefined ? undefined : diffText(path, seen.content, content);
	return {...base, action: 'change', content, ...(diff === undefined ? {} : {diff})};
};

const planBootstrapKubeconfig = (path: string, seen: FileFacts | undefined, needsToken: boolean): readonly FileChange[] => {
	const exists = seen?.exists === true;
	if (!needsToken && !exists) {
		return [];
	}
	const action = needsToken ? (exists ? 'change' : 'create') : 'delete';
	return [{artifact: 'bootstrap-kubeconfig', path, action, ...rootOnly, isSecret: true, before: exists ? seen.sha256 : '', wasEditedByHand: false}];
};

/** The binary that a node without a kubelet gets; undefined where the answers have none for its architecture. */
export const pickBinary = (answers: Answers, facts: NodeFacts): KubeletBinary | undefined =>
	facts.kubelet.exists ? undefined : (answers.kubelet.binaries[facts.architecture] ?? answers.kubelet.binaries['any']);

/** Compares every file of a node with what is there: the kubelet itself first, the bootstrap kubeconfig last. */
export const planFiles = (input: FilesInput): readonly FileChange[] => {
	const {answers, facts} = input;
	const seenAt = readFacts(facts);
	const binary = pickBinary(answers, facts);
	return [
		...(binary === undefined ? [] : [{artifact: 'kubelet-binary', path: answers.kubelet.paths.binary, action: 'create', mode: 0o755, owner: 'root:root', isSecret: false, binary, before: '', wasEditedByHand: false} as const]),
		...input.artifacts.map((artifact) => planArtifact(artifact, seenAt(artifact.path), input.record, input.digest)),
		...planBootstrapKubeconfig(answers.kubelet.paths.bootstrapKubeconfig, seenAt(answers.kubelet.paths.bootstrapKubeconfig), input.needsToken),
	];
};
