// Everything that happens in a scene without the operator: people with stolen tokens, cleanup jobs, a load balancer with a loose contact.
import {setTimeout as sleep} from 'node:timers/promises';
import type {PracticeApiServer} from '../api-server/practice-api-server.ts';
import {buildKubeletRequest} from '../nodes/build-request.ts';
import {type KubeletClient, openKubeletClient} from '../nodes/kubelet-client.ts';
import {readNodeKubeconfig} from '../nodes/read-kubelet-setup.ts';
import {sharedToken} from './shared-token.ts';

/** Trouble by name. */
export type Trouble = 'token-thief' | 'name-thief' | 'vip-thief' | 'administrator' | 'flood' | 'token-cleanup' | 'dropped-connections' | 'shared-token';

/** What trouble needs of a scene. */
export type Stage = {
	readonly server: PracticeApiServer;
	/** The folder of this machine that is a node's root. */
	readonly treeOf: (nodeName: string) => string;
	readonly signal: AbortSignal;
};

const bootstrapPath = '/etc/kubernetes/bootstrap-kubelet.conf';
const requestsPath = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const clientSigner = 'kubernetes.io/kube-apiserver-client-kubelet';
const servingSigner = 'kubernetes.io/kubelet-serving';

const file = async (client: KubeletClient, signerName: string, pem: string, usages: readonly string[]): Promise<void> => {
	await client.call('POST', requestsPath, {apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: {generateName: 'csr-'}, spec: {request: Buffer.from(pem).toString('base64'), signerName, usages}});
};

type Want = {readonly nodeName: string; readonly altNames?: readonly string[]; readonly signerName?: string};

const clientUsages = ['digital signature', 'client auth'];

// Whoever holds the bootstrap kubeconfig of a node can do this, which is why kubenroll binds each token to one node.
const askWithTokenOf = async (stage: Stage, victim: string, {nodeName, altNames = [], signerName = clientSigner}: Want): Promise<void> => {
	const stolen = await readNodeKubeconfig(stage.treeOf(victim), bootstrapPath);
	if (stolen === undefined) {
		return;
	}
	const thief = openKubeletClient(stolen);
	try {
		const {requestPem} = await buildKubeletRequest(nodeName, altNames);
		await file(thief, signerName, requestPem, signerName === servingSigner ? ['digital signature', 'server auth'] : clientUsages);
	} finally {
		thief.close();
	}
};

const deleteTokenOf = async ({server, treeOf}: Stage, victim: string): Promise<void> => {
	const token = (await readNodeKubeconfig(treeOf(victim), bootstrapPath))?.token ?? '';
	server.remove('secrets', `bootstrap-token-${token.split('.', 1)[0] ?? ''}`, 'kube-system');
};

// What guides have people bind, once for all machines.
const bindBootstrappers = (server: PracticeApiServer, name: string): void => {
	server.put('clusterrolebindings', {
		metadata: {name},
		roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:node-bootstrapper'},
		subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:bootstrappers'}],
	});
};

const oldMachines = ['old1', 'old2'];

// Two machines of before, with the token that all of them share: nothing in their requests says which of them asks.
const askWithSharedToken = async ({server}: Stage): Promise<void> => {
	bindBootstrappers(server, 'kubelet-bootstrap');
	const machine = openKubeletClient({server: server.vip.url, caPem: server.caPem, token: sharedToken});
	try {
		for (const name of oldMachines) {
			await file(machine, clientSigner, (await buildKubeletRequest(name)).requestPem, clientUsages);
		}
	} finally {
		machine.close();
	}
};

const floodSize = 300;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const flood = async ({server, signal}: Stage): Promise<void> => {
	const data = {'token-id': 'f100d0', 'token-secret': 'practicepractice', 'usage-bootstrap-authentication': 'true'};
	server.put('secrets', {type: 'bootstrap.kubernetes.io/token', metadata: {name: 'bootstrap-token-f100d0', namespace: 'kube-system'}, data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)]))});
	bindBootstrappers(server, 'kubeadm:kubelet-bootstrap');
	const machine = openKubeletClient({server: server.vip.url, caPem: server.caPem, token: 'f100d0.practicepractice'});
	try {
		for (let count = 0; count < floodSize && !signal.aborted; count += 1) {
			await file(machine, clientSigner, (await buildKubeletRequest('lost-and-found')).requestPem, clientUsages);
		}
	} finally {
		machine.close();
	}
};

// Often enough to be seen several times while three nodes enrol.
const dropEveryMs = 1500;

const dropNowAndThen = async ({server, signal}: Stage): Promise<void> => {
	while (!signal.aborted) {
		await sleep(dropEveryMs, undefined, {signal, ref: false});
		server.dropWatches('broken');
	}
};

/** When a trouble comes: with the scene, or as the kubelet of a node starts, which waits for it. */
type Row = {readonly atStart?: (stage: Stage) => Promise<void>; readonly inBackground?: (stage: Stage) => Promise<void>; readonly beforeKubelet?: {readonly node: string; readonly act: (stage: Stage) => Promise<void>}};

const rows: Readonly<Record<Trouble, Row>> = {
	'token-thief': {beforeKubelet: {node: 'n1', act: async (stage) => askWithTokenOf(stage, 'n1', {nodeName: 'm1'})}},
	'name-thief': {beforeKubelet: {node: 'n2', act: async (stage) => askWithTokenOf(stage, 'n2', {nodeName: 'w1'})}},
	'vip-thief': {beforeKubelet: {node: 'n3', act: async (stage) => askWithTokenOf(stage, 'n3', {nodeName: 'n3', signerName: servingSigner, altNames: ['n3', '127.0.0.1', 'kubernetes.default.svc']})}},
	administrator: {beforeKubelet: {node: 'n2', act: async (stage) => askWithTokenOf(stage, 'n2', {nodeName: 'm1', signerName: 'kubernetes.io/kube-apiserver-client'})}},
	flood: {atStart: flood},
	'shared-token': {atStart: askWithSharedToken},
	'token-cleanup': {beforeKubelet: {node: 'n2', act: async (stage) => deleteTokenOf(stage, 'n2')}},
	'dropped-connections': {inBackground: dropNowAndThen},
};

/** The troubles of a scene, ready to happen. */
export const prepareTroubles = (troubles: readonly Trouble[], onBug: (error: unknown) => void): {readonly start: (stage: Stage) => Promise<void>; readonly beforeKubelet: (stage: Stage, nodeName: string) => Promise<void>} => {
	const chosen = troubles.map((trouble) => rows[trouble]);
	const done = new Set<Row>();
	return {
		start: async (stage) => {
			for (const {atStart, inBackground} of chosen) {
				await atStart?.(stage);
				inBackground?.(stage).catch((error: unknown) => {
					if (!stage.signal.aborted) {
						onBug(error);
					}
				});
			}
		},
		beforeKubelet: async (stage, nodeName) => {
			for (const row of chosen) {
				if (row.beforeKubelet?.node === nodeName && !done.has(row)) {
					done.add(row);
					await row.beforeKubelet.act(stage);
				}
			}
		},
	};
};
