/** A file below a folder of artifacts, and the lower-case hex of its SHA-256 as it was written. */
export type ListedArtifact = {readonly path: string; readonly sha256: string};

/** Where the list lies below the folder; its lines are sha256sum's own, so that `sha256sum -c` reads them. */
export const artifactListName = '.kubenroll.sha256';

/** Files with a secret in them that earlier runs may have left, whether a list names them or not. */
export const secretArtifacts: readonly string[] = ['cluster/bootstrap-tokens.yaml', 'cluster/bootstrap.kubeconfig', 'masters/token.csv'];

// Whoever writes into the folder may write the list: nothing outside of it is ever meant.
const isBelow = (path: string): boolean => !path.startsWith('/') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

/** Writes the list; a path may stand in it twice, while nobody knows which of two texts is there. */
export const formatArtifactList = (list: readonly ListedArtifact[]): string => list.map(({path, sha256}) => `${sha256}  ${path}\n`).join('');

/** Reads the list; lines that are none, or lead out of the folder, are passed over. */
export const parseArtifactList = (text: string): readonly ListedArtifact[] =>
	text.split('\n').flatMap((line) => {
		const [, sha256, path] = /^([\da-f]{64}) {2}(\P{Cc}+)$/u.exec(line) ?? [];
		return sha256 === undefined || path === undefined || !isBelow(path) ? [] : [{path, sha256}];
	});
