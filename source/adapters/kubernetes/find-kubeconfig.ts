import {accessSync, constants, realpathSync} from 'node:fs';
import {delimiter, join, resolve} from 'node:path';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';

/** Where to look for a kubeconfig: what the operator named, and the surroundings. */
export type KubeconfigSearch = {readonly kubeconfig?: string | undefined; readonly env: Readonly<Record<string, string | undefined>>; readonly home: string};

const expandHome = (path: string, home: string): string => resolve(path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path);

const exists = (path: string): boolean => {
	try {
		accessSync(path, constants.F_OK);
		return true;
	} catch {
		return false;
	}
};

// Whatever else stands in the way of a file that was named, a loop of links among it, is told by whoever reads it.
const isAbsent = (path: string): boolean => {
	try {
		accessSync(path, constants.F_OK);
		return false;
	} catch (error) {
		return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
	}
};

const listNamed = ({kubeconfig, env}: KubeconfigSearch): readonly string[] => (kubeconfig === undefined ? (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '') : [kubeconfig]);

const listUsual = (home: string): readonly string[] => [join(home, '.kube', 'config'), '/etc/kubernetes/admin.conf', '/etc/kubernetes/admin.kubeconfig'];

const identify = (path: string): string => {
	try {
		return realpathSync(path);
	} catch {
		// One that cannot be followed is itself.
		return path;
	}
};

/** A kubeconfig that the operator has written down, and where that is. */
export type WrittenKubeconfig = {readonly written: string; readonly path: string};

/** Lists every kubeconfig that is there, for a person to choose from: those named, then those in the usual places, each file once, and the one that was written down as it was written. */
export const listKubeconfigs = (search: KubeconfigSearch, own?: WrittenKubeconfig): readonly string[] => {
	const byFile = new Map<string, string>();
	for (const path of [...listNamed(search), ...listUsual(search.home)].map((each) => expandHome(each, search.home)).filter(exists)) {
		const file = identify(path);
		byFile.set(file, byFile.get(file) ?? path);
	}
	const ownFile = own === undefined ? undefined : identify(own.path);
	return [...byFile].map(([file, path]) => (own !== undefined && file === ownFile ? own.written : path));
};

/**
 * Finds the files that make up the kubeconfig, first one first: the one named, else $KUBECONFIG's (several are merged, those not there are left out
 * as kubectl does: k8s.io/client-go tools/clientcmd/loader.go), else the first of the usual places of kubeconfigs on a control-plane host.
 * Rejects with `kubeconfig-missing`, saying where it looked.
 */
export const findKubeconfig = (search: KubeconfigSearch): readonly string[] => {
	const {kubeconfig, home} = search;
	const named = listNamed(search);
	const looked = (named.length > 0 ? named : listUsual(home)).map((path) => expandHome(path, home));
	const found = looked.filter((path) => (named.length > 0 ? !isAbsent(path) : exists(path)));
	const [first] = found;
	if (first === undefined) {
		throw new Failure(problem('kubeconfig-missing', kubeconfig ?? 'cluster', {looked}));
	}
	return named.length > 0 ? found : [first];
};
