import {createHash} from 'node:crypto';
import type {Answers, NodeAnswers} from '../../source/core/answers/answers.ts';
import type {CertificateFacts, ClusterFacts, NodeObject} from '../../source/core/facts/cluster-facts.ts';
import type {FileFacts, NodeFacts} from '../../source/core/facts/node-facts.ts';
import type {PlanInput, PlanNodeInput} from '../../source/core/plan/plan-input.ts';

/** A cluster that somebody built by hand and bare hosts for it, as plain data: the ground that plan tests vary. */

export const nowMs = Date.parse('2026-03-01T12:00:00Z');

export const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export const certificateFacts = (change: Partial<CertificateFacts> = {}): CertificateFacts => ({
	pem: '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
	sha256: 'ca01',
	subject: 'CN=kubernetes',
	commonName: 'kubernetes',
	issuer: 'CN=kubernetes',
	notBefore: '2026-01-01T00:00:00Z',
	notAfter: '2036-01-01T00:00:00Z',
	spkiSha256: 'beef',
	...change,
});

export const nodeAnswers = (name: string, change: Partial<NodeAnswers> = {}): NodeAnswers => ({
	name,
	address: `${name}.example`,
	addresses: [],
	dnsNames: [],
	labels: {},
	taints: [],
	hostKeys: [],
	isControlPlane: false,
	mayReenroll: false,
	...change,
});

export const paths: Answers['kubelet']['paths'] = {
	binary: '/usr/local/bin/kubelet',
	unit: '/etc/systemd/system/kubelet.service',
	config: '/etc/kubernetes/kubelet-config.yaml',
	kubeconfig: '/etc/kubernetes/kubelet.kubeconfig',
	bootstrapKubeconfig: '/etc/kubernetes/kubelet-bootstrap.kubeconfig',
	clientCa: '/etc/kubernetes/pki/ca.crt',
	certificates: '/var/lib/kubelet/pki',
};

export const answersFacts = (change: Partial<Answers> = {}): Answers => ({
	cluster: {controlPlane: [], controlPlaneChanges: 'needed', serviceCidrs: [], podCidrs: []},
	mode: 'bootstrap-token',
	token: {lifetimeMinutes: 60, scope: 'per-node'},
	tokenFile: {path: '/etc/kubernetes/token.csv', rows: 'shared', spareRows: 0, mendRows: false, retire: false},
	nodes: [],
	ssh: {connectTimeoutSeconds: 10, concurrency: 20, sudo: 'auto'},
	kubelet: {
		paths,
		cgroupDriver: 'auto',
		containerRuntimeEndpoint: 'auto',
		requestsServingCertificates: true,
		labels: {},
		taints: [],
		config: {},
		binaries: {},
	},
	approval: {mode: 'guarded', trustsSharedToken: false, maxExpirationSeconds: 31_536_000, addressAllowList: []},
	...change,
});

export const nodeObject = (name: string, change: Partial<NodeObject> = {}): NodeObject => ({
	name,
	ready: 'true',
	isControlPlane: false,
	kubeletVersion: 'v1.36.3',
	addresses: [],
	podCidrs: [],
	createdAt: '2026-01-01T00:00:00Z',
	...change,
});

export const clusterFacts = (change: Partial<ClusterFacts> = {}): ClusterFacts => ({
	server: 'https://10.0.0.1:6443',
	version: {major: 1, minor: 36, patch: 3, gitVersion: 'v1.36.3'},
	identity: {username: 'kubernetes-admin', groups: ['system:masters']},
	permissions: [],
	clientCa: [certificateFacts()],
	servingCa: [certificateFacts()],
	kubernetesServiceIps: ['10.96.0.1'],
	serviceCidrs: ['10.96.0.0/16'],
	podCidrs: [],
	clusterDns: ['10.96.0.10'],
	clusterDomain: 'cluster.local',
	nodes: [],
	apiServerEndpoints: [{host: '10.0.0.1', port: 6443}],
	bootstrapAccess: {canRequest: 'no', isAutoApproved: 'no', renewalIsAutoApproved: 'no'},
	bootstrapBindings: [],
	bootstrapTokenAuthentication: {state: 'on', evidence: 'apiserver-pod-flag'},
	tokens: [],
	managedBindings: [],
	...change,
});

export const fileFacts = (path: string, content: string | undefined, change: Partial<FileFacts> = {}): FileFacts => ({
	path,
	sha256: content === undefined ? '' : digest(content),
	exists: content !== undefined,
	mode: content === undefined ? 0 : 0o644,
	owner: content === undefined ? '' : 'root:root',
	...(content === undefined ? {} : {content}),
	...change,
});

/** A bare host: sshd, a runtime and a kubelet binary, nothing else. */
export const nodeFacts = (name: string, change: Partial<NodeFacts> = {}): NodeFacts => ({
	name,
	address: `${name}.example`,
	privilege: 'root',
	hostname: name,
	fqdn: name,
	machineId: digest(name).slice(0, 32),
	os: {id: 'debian', version: '13', prettyName: 'Debian GNU/Linux 13', kernel: '6.12.0'},
	architecture: 'amd64',
	kubelet: {path: paths.binary, exists: true, version: {major: 1, minor: 36, patch: 3, gitVersion: 'v1.36.3'}},
	runtime: {endpoint: 'unix:///run/containerd/containerd.sock', name: 'containerd', version: '2.1.0', cgroupDriver: 'systemd', isActive: true},
	cgroupVersion: 2,
	hasSwap: false,
	hasSystemd: true,
	clockSkewMs: 0,
	interfaces: [{name: 'eth0', kind: 'uplink', addresses: ['10.0.0.21/24']}],
	usesSystemdResolved: false,
	files: [],
	unitFiles: [],
	kubeletService: {isActive: false, isEnabled: false, startedAtUs: 0, restarts: 0, needsReload: false},
	unwritablePaths: [],
	freeBytes: 10_000_000_000,
	...change,
});

/** The kubeconfig, certificates and service of a host that is enrolled. */
export const enrolledFacts = (name: string, change: Partial<NodeFacts> = {}): NodeFacts =>
	nodeFacts(name, {
		kubeletService: {isActive: true, isEnabled: true, startedAtUs: 1, restarts: 0, needsReload: false},
		clientCertificate: certificateFacts({commonName: `system:node:${name}`, sha256: 'c1'}),
		servingCertificate: certificateFacts({commonName: `system:node:${name}`, sha256: 's1'}),
		kubeconfig: {server: 'https://10.0.0.9:6443', caSha256: ['ca01'], embedsCredentials: false},
		...change,
	});

export const planNodeInput = (node: NodeAnswers, facts: NodeFacts | undefined, change: Partial<PlanNodeInput> = {}): PlanNodeInput => ({
	node,
	...(facts === undefined ? {} : {facts}),
	problems: [],
	isClientCertificateOurs: true,
	isServingCertificateOurs: true,
	...change,
});

export const planInput = (nodes: readonly PlanNodeInput[], change: Partial<PlanInput> = {}): PlanInput => ({
	answers: answersFacts({nodes: nodes.map(({node}) => node)}),
	apiServer: {host: '10.0.0.9', port: 6443},
	cluster: clusterFacts(),
	nodes,
	record: undefined,
	problems: [],
	nowMs,
	digest,
	...change,
});
