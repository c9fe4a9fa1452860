import type {Answers, NodeAnswers} from '../answers/answers.ts';
import type {KubernetesVersion} from '../facts/cluster-facts.ts';
import type {NodeFacts} from '../facts/node-facts.ts';
import {checkKubeletSkew} from '../kubernetes-versions/check-kubelet-skew.ts';
import {canonicalIp} from '../net/ip-address.ts';
import {isLoopback} from '../net/is-loopback.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {listRuntimeSockets} from './runtime-sockets.ts';

/** One node's facts with what they are held against. */
export type NodeCheckInput = {
	readonly facts: NodeFacts;
	readonly node: NodeAnswers;
	readonly answers: Answers;
};

type Check = (input: NodeCheckInput) => readonly Problem[];

// The first CRI v1 of each: a kubelet from 1.26 speaks no other (kubernetes CHANGELOG-1.26, #110618).
const criV1Since: Readonly<Record<string, readonly [number, number]>> = {containerd: [1, 6], crio: [1, 23], 'cri-dockerd': [0, 3]};
const criV1OnlyFromMinor = 26;
// failCgroupV1 is true by default from here on (kubernetes pkg/kubelet/apis/config/v1beta1/defaults.go, KEP-5573).
const cgroupV1FailsFromMinor = 35;
// The controller-manager dates certificates 5 minutes back (kubernetes pkg/controller/certificates/signer/signer.go); tokens and leases suffer much earlier.
const greatestSkewMs = 30_000;
const mebibyte = 1024 * 1024;
const neededMiB = {files: 1, binary: 200} as const;

/** The binary that the node would get, where it has none. */
const binaryFor = (answers: Answers, facts: NodeFacts): boolean => (answers.kubelet.binaries[facts.architecture] ?? answers.kubelet.binaries['any']) !== undefined;

const checkKubelet: Check = ({facts, node, answers}) => {
	const {path, exists, version, versionError, elsewhere} = facts.kubelet;
	if (!exists) {
		return binaryFor(answers, facts) ? [] : [problem('kubelet-missing', node.name, {path, ...(elsewhere === undefined ? {} : {elsewhere})})];
	}
	if (version !== undefined) {
		return [];
	}
	const cannotRun = /not found|cannot execute|Exec format error|Permission denied/i.test(versionError ?? '');
	return [problem(cannotRun ? 'kubelet-not-running-here' : 'kubelet-version-unknown', node.name, {path}, {cause: versionError ?? ''})];
};

const checkRuntime: Check = ({facts, node, answers}) => {
	const {endpoint, name, version, isActive, isCriDisabled} = facts.runtime;
	if (endpoint === undefined || name === undefined) {
		return [problem('runtime-missing', node.name, {tried: listRuntimeSockets(answers.kubelet.containerRuntimeEndpoint).map(({path}) => path)})];
	}
	if (!isActive) {
		return [problem('runtime-down', node.name, {name, endpoint})];
	}
	if (isCriDisabled === true) {
		return [problem('runtime-cri-disabled', node.name, {file: '/etc/containerd/config.toml'})];
	}
	const minimum = criV1Since[name];
	const kubelet = facts.kubelet.version;
	const [major = Number.NaN, minor = Number.NaN] = (version ?? '').split('.').map(Number);
	const isOlder = minimum !== undefined && (major < minimum[0] || (major === minimum[0] && minor < minimum[1]));
	return isOlder && version !== undefined && kubelet !== undefined && kubelet.minor >= criV1OnlyFromMinor
		? [problem('runtime-too-old', node.name, {name, version, minimum: minimum.join('.'), kubeletVersion: kubelet.gitVersion})]
		: [];
};

