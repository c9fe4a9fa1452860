import {expect, test} from 'vitest';
import type {Answers, NodeAnswers} from '../../../source/core/answers/answers.ts';
import type {NodeFacts} from '../../../source/core/facts/node-facts.ts';
import {parseKubernetesVersion} from '../../../source/core/kubernetes-versions/kubernetes-version.ts';
import {findNodeProblems, findVersionProblems} from '../../../source/core/survey/find-node-problems.ts';
import {findSharedIdentities} from '../../../source/core/survey/find-shared-identities.ts';
import {answersFacts, nodeAnswers, nodeFacts} from '../../support/plan-facts.ts';

const version = (text: string) => parseKubernetesVersion(text)!;
const kubeletAt = (text: string): Partial<NodeFacts> => ({kubelet: {path: '/usr/local/bin/kubelet', exists: true, version: version(text)}});
const runtime = (change: Partial<NodeFacts['runtime']>): Partial<NodeFacts> => ({runtime: {endpoint: 'unix:///run/containerd/containerd.sock', name: 'containerd', version: '2.1.0', cgroupDriver: 'systemd', isActive: true, ...change}});
const kubeletAnswers = (change: Partial<Answers['kubelet']>): Answers => answersFacts({kubelet: {...answersFacts().kubelet, ...change}});

const find = (facts: Partial<NodeFacts>, answers: Answers = answersFacts(), node: Partial<NodeAnswers> = {}) =>
	findNodeProblems({facts: nodeFacts('n1', facts), node: nodeAnswers('n1', node), answers}).map(({code, severity}) => (severity === 'error' ? code : `${code} (${severity})`));

test('finds nothing wrong with a host that is as it should be', () => {
	expect(find({})).toEqual([]);
});

const cases: readonly (readonly [string, Partial<NodeFacts>, readonly string[], Answers?, Partial<NodeAnswers>?])[] = [
	['no kubelet', {kubelet: {path: '/k', exists: false}}, ['kubelet-missing']],
	['no kubelet, and one to be installed', {kubelet: {path: '/k', exists: false}}, [], kubeletAnswers({binaries: {amd64: {source: 'k', sha256: 'x'}}})],
	['no kubelet, and one for another architecture', {kubelet: {path: '/k', exists: false}}, ['kubelet-missing'], kubeletAnswers({binaries: {arm64: {source: 'k', sha256: 'x'}}})],
	['a kubelet for another architecture', {kubelet: {path: '/k', exists: true, versionError: '/k: cannot execute binary file: Exec format error'}}, ['kubelet-not-running-here']],
	['a kubelet that tells nothing', {kubelet: {path: '/k', exists: true, versionError: ''}}, ['kubelet-version-unknown']],
	['no runtime', {runtime: {isActive: false}}, ['runtime-missing']],
	['a runtime that does not listen', runtime({isActive: false}), ['runtime-down']],
	['containerd without CRI', runtime({isCriDisabled: true}), ['runtime-cri-disabled']],
	['containerd 1.5 under kubelet 1.26', {...runtime({version: '1.5.9'}), ...kubeletAt('v1.26.0')}, ['runtime-too-old']],
	['containerd 1.5 under kubelet 1.25', {...runtime({version: '1.5.9'}), ...kubeletAt('v1.25.0')}, []],
	['containerd 1.6 under kubelet 1.36', runtime({version: '1.6.0'}), []],
	['cgroup v1 under kubelet 1.35', {cgroupVersion: 1, ...kubeletAt('v1.35.0')}, ['cgroup-v1']],
	['cgroup v1 under kubelet 1.34', {cgroupVersion: 1, ...kubeletAt('v1.34.0')}, []],
	['cgroup v1 that the answers allow', {cgroupVersion: 1}, [], kubeletAnswers({config: {failCgroupV1: false}})],
	['a cgroup driver that the runtime does not use', runtime({cgroupDriver: 'cgroupfs'}), ['cgroup-driver-differs'], kubeletAnswers({cgroupDriver: 'systemd'})],
	['any cgroup driver where it follows the runtime', runtime({cgroupDriver: 'cgroupfs'}), []],
	['swap', {hasSwap: true}, ['swap-on']],
	['swap that the answers allow', {hasSwap: true}, [], kubeletAnswers({config: {failSwapOn: false}})],
	['no systemd', {hasSystemd: false}, ['systemd-missing']],
	['a kubelet that is masked', {kubeletService: {...nodeFacts('n1').kubeletService, isMasked: true}}, ['kubelet-masked']],
	['a clock half a minute off', {clockSkewMs: -30_000}, []],
	['a clock further off', {clockSkewMs: -30_001}, ['clock-skewed']],
	['another hostname', {hostname: 'localhost'}, ['hostname-differs (notice)']],
	['the name as a first label, in capitals', {hostname: 'N1.example.org'}, []],
	['an address behind NAT', {}, ['node-address-not-local (notice)'], answersFacts(), {address: '203.0.113.9'}],
	['an address of its own', {}, [], answersFacts(), {address: '10.0.0.21'}],
	['a read-only folder and one that is a file', {unwritablePaths: [{path: '/etc', reason: 'read-only'}, {path: '/opt/x', reason: 'not-a-directory'}]}, ['folder-read-only', 'folder-is-file']],
	['a full disk', {freeBytes: 500_000}, ['disk-full']],
	['too little space for a binary', {freeBytes: 100_000_000, kubelet: {path: '/k', exists: false}}, ['disk-full'], kubeletAnswers({binaries: {any: {source: 'k', sha256: 'x'}}})],
	['everything at once', {hasSwap: true, hasSystemd: false, runtime: {isActive: false}, freeBytes: 0}, ['runtime-missing', 'systemd-missing', 'swap-on', 'disk-full']],
];

test.each(cases.map((row) => [row[0], row] as const))('told of %s', (_what, [, facts, expected, answers, node]) => {
	expect(find(facts, answers, node)).toEqual(expected);
});

test.each([
	['v1.36.3', 'v1.36.3', []],
	['v1.37.0', 'v1.36.3', ['kubelet-newer']],
	['v1.33.0', 'v1.36.3', []],
	['v1.32.9', 'v1.36.3', ['kubelet-too-old']],
	['v1.24.0', 'v1.27.0', ['kubelet-too-old']],
])('a kubelet %s beside an API server %s: %j', (kubelet, server, expected) => {
	expect(findVersionProblems({facts: nodeFacts('n1', kubeletAt(kubelet)), serverVersion: version(server)}).map(({code}) => code)).toEqual(expected);
});

test('names clones by machine-id and by host key, each with all the others', () => {
	const problems = findSharedIdentities([
		{name: 'a', machineId: '1', hostKeyFingerprints: ['x', 'y']},
		{name: 'b', machineId: '1', hostKeyFingerprints: ['z']},
		{name: 'c', machineId: '2', hostKeyFingerprints: ['y']},
		{name: 'd', machineId: '', hostKeyFingerprints: []},
		{name: 'e', machineId: ''},
	]);
	expect(problems.map(({code, subject, params}) => [code, subject, 'others' in params ? params.others : undefined])).toEqual([
		['machine-id-shared', 'a', ['b']],
		['host-key-shared', 'a', ['c']],
		['machine-id-shared', 'b', ['a']],
		['host-key-shared', 'c', ['a']],
	]);
});
