import {dirname, isAbsolute, join} from 'node:path';
import {type ChosenContext, chooseContext, type KubeconfigFile, parseKubeconfig, type Parsed} from '../../core/facts/parse-kubeconfig.ts';
import {Failure} from '../../core/problem/failure.ts';
import {errnoOf} from '../../core/problem/file-problem.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {kubeconfigLimitMiB, readAtMost} from './read-at-most.ts';

const unwrap = <T>(parsed: Parsed<T>): T => {
	if (parsed.isValid) {
		return parsed.value;
	}
	throw new Failure(parsed.problems);
};

const readText = (path: string): string => {
	try {
		return readAtMost(path, kubeconfigLimitMiB);
	} catch (error) {
		if (error instanceof Failure) {
			throw error;
		}
		if (errnoOf(error) === 'EISDIR') {
			throw new Failure(problem('kubeconfig-folder', path, {path}));
		}
		throw new Failure(problem('kubeconfig-unreadable', path, {path}, {cause: escapeControls(String(error))}));
	}
};

// Paths in a kubeconfig start at its folder; a plugin without a slash is looked for in PATH (k8s.io/client-go tools/clientcmd/loader.go, GetClusterFileReferences and GetAuthInfoFileReferences).
const makeAbsolute = (path: string, file: KubeconfigFile): KubeconfigFile => {
	const fromFolder = (relative: string): string => (relative === '' || isAbsolute(relative) ? relative : join(dirname(path), relative));
	const absolute = <Entry extends Readonly<Record<string, unknown>>>(entry: Entry, fields: readonly string[]): Entry => ({
		...entry,
		...Object.fromEntries(fields.flatMap((field) => (typeof entry[field] === 'string' ? [[field, fromFolder(entry[field])]] : []))),
	});
	return {
		...file,
		clusters: file.clusters.map(({name, cluster}) => ({name, cluster: absolute(cluster, ['certificate-authority'])})),
		users: file.users.map(({name, user}) => ({
			name,
			user: {
				...absolute(user, ['client-certificate', 'client-key', 'tokenFile']),
				...(user.exec?.command.includes('/') === true ? {exec: absolute(user.exec, ['command'])} : {}),
			},
		})),
	};
};

/** Reads kubeconfig files and picks one context's part, all paths absolute. Rejects with Failure (`kubeconfig-…`). */
export const readKubeconfig = (paths: readonly string[], context?: string): ChosenContext =>
	unwrap(chooseContext(paths[0] ?? '', paths.map((path) => makeAbsolute(path, unwrap(parseKubeconfig(path, readText(path))))), context));
