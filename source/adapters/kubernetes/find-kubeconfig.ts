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

/**
 * Finds the files that make up the kubeconfig, first one first: the one named, else $KUBECONFIG's (several are merged, those not there are left out
 * as kubectl does: k8s.io/client-go tools/clientcmd/loader.go), else the first of the usual places of kubeconfigs on a control-plane host.
 * Rejects with `kubeconfig-missing`, saying where it looked.
 */
export const findKubeconfig = ({kubeconfig, env, home}: KubeconfigSearch): readonly string[] => {
	const fromEnv = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
	const named = kubeconfig === undefined ? fromEnv : [kubeconfig];
	const usual = [join(home, '.kube', 'config'), '/etc/kubernetes/admin.conf', '/etc/kubernetes/admin.kubeconfig'];
	const looked = (named.length > 0 ? named : usual).map((path) => expandHome(path, home));
	const found = looked.filter(exists);
	const [first] = found;
	if (first === undefined) {
		throw new Failure(problem('kubeconfig-missing', kubeconfig ?? 'cluster', {looked}));
	}
	return named.length > 0 ? found : [first];
};
