import {artifactListName, formatArtifactList, type ListedArtifact, parseArtifactList, secretArtifacts} from '../../core/artifacts/artifact-list.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {Edges, RunControl} from '../operation.ts';

/** Takes one file for the folder of artifacts; nothing is written yet. */
export type PutArtifact = (path: string, content: string, mode: number) => void;

/** The folder that `kubenroll artifacts` writes to. */
export type ArtifactFolder = {
	readonly put: PutArtifact;
	/**
	 * Writes all that was put, then takes away what an earlier run left of its own, but for files of `otherNodes`, which this run is not about;
	 * resolves with how many files were written. Rejects with the signal's reason between two files.
	 */
	readonly commit: (otherNodes?: readonly string[]) => Promise<number>;
};

type PutFile = {readonly path: string; readonly content: string; readonly mode: number};

/** What is to become of a file of an earlier run: `others` is as it was written, of a node that this run is not about. */
type Fate = 'gone' | 'removed' | 'edited' | 'others';

/**
 * Opens a folder of artifacts. A list in it says what is kubenroll's own there: it is complete before the first file is written and until the last one is gone,
 * so that a run that was killed leaves nothing behind that the next one does not know of. What somebody edited since, and what no list vouches for, is named and left.
 */
export const openArtifactFolder = ({files, pki}: Pick<Edges, 'files' | 'pki'>, folder: string, {emit, signal}: Pick<RunControl, 'emit' | 'signal'>): ArtifactFolder => {
	const puts = new Map<string, PutFile>();
	const listPath = `${folder}/${artifactListName}`;
	const listFresh = (): readonly ListedArtifact[] => [...puts.values()].map(({path, content}) => ({path, sha256: pki.sha256(content)}));

	const isAsWritten = async (path: string, digests: readonly string[]): Promise<boolean | undefined> => {
		try {
			const text = await files.read(path);
			return text === undefined ? undefined : digests.includes(pki.sha256(text));
		} catch (error) {
			if (error instanceof Failure) {
				return false;
			}
			throw error;
		}
	};

	const removeWithFolders = async (path: string): Promise<void> => {
		await files.remove(`${folder}/${path}`);
		const parts = path.split('/').slice(0, -1);
		while (parts.length > 0 && (await files.removeEmptyFolder([folder, ...parts].join('/')))) {
			parts.pop();
		}
	};

	const sweep = async (path: string, digests: readonly string[], otherNodes: ReadonlySet<string>): Promise<Fate> => {
		const asWritten = await isAsWritten(`${folder}/${path}`, digests);
		if (asWritten !== true) {
			return asWritten === undefined ? 'gone' : 'edited';
		}
		const [, node] = /^nodes\/([^/]+)\//.exec(path) ?? [];
		if (node !== undefined && otherNodes.has(node)) {
			return 'others';
		}
		await removeWithFolders(path);
		return 'removed';
	};

	return {
		put: (path, content, mode) => {
			puts.set(path, {path, content, mode});
		},
		commit: async (otherNodes = []) => {
			signal.throwIfAborted();
			const earlier = parseArtifactList((await files.read(listPath)) ?? '');
			const fresh = listFresh();
			await files.write(listPath, formatArtifactList([...earlier, ...fresh]), 0o600);
			for (const {path, content, mode} of puts.values()) {
				signal.throwIfAborted();
				await files.write(`${folder}/${path}`, content, mode);
				emit({type: 'file-written', path: `${folder}/${path}`});
			}
			const stale = [...new Set([...earlier.map(({path}) => path), ...secretArtifacts])].filter((path) => !puts.has(path));
			const fates = new Map<string, Fate>();
			const others = new Set(otherNodes);
			for (const path of stale) {
				signal.throwIfAborted();
				fates.set(path, await sweep(path, earlier.flatMap((each) => (each.path === path ? [each.sha256] : [])), others));
			}
			await files.write(listPath, formatArtifactList([...fresh, ...earlier.filter(({path}) => ['edited', 'others'].includes(fates.get(path) ?? 'gone'))]), 0o600);
			const shown = escapeControls(folder);
			for (const fate of ['removed', 'edited', 'others'] as const) {
				const left = stale.filter((path) => fates.get(path) === fate);
				const paths = fate === 'others' ? [...new Set(left.map((path) => path.split('/', 2).join('/')))] : left;
				if (paths.length > 0) {
					emit({type: 'problem-found', problem: problem('artifacts-stale', shown, {folder: shown, paths: paths.map(escapeControls), fate}, {severity: fate === 'edited' ? 'warning' : 'notice'})});
				}
			}
			return puts.size;
		},
	};
};
