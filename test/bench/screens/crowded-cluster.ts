// A practice cluster full of requests, in a process of its own: what it costs must not count as the board's. Told what to do by messages of its parent.
import {writeFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {startApiServer} from '../../../source/sandbox/api-server/start-api-server.ts';
import {buildKubeletRequest} from '../../../source/sandbox/nodes/build-request.ts';
import {putToken} from '../../support/planned-requests.ts';

/** What the parent may ask for: requests up to a number, spread over nodes; then so many events a second, half of them new requests and half deletions. */
export type ClusterOrder =
	| {readonly type: 'fill'; readonly nodes: number; readonly requests: number; readonly kubeconfig: string}
	| {readonly type: 'flood'; readonly perSecond: number; readonly seconds: number};

/** What it tells: that it has done so, and when a request came that turns the row of a node. Milliseconds since the epoch, with fractions. */
export type ClusterNews = {readonly type: 'filled'} | {readonly type: 'flooded'; readonly events: number} | {readonly type: 'probed'; readonly node: string; readonly atMs: number};

/** Name of a node of the cluster, by its number. */
export const nodeName = (index: number): string => `node-${String(index).padStart(4, '0')}`;

const resource = 'certificatesigningrequests';
const stepMs = 50;
const probeEveryMs = 100;

const tokenOf = (node: string): string => node.slice(-4).padStart(6, 'a');

const serve = async (tell: (news: ClusterNews) => void): Promise<void> => {
	const server = await startApiServer();
	const filed: string[] = [];
	let nodes = 1;
	let count = 0;

	const file = async (node: string, name: string, altNames: readonly string[] = []): Promise<void> => {
		const {requestPem} = await buildKubeletRequest(node, altNames);
		const user = `system:bootstrap:${tokenOf(node)}`;
		server.put(resource, {metadata: {name}, spec: {request: Buffer.from(requestPem).toString('base64'), signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usages: ['digital signature', 'client auth']}}, {as: {user, groups: ['system:bootstrappers', 'system:authenticated']}});
	};
	const fileNext = async (): Promise<void> => {
		const name = `csr-${String(count).padStart(5, '0')}`;
		filed.push(name);
		await file(nodeName(count % nodes), name);
		count += 1;
	};
	const removeOldest = (): void => {
		const name = filed.shift();
		if (name !== undefined) {
			server.remove(resource, name);
		}
	};
	// A client request that asks for names is refused (P11): its node's row goes to the top.
	const probe = async (index: number): Promise<void> => {
		const node = nodeName(Math.floor(nodes / 2) + (index % Math.floor(nodes / 2)));
		const name = `csr-probe${index}`;
		await file(node, name, ['127.0.0.1']);
		tell({type: 'probed', node, atMs: performance.timeOrigin + performance.now()});
		await sleep(5 * probeEveryMs);
		server.remove(resource, name);
	};
	const flood = async (perSecond: number, seconds: number): Promise<number> => {
		const beganAtMs = performance.now();
		const probes: Promise<void>[] = [];
		let events = 0;
		while (performance.now() - beganAtMs < seconds * 1000) {
			const elapsedMs = performance.now() - beganAtMs;
			if (probes.length < elapsedMs / probeEveryMs) {
				probes.push(probe(probes.length));
				events += 2;
			}
			for (; events < (perSecond * elapsedMs) / 1000; events += 2) {
				await fileNext();
				removeOldest();
			}
			await sleep(stepMs);
		}
		await Promise.all(probes);
		return events;
	};

	process.on('message', (order: ClusterOrder) => {
		void (async () => {
			if (order.type === 'flood') {
				tell({type: 'flooded', events: await flood(order.perSecond, order.seconds)});
				return;
			}
			nodes = order.nodes;
			// What comes with a token that nobody knows yet is told only after the cluster was read again.
			for (let index = 0; index < nodes; index += 1) {
				putToken(server, {name: nodeName(index), address: '', tokenId: tokenOf(nodeName(index))});
			}
			for (let left = order.requests; left > 0; left -= 1) {
				await fileNext();
			}
			writeFileSync(order.kubeconfig, await server.kubeconfig());
			tell({type: 'filled'});
		})();
	});
	// The parent is gone.
	process.on('disconnect', () => process.exit());
};

if (process.send !== undefined && process.argv[1] === import.meta.filename) {
	await serve((news) => process.send?.(news));
}
