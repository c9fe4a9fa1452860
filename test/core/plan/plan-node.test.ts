import {expect, test} from 'vitest';
import type {NodeAnswers} from '../../../source/core/answers/answers.ts';
import type {Artifact} from '../../../source/core/artifacts/artifact.ts';
import type {ClusterFacts} from '../../../source/core/facts/cluster-facts.ts';
import type {NodeFacts} from '../../../source/core/facts/node-facts.ts';
import type {PlanInput, PlanNodeInput} from '../../../source/core/plan/plan-input.ts';
import {planNode} from '../../../source/core/plan/plan-node.ts';
import type {NodePlan} from '../../../source/core/plan/plan.ts';
import {problem, type Problem} from '../../../source/core/problem/problem.ts';
import {answersFacts, certificateFacts, clusterFacts, digest, enrolledFacts, fileFacts, nodeAnswers, nodeFacts, nodeObject, paths, planInput, planNodeInput} from '../../support/plan-facts.ts';

const artifact = (id: Artifact['id'], path: string): Artifact => ({id, path, content: `${id}\n`, mode: 0o644, owner: 'root:root', isSecret: false});
const artifacts = [artifact('client-ca', paths.clientCa), artifact('kubelet-config', paths.config), artifact('kubelet-unit', paths.unit)];
const installed = artifacts.map(({path, content}) => fileFacts(path, content));

const servingOff = answersFacts({kubelet: {...answersFacts().kubelet, requestsServingCertificates: false}});
const past = '2026-03-01T11:00:00Z';
const soon = '2026-03-01T12:04:00Z';

type Case = {
	readonly node?: Partial<NodeAnswers>;
	readonly facts?: NodeFacts;
	readonly each?: Partial<PlanNodeInput>;
	readonly cluster?: Partial<ClusterFacts>;
	readonly input?: Partial<PlanInput>;
	readonly rendered?: readonly Problem[];
};

const plan = ({node = {}, facts = nodeFacts('node-1'), each = {}, cluster = {}, input = {}, rendered = []}: Case): NodePlan => {
	const nodeInput = planNodeInput(nodeAnswers('node-1', node), facts, each);
	return planNode(planInput([nodeInput], {cluster: clusterFacts(cluster), ...input}), nodeInput, () => ({artifacts, problems: rendered}));
};

const enrolled = (change: Partial<NodeFacts> = {}): NodeFacts => enrolledFacts('node-1', {files: installed, ...change});
const isNode = {nodes: [nodeObject('node-1')]};
const isNotReady = {nodes: [nodeObject('node-1', {ready: 'unknown'})]};
const client = (change: Parameters<typeof certificateFacts>[0]) => certificateFacts({commonName: 'system:node:node-1', ...change});
const kubelet = (change: Partial<NodeFacts['kubeletService']>) => ({...enrolled().kubeletService, ...change});
const record = {version: 1, cluster: {server: 'https://10.0.0.1:6443', caSha256: ''}, nodes: {'node-1': {name: 'node-1', address: 'a', plan: 'p', stage: 'files', files: {}, addresses: [], dnsNames: []}}} as const;

test.each<[string, Case, Partial<Pick<NodePlan, 'state' | 'needsToken' | 'needsServingCertificate' | 'kubelet'>>]>([
	['a bare host is new', {}, {state: 'new', needsToken: true, needsServingCertificate: true, kubelet: 'start'}],
	['an enrolled one has nothing to do', {facts: enrolled(), cluster: isNode}, {state: 'ready', needsToken: false, needsServingCertificate: false, kubelet: 'keep'}],
	['one that was enrolled by hand is adopted as it is', {facts: enrolled({kubeconfig: {server: 'https://10.0.0.9:6443', caSha256: [], embedsCredentials: false}}), cluster: isNode}, {state: 'ready', needsToken: false}],
	['a file that differs is written and read anew', {facts: enrolled({files: [fileFacts(paths.config, 'old\n'), ...installed.filter(({path}) => path !== paths.config)]}), cluster: isNode}, {state: 'update', needsToken: false, kubelet: 'restart'}],
	['a bootstrap kubeconfig left over goes, and the kubelet runs on', {facts: enrolled({files: [...installed, fileFacts(paths.bootstrapKubeconfig, 'x')]}), cluster: isNode}, {state: 'update', needsToken: false, kubelet: 'keep'}],
	['begun earlier, by the record', {input: {record}}, {state: 'resume', needsToken: true}],
	['begun earlier, by the kubeconfig that a kubelet writes first', {facts: nodeFacts('node-1', {kubeconfig: {server: 'https://10.0.0.9:6443', caSha256: ['ca01'], embedsCredentials: false}})}, {state: 'resume', needsToken: true}],
	['enrolled and not yet Ready', {facts: enrolled(), cluster: isNotReady}, {state: 'resume', needsToken: false, kubelet: 'keep'}],
	['enrolled, its Node deleted: only a start registers it again', {facts: enrolled()}, {state: 'resume', needsToken: false, kubelet: 'restart'}],
	['its kubelet stopped', {facts: enrolled({kubeletService: kubelet({isActive: false})}), cluster: isNode}, {state: 'update', kubelet: 'start'}],
	['its kubelet not enabled', {facts: enrolled({kubeletService: kubelet({isEnabled: false})}), cluster: isNode}, {state: 'update', kubelet: 'restart'}],
	['its unit changed and not read', {facts: enrolled({kubeletService: kubelet({needsReload: true})}), cluster: isNode}, {state: 'update', kubelet: 'restart'}],
	['its serving certificate missing', {facts: {...enrolled(), servingCertificate: undefined as never}, cluster: isNode}, {state: 'resume', needsServingCertificate: true, kubelet: 'restart'}],
	['no serving certificate wanted', {facts: {...enrolled(), servingCertificate: undefined as never}, cluster: isNode, input: {answers: servingOff}}, {state: 'ready', needsServingCertificate: false}],
	['its client certificate expired, its Node gone', {facts: enrolled({clientCertificate: client({notAfter: past})})}, {state: 'new', needsToken: true, kubelet: 'restart'}],
	['its client certificate ends within five minutes', {facts: enrolled({clientCertificate: client({notAfter: soon})})}, {needsToken: true}],
	['a certificate without a kubeconfig to use it', {facts: {...enrolled(), kubeconfig: undefined as never}}, {needsToken: true}],
	['a certificate whose end cannot be read', {facts: enrolled({clientCertificate: client({notAfter: 'never'})})}, {needsToken: true}],
])('%s', (_title, given, expected) => {
	expect(plan(given)).toMatchObject({...expected, problems: []});
});

