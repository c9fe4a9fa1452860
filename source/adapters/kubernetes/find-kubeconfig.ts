import {accessSync, constants} from 'node:fs';
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

const listNamed = ({kubeconfig, env}: KubeconfigSearch): readonly string[] => (kubeconfig === undefined ? (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '') : [kubeconfig]);

const listUsual = (home: string): readonly string[] => [join(home, '.kube', 'config'), '/etc/kubernetes/admin.conf', '/etc/kubernetes/admin.kubeconfig'];

/** Lists every kubeconfig that is there, for a person to choose from: those named, then those in the usual places. */
export const listKubeconfigs = (search: KubeconfigSearch): readonly string[] => [...new Set([...listNamed(search), ...listUsual(search.home)].map((path) => expandHome(path, search.home)))].filter(exists);

/**
 * Finds the files that make up the kubeconfig, first one first: the one named, else $KUBECONFIG's (several are merged, those not there are left out
 * as kubectl does: k8s.io/client-go tools/clientcmd/loader.go), else the first of the usual places of kubeconfigs on a control-plane host.
 * Rejects with `kubeconfig-missing`, saying where it looked.
 */
export const findKubeconfig = (search: KubeconfigSearch): readonly string[] => {
	const {kubeconfig, home} = search;
	const named = listNamed(search);
	const looked = (named.length > 0 ? named : listUsual(home)).map((path) => expandHome(path, home));
	const found = looked.filter(exists);
	const [first] = found;
	if (first === undefined) {
		throw new Failure(problem('kubeconfig-missing', kubeconfig ?? 'cluster', {looked}));
	}
	return named.length > 0 ? found : [first];
};
