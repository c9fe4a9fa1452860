import type {ComponentName} from './component.ts';

/** A flag that a program does not start with from this minor on, and what took its place. */
export type RefusedFlag = {readonly since: number; readonly instead?: string};

// Kubernetes CHANGELOG-1.24 (#106859, #106860: insecure serving), -1.25 (#108476: signing duration), -1.26 (klog's flags), -1.27 (#115840: taint manager), -1.33 (cloud provider of the apiserver).
const klog = ['log-dir', 'log-file', 'log-file-max-size', 'logtostderr', 'alsologtostderr', 'stderrthreshold', 'one-output', 'add-dir-header', 'skip-headers', 'skip-log-headers', 'log-backtrace-at'];

const since = (minor: number, names: readonly string[]): Readonly<Record<string, RefusedFlag>> => Object.fromEntries(names.map((name) => [name, {since: minor}]));

const refused: Partial<Readonly<Record<ComponentName, Readonly<Record<string, RefusedFlag>>>>> = {
	'kube-apiserver': {...since(24, ['insecure-port', 'port', 'address', 'insecure-bind-address']), ...since(26, klog), ...since(33, ['cloud-provider', 'cloud-config'])},
	'kube-controller-manager': {...since(24, ['port', 'address', 'deployment-controller-sync-period']), 'experimental-cluster-signing-duration': {since: 25, instead: 'cluster-signing-duration'}, ...since(26, klog), ...since(27, ['pod-eviction-timeout', 'enable-taint-manager'])},
};

/** Finds out whether a program of this minor starts with a flag; undefined: it does, as far as is known. */
export const findRefusedFlag = (component: ComponentName, flag: string, minor: number): RefusedFlag | undefined => {
	const own = refused[component]?.[flag];
	return own !== undefined && minor >= own.since ? own : undefined;
};