test.each<[string, Case, string, string?]>([
	['a Ready Node has its name', {cluster: isNode}, 'node-name-taken'],
	['a Ready Node has its name, even where it may be enrolled again', {cluster: isNode, node: {mayReenroll: true}}, 'node-name-taken'],
	['a Ready Node has its name, and its own certificate expired', {cluster: isNode, facts: enrolled({clientCertificate: client({notAfter: past})})}, 'node-name-taken'],
	['a NotReady Node has its name', {cluster: isNotReady}, 'reenroll-needed', 'not-ready-node'],
	['its certificate is of another cluster', {facts: enrolled(), each: {isClientCertificateOurs: false}}, 'reenroll-needed', 'other-cluster'],
	['its kubeconfig has another CA', {facts: enrolled({kubeconfig: {server: 'https://10.0.0.9:6443', caSha256: ['else'], embedsCredentials: false}})}, 'reenroll-needed', 'other-cluster'],
	['its kubeconfig has another server, and no CA to tell', {facts: nodeFacts('node-1', {kubeconfig: {server: 'https://192.0.2.1:6443', caSha256: [], embedsCredentials: false}})}, 'reenroll-needed', 'other-cluster'],
	['its kubeconfig has a server that is no URL', {facts: nodeFacts('node-1', {kubeconfig: {server: '\u001B[2J', caSha256: [], embedsCredentials: false}})}, 'reenroll-needed', 'other-cluster'],
	['its certificate is of another node', {facts: enrolled({clientCertificate: client({commonName: 'system:node:node-2'})})}, 'reenroll-needed', 'other-node'],
	['its kubeconfig holds credentials of its own', {facts: nodeFacts('node-1', {kubeconfig: {server: 'https://10.0.0.9:6443', caSha256: ['ca01'], embedsCredentials: true}})}, 'reenroll-needed', 'own-credentials'],
	['it has the address of the VIP', {node: {address: '10.0.0.9'}}, 'node-is-api-server'],
	['one of its addresses is the VIP, written another way', {node: {addresses: ['::ffff:10.0.0.9']}}, 'node-is-api-server'],
	['an API server answers at its address', {node: {address: '10.0.0.1'}}, 'node-is-control-plane'],
	['an API server answers at an address of its interface', {facts: nodeFacts('node-1', {interfaces: [{name: 'eth0', kind: 'uplink', addresses: ['10.0.0.1/24']}]})}, 'node-is-control-plane'],
	['its Node has the label of the control plane', {facts: enrolled(), cluster: {nodes: [nodeObject('node-1', {isControlPlane: true})]}}, 'node-is-control-plane'],
	['the file lists it under the control plane', {input: {answers: answersFacts({cluster: {controlPlane: [{name: 'master', address: 'NODE-1.example'}], controlPlaneChanges: 'needed', serviceCidrs: [], podCidrs: []}})}}, 'node-is-control-plane'],
	['the survey found an error', {each: {problems: [problem('swap-on', 'node-1', {})]}}, 'swap-on'],
	['its files cannot be made', {rendered: [problem('kubelet-version-unknown', 'node-1', {path: paths.binary})]}, 'kubelet-version-unknown'],
])('blocked: %s', (_title, given, code, reason) => {
	const {problems, ...rest} = plan(given);
	expect(problems.filter(({severity}) => severity === 'error').map((each) => each.code)).toEqual([code]);
	if (reason !== undefined) {
		expect(problems[0]?.params).toMatchObject({reason});
	}
	expect(JSON.stringify(problems)).not.toContain('\\u001b');
	expect(rest).toEqual({name: 'node-1', address: given.node?.address ?? 'node-1.example', state: 'blocked', needsToken: false, needsServingCertificate: false, kubelet: 'keep', files: [], setAside: []});
});