const checkCgroups: Check = ({facts, node, answers}) => {
	const {version} = facts.kubelet;
	const {cgroupDriver} = answers.kubelet;
	const runtimeDriver = facts.runtime.cgroupDriver;
	const fails = facts.cgroupVersion === 1 && version !== undefined && version.minor >= cgroupV1FailsFromMinor && answers.kubelet.config['failCgroupV1'] !== false;
	return [
		...(fails ? [problem('cgroup-v1', node.name, {kubeletVersion: version.gitVersion})] : []),
		...(cgroupDriver !== 'auto' && runtimeDriver !== undefined && runtimeDriver !== cgroupDriver
			? [problem('cgroup-driver-differs', node.name, {runtime: facts.runtime.name ?? '', runtimeDriver, kubeletDriver: cgroupDriver})]
			: []),
	];
};

const checkHost: Check = ({facts, node, answers}) => [
	...(facts.hasSystemd ? [] : [problem('systemd-missing', node.name, {})]),
	...(facts.kubeletService.isMasked === true ? [problem('kubelet-masked', node.name, {})] : []),
	...(facts.hasSwap && answers.kubelet.config['failSwapOn'] !== false ? [problem('swap-on', node.name, {})] : []),
	...(Math.abs(facts.clockSkewMs) > greatestSkewMs ? [problem('clock-skewed', node.name, {seconds: Math.round(facts.clockSkewMs / 1000)})] : []),
	...(facts.hostname.toLowerCase() === node.name || facts.hostname.split('.', 1)[0]?.toLowerCase() === node.name ? [] : [problem('hostname-differs', node.name, {hostname: facts.hostname}, {severity: 'notice'})]),
];

const checkAddress: Check = ({facts, node}) => {
	const dialled = canonicalIp(node.address);
	const own = facts.interfaces.flatMap(({addresses}) => addresses.map((address) => address.split('/', 1)[0] ?? ''));
	return dialled === undefined || isLoopback(dialled) || own.some((address) => canonicalIp(address) === dialled)
		? []
		: [problem('node-address-not-local', node.name, {address: node.address, addresses: facts.interfaces.filter(({kind}) => kind !== 'virtual').flatMap(({addresses}) => addresses)}, {severity: 'notice'})];
};

const checkFolders: Check = ({facts, node, answers}) => {
	const needed = !facts.kubelet.exists && binaryFor(answers, facts) ? neededMiB.binary : neededMiB.files;
	const freeMiB = Math.floor(facts.freeBytes / mebibyte);
	return [
		...facts.unwritablePaths.flatMap(({path, reason}) => {
			const where = {path: escapeControls(path)};
			switch (reason) {
				case 'read-only': {
					return [problem('folder-read-only', node.name, where)];
				}
				case 'not-a-directory': {
					return [problem('folder-is-file', node.name, where)];
				}
				case 'no-space': {
					return [];
				}
			}
			return [];
		}),
		...(freeMiB < needed ? [problem('disk-full', node.name, {freeMiB, neededMiB: needed})] : []),
	];
};

const checks: readonly Check[] = [checkKubelet, checkRuntime, checkCgroups, checkHost, checkAddress, checkFolders];

/** Everything about a host that speaks against running a kubelet on it as the answers want, all at once. What its old credentials mean is the plan's to say, and `findVersionProblems` what its kubelet's version means. */
export const findNodeProblems = (input: NodeCheckInput): readonly Problem[] => checks.flatMap((check) => check(input));

/** Holds the kubelet that a host has against the API server's version; called where the cluster is known. */
export const findVersionProblems = ({facts, serverVersion}: {readonly facts: NodeFacts; readonly serverVersion: KubernetesVersion}): readonly Problem[] => {
	const {version} = facts.kubelet;
	if (version === undefined) {
		return [];
	}
	const skew = checkKubeletSkew(version, serverVersion);
	const versions = {version: escapeControls(version.gitVersion), serverVersion: escapeControls(serverVersion.gitVersion)};
	if (skew.state === 'newer') {
		return [problem('kubelet-newer', facts.name, versions)];
	}
	return skew.state === 'too-old' ? [problem('kubelet-too-old', facts.name, {...versions, oldest: `${serverVersion.major}.${skew.oldestMinor}`})] : [];
};
