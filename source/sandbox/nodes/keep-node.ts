import {setTimeout as sleep} from 'node:timers/promises';
import {parseKubernetesVersion} from '../../core/kubernetes-versions/kubernetes-version.ts';
import type {KubeletClient} from './kubelet-client.ts';
import type {KubeletHost} from './kubelet-host.ts';
import {explainAnswer} from './obtain-certificate.ts';
import type {KubeletSetup} from './read-kubelet-setup.ts';

/** What keeping a Node takes. */
export type NodeKeeping = {
	readonly host: KubeletHost;
	readonly setup: KubeletSetup;
	readonly signal: AbortSignal;
	readonly log: (severity: 'I' | 'W' | 'E', place: string, text: string) => void;
	/** A client with the certificate of now. */
	readonly openClient: () => KubeletClient;
	/** Started once the Node is there. */
	readonly onRegistered: () => Promise<void>;
	/** Work beside it, started then too. */
	readonly alongside: () => Promise<void>;
};

// pkg/kubelet/kubelet_node_status.go: registration backs off up to 7 s; the network plugin is found ready some seconds after. Leases are renewed every 10 s
// (a quarter of nodeLeaseDurationSeconds), whatever the time factor: that is cheap for five hundred.
const registrationRetryMs = 7000;
const readyAfterMs = 4000;
const leaseEveryMs = 10_000;

const architectures: Readonly<Record<string, string>> = {x64: 'amd64', arm64: 'arm64', ppc64: 'ppc64le', s390x: 's390x', riscv64: 'riscv64', loong64: 'loong64'};

const conditionsOf = (isReady: boolean): readonly object[] => {
	const now = new Date().toISOString().replace(/\.\d+/, '');
	const condition = (type: string, status: string, reason: string, message: string): object => ({type, status, reason, message, lastHeartbeatTime: now, lastTransitionTime: now});
	return [
		condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
		condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
		condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
		isReady ? condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status') : condition('Ready', 'False', 'KubeletNotReady', 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'),
	];
};

const statusOf = ({host, setup}: NodeKeeping, isReady: boolean): object => ({
	addresses: [{type: 'InternalIP', address: host.address}, {type: 'Hostname', address: setup.nodeName}],
	conditions: conditionsOf(isReady),
	capacity: {cpu: '4', memory: '8Gi', pods: '110'},
	allocatable: {cpu: '4', memory: '8Gi', pods: '110'},
	nodeInfo: {kubeletVersion: parseKubernetesVersion(host.kubernetesVersion)?.gitVersion ?? host.kubernetesVersion, operatingSystem: 'linux', architecture: architectures[process.arch] ?? process.arch, containerRuntimeVersion: 'containerd://2.4.2', osImage: 'Practice node of kubenroll', kernelVersion: 'practice', machineID: '', systemUUID: '', bootID: '', kubeProxyVersion: ''},
	daemonEndpoints: {kubeletEndpoint: {Port: 10250}},
});

const nodeOf = (keeping: NodeKeeping): object => {
	const {setup} = keeping;
	const labels = {'kubernetes.io/hostname': setup.nodeName, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': architectures[process.arch] ?? process.arch, ...setup.labels};
	return {apiVersion: 'v1', kind: 'Node', metadata: {name: setup.nodeName, labels}, spec: {taints: setup.taints}, status: statusOf(keeping, false)};
};

const register = async (keeping: NodeKeeping, client: KubeletClient): Promise<void> => {
	const {host, setup, log, signal} = keeping;
	for (;;) {
		const answer = await client.call('POST', '/api/v1/nodes', nodeOf(keeping)).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
		// 409: the Node is there from before.
		if (!(answer instanceof Error) && (answer.status === 201 || answer.status === 409)) {
			log('I', 'kubelet_node_status.go:78', `"Successfully registered node" node="${setup.nodeName}"`);
			return;
		}
		const cause = answer instanceof Error ? answer.message : explainAnswer(answer);
		log('E', 'kubelet_node_status.go:107', `"Unable to register node with API server" err="${cause.replaceAll('"', String.raw`\"`)}" node="${setup.nodeName}"`);
		await sleep(registrationRetryMs / host.timeFactor, undefined, {signal});
	}
};

const postStatus = async (keeping: NodeKeeping, client: KubeletClient, isReady: boolean): Promise<void> => {
	const answer = await client.call('PATCH', `/api/v1/nodes/${keeping.setup.nodeName}/status`, {status: statusOf(keeping, isReady)}).catch((error: unknown) => ({status: 0, body: {message: error instanceof Error ? error.message : String(error)}}));
	if (answer.status !== 200) {
		keeping.log('E', 'kubelet_node_status.go:549', `"Error updating node status, will retry" err="${explainAnswer(answer).replaceAll('"', String.raw`\"`)}"`);
	}
};

const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

const renewLease = async ({setup}: NodeKeeping, client: KubeletClient): Promise<void> => {
	const lease = {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: {name: setup.nodeName, namespace: 'kube-node-lease'}, spec: {holderIdentity: setup.nodeName, leaseDurationSeconds: 40, renewTime: new Date().toISOString().replace('Z', '000Z')}};
	const put = await client.call('PUT', `${leasePath}/${setup.nodeName}`, lease).catch(() => undefined);
	if (put?.status === 404) {
		await client.call('POST', leasePath, lease).catch(() => undefined);
	}
};

/** Registers the Node, makes it Ready, and keeps its lease until the signal aborts. Rejects with an AbortError then. */
export const keepNode = async (keeping: NodeKeeping): Promise<void> => {
	const {host, signal, log} = keeping;
	const client = keeping.openClient();
	try {
		await register(keeping, client);
		const beat = async (): Promise<void> => {
			await sleep(readyAfterMs / host.timeFactor, undefined, {signal});
			await postStatus(keeping, client, true);
			log('I', 'kubelet_node_status.go:501', '"Fast updating node status as it just became ready"');
			for (;;) {
				await renewLease(keeping, client);
				await sleep(leaseEveryMs, undefined, {signal});
			}
		};
		await Promise.all([beat(), keeping.onRegistered(), keeping.alongside()]);
	} finally {
		client.close();
	}
};