test('a node that the survey could not reach is blocked by what the survey said, once', () => {
	const down = problem('swap-on', 'node-1', {});
	const nodeInput = planNodeInput(nodeAnswers('node-1'), undefined, {problems: [down]});
	const planned = planNode(planInput([nodeInput]), nodeInput, () => {
		throw new Error('nothing to render without facts');
	});
	expect(planned).toMatchObject({state: 'blocked', problems: [down], files: []});
});

test('every reason against a node is told at once, each once', () => {
	const swap = problem('swap-on', 'node-1', {});
	const {problems} = plan({cluster: isNode, node: {address: '10.0.0.9'}, each: {problems: [swap, swap], isClientCertificateOurs: false}, facts: enrolled()});
	expect(problems.map(({code}) => code)).toEqual(['swap-on', 'node-is-api-server', 'node-name-taken', 'reenroll-needed']);
});

test('a control-plane host that the file calls one is planned like any other', () => {
	expect(plan({node: {address: '10.0.0.1', isControlPlane: true}, cluster: {nodes: []}})).toMatchObject({state: 'new', problems: []});
});

test('loopback addresses tell no hosts apart', () => {
	const local = {apiServer: {host: '127.0.0.1', port: 6443}};
	expect(plan({node: {address: '127.0.0.1', port: 2201}, input: local, cluster: {apiServerEndpoints: [{host: '127.0.0.1', port: 6443}]}})).toMatchObject({state: 'new', problems: []});
});

const all = [paths.kubeconfig, ...['kubelet-client-current.pem', 'kubelet-client.crt', 'kubelet-client.key', 'kubelet-client.key.tmp', 'kubelet-server-current.pem', 'kubelet-server.crt', 'kubelet-server.key', 'kubelet.crt', 'kubelet.key'].map((name) => `${paths.certificates}/${name}`)];

test.each<[string, Case, readonly string[]]>([
	['of another cluster', {facts: enrolled(), each: {isClientCertificateOurs: false}}, all],
	['of another node', {facts: enrolled({clientCertificate: client({commonName: 'system:node:other'})})}, all],
	['of a NotReady Node', {cluster: isNotReady}, all],
	['that the survey saw missing are not listed', {cluster: isNotReady, facts: nodeFacts('node-1', {files: all.slice(1).map((path) => fileFacts(path, undefined))})}, [paths.kubeconfig]],
	['of a bare host: none', {}, []],
])('where it may be enrolled again, credentials are set aside: %s', (_title, given, expected) => {
	const planned = plan({...given, node: {mayReenroll: true}});
	expect(planned).toMatchObject({state: 'new', needsToken: true, problems: []});
	expect(planned.setAside).toEqual(expected);
});

test('a serving certificate that a kubelet would go on using although it is not ours is set aside alone', () => {
	const planned = plan({facts: enrolled(), cluster: isNode, each: {isServingCertificateOurs: false}});
	expect(planned).toMatchObject({state: 'resume', needsToken: false, needsServingCertificate: true, kubelet: 'restart'});
	expect(planned.setAside).toEqual(all.slice(5));
});

test('a kubelet that talks to another server of the cluster is a notice, no more', () => {
	const planned = plan({facts: enrolled({kubeconfig: {server: 'https://10.0.0.1:6443', caSha256: ['ca01'], embedsCredentials: false}}), cluster: isNode, input: {apiServer: {host: '10.0.0.99', port: 6443}}});
	expect(planned.state).toBe('ready');
	expect(planned.problems).toMatchObject([{code: 'kubeconfig-server-differs', severity: 'notice', params: {apiServer: '10.0.0.99:6443'}}]);
});

test('a file edited by hand is warned about where it would be written, and only there', () => {
	const edited = {version: 1, cluster: {server: 's', caSha256: ''}, nodes: {'node-1': {...record.nodes['node-1'], files: {[paths.config]: digest('ours\n'), [paths.unit]: 'other'}}}} as const;
	const planned = plan({facts: enrolled({files: [fileFacts(paths.config, 'edited\n'), ...installed.filter(({path}) => path !== paths.config)]}), cluster: isNode, input: {record: edited}});
	expect(planned).toMatchObject({state: 'update', problems: [{code: 'file-edited', severity: 'warning', params: {path: paths.config}}]});
});

test('a file that was taken away since is written again without a warning', () => {
	const recorded = {version: 1, cluster: {server: 's', caSha256: ''}, nodes: {'node-1': {...record.nodes['node-1'], files: {[paths.config]: digest('ours\n')}}}} as const;
	const planned = plan({facts: enrolled({files: installed.filter(({path}) => path !== paths.config)}), cluster: isNode, input: {record: recorded}});
	expect(planned).toMatchObject({state: 'update', problems: []});
	expect(planned.files.find(({path}) => path === paths.config)).toMatchObject({action: 'create', wasEditedByHand: true});
});
