import type {KubeletPaths, Taint} from '../answers/answers.ts';
import {findFlagState} from '../kubernetes-versions/kubelet-flags.ts';
import {kubeletDefaults} from '../kubernetes-versions/kubelet-defaults.ts';
import type {NodeArtifactsInput} from './node-artifacts-input.ts';

/** What one node's kubelet is told, gathered from answers, facts and cluster; whether by flag or by field depends on its minor. */
export type KubeletSettings = {
	readonly nodeName: string;
	readonly paths: KubeletPaths;
	readonly labels: Readonly<Record<string, string>>;
	readonly taints: readonly Taint[];
	readonly cgroupDriver: 'systemd' | 'cgroupfs';
	/** `unix:///…` */
	readonly containerRuntimeEndpoint: string;
	/** Unset: left to whatever is there; pods then use the host's resolver. */
	readonly clusterDns?: readonly string[];
	readonly clusterDomain?: string;
	readonly resolvConf?: string;
	readonly staticPodPath?: string;
	readonly requestsServingCertificates: boolean;
	/** The operator's own fields, over all others. */
	readonly config: Readonly<Record<string, unknown>>;
};

/** A flag for the kubelet; one that is not needed is only put right where somebody set it. */
export type WantedFlag = {readonly name: string; readonly value: string; readonly isNeeded: boolean};

/** Decides a node's settings: the node's answer before the one for all, answers before facts, facts before defaults. */
export const resolveKubeletSettings = ({answers: {kubelet}, node, facts, cluster}: Omit<NodeArtifactsInput, 'minor'>): KubeletSettings => {
	const clusterDns = kubelet.clusterDns ?? cluster.clusterDns;
	const clusterDomain = kubelet.clusterDomain ?? cluster.clusterDomain;
	const isSameTaint = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect;
	return {
		nodeName: node.name,
		paths: kubelet.paths,
		labels: {...kubelet.labels, ...node.labels},
		taints: [...kubelet.taints.filter((taint) => !node.taints.some((own) => isSameTaint(own, taint))), ...node.taints],
		cgroupDriver: kubelet.cgroupDriver === 'auto' ? (facts?.runtime.cgroupDriver ?? 'systemd') : kubelet.cgroupDriver,
		containerRuntimeEndpoint: kubelet.containerRuntimeEndpoint === 'auto' ? (facts?.runtime.endpoint ?? kubeletDefaults.containerRuntimeEndpoint) : kubelet.containerRuntimeEndpoint,
		...(clusterDns === undefined || clusterDns.length === 0 ? {} : {clusterDns}),
		...(clusterDomain === undefined ? {} : {clusterDomain}),
		...(facts?.usesSystemdResolved ? {resolvConf: kubeletDefaults.resolvedResolvConf} : {}),
		...(node.isControlPlane ? {staticPodPath: kubeletDefaults.staticPodPath} : {}),
		requestsServingCertificates: kubelet.requestsServingCertificates,
		config: kubelet.config,
	};
};

/** `key=value:effect`, as --register-with-taints takes it. */
const formatTaint = ({key, value, effect}: Taint): string => `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`;

/** `key=value` pairs as --node-labels takes them, sorted by key. */
const formatLabels = (labels: Readonly<Record<string, string>>): string =>
	Object.entries(labels)
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, value]) => `${key}=${value}`)
		.join(',');

/** The flags that a kubelet of a minor gets: only what has no field there, and never one that it warns of. Labels must be ones that kubelets may set. */
export const listWantedFlags = ({nodeName, paths, labels, taints, containerRuntimeEndpoint}: KubeletSettings, minor: number): readonly WantedFlag[] =>
	[
		{name: 'bootstrap-kubeconfig', value: paths.bootstrapKubeconfig, isNeeded: true},
		{name: 'kubeconfig', value: paths.kubeconfig, isNeeded: true},
		{name: 'config', value: paths.config, isNeeded: true},
		{name: 'cert-dir', value: paths.certificates, isNeeded: paths.certificates !== kubeletDefaults.certificateFolder},
		{name: 'hostname-override', value: nodeName, isNeeded: true},
		// Until dockershim went (1.24) the default was docker.
		{name: 'container-runtime', value: 'remote', isNeeded: true},
		{name: 'container-runtime-endpoint', value: containerRuntimeEndpoint, isNeeded: true},
		{name: 'register-with-taints', value: taints.map(formatTaint).join(','), isNeeded: taints.length > 0},
		{name: 'node-labels', value: formatLabels(labels), isNeeded: Object.keys(labels).length > 0},
	].filter(({name, value}) => value !== '' && findFlagState(name, minor) === 'fine');
