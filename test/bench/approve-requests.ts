import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {Agent, request} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parse} from 'yaml';
import {openCluster} from '../../source/adapters/kubernetes/open-cluster.ts';
import {localFiles} from '../../source/adapters/local/local-files.ts';
import {systemClock} from '../../source/adapters/local/system-clock.ts';
import {cryptoPki} from '../../source/adapters/pki/crypto-pki.ts';
import type {RunEvent} from '../../source/core/run/event.ts';
import {watchRequests} from '../../source/workflow/csr/watch-requests.ts';
import {answersFacts, nodeAnswers} from '../support/plan-facts.ts';
import {plannedNodes, requestName} from '../support/planned-requests.ts';
import {alternate, formatMs, formatRatio, median, time} from './figures.ts';
import {openRequestsCluster} from './requests-cluster.ts';
import {type RequestsServer, startRequestsServer} from './requests-server.ts';
import type {Row} from './table.ts';

const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

type Kubeconfig = {readonly clusters: readonly [{readonly cluster: {readonly server: string; readonly 'certificate-authority-data': string}}]; readonly users: readonly [{readonly user: {readonly 'client-certificate-data': string; readonly 'client-key-data': string}}]};

const decode = (text: string): string => Buffer.from(text, 'base64').toString();

/** The bare way: nothing but HTTPS. Each request is read and then written with one condition more, as P2 of the policy and kubectl do; eight are under way at once. */
const approveRaw = async (kubeconfigPath: string, names: readonly string[], concurrency: number): Promise<void> => {
	const {clusters: [{cluster}], users: [{user}]} = parse(await readFile(kubeconfigPath, 'utf8')) as Kubeconfig; // our own server wrote it
	const agent = new Agent({keepAlive: true, maxSockets: concurrency, ca: decode(cluster['certificate-authority-data']), cert: decode(user['client-certificate-data']), key: decode(user['client-key-data'])});
	const call = async (method: string, where: string, body?: string): Promise<string> =>
		new Promise((resolve, reject) => {
			const sent = request(`${cluster.server}${where}`, {method, agent, headers: {accept: 'application/json', ...(body === undefined ? {} : {'content-type': 'application/json', 'content-length': Buffer.byteLength(body)})}}, (answer) => {
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk));
				answer.on('end', () => (answer.statusCode === 200 ? resolve(Buffer.concat(chunks).toString()) : reject(new Error(`${method} ${where}: ${answer.statusCode}`))));
			});
			sent.on('error', reject);
			sent.end(body);
		});
	const waiting = [...names];
	const work = async (): Promise<void> => {
		for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
			const object = JSON.parse(await call('GET', `${path}/${name}`)) as object;
			await call('PUT', `${path}/${name}/approval`, JSON.stringify({...object, status: {conditions: [{type: 'Approved', status: 'True', reason: 'Bench'}]}}));
		}
	};
	await Promise.all(Array.from({length: concurrency}, work));
	agent.destroy();
};

/** kubenroll's way, the whole of it: reads the cluster, watches, decodes, verifies, judges, reads again, approves, and writes the log. */
const approveWatched = async (kubeconfigPath: string, folder: string, count: number): Promise<void> => {
	const api = await openCluster({kubeconfig: kubeconfigPath, env: {}, home: folder});
	const answers = answersFacts({nodes: plannedNodes(count).map(({name, address}) => nodeAnswers(name, {address}))});
	const recordFolder = await mkdtemp(join(folder, 'record-'));
	const stop = new AbortController();
	let approved = 0;
	const emit = ({type}: RunEvent): void => {
		approved += type === 'request-decided' ? 1 : 0;
		if (approved === count) {
			stop.abort();
		}
	};
	const operation = watchRequests({api, pki: cryptoPki, clock: systemClock, files: localFiles}, answers, {version: 'bench', recordFolder, operator: 'bench', apiServerAddresses: [api.server.host], approvesPassing: true});
	await operation({emit, signal: stop.signal, confirm: async () => false});
	api.close();
};

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/** kubectl's way: one after the other, at its own limit of calls a second. Awaited, so that our own connections are looked after meanwhile. */
const approveByKubectl = async (kubeconfigPath: string, names: readonly string[]): Promise<void> => {
	const [code] = await once(spawn('kubectl', ['--kubeconfig', kubeconfigPath, 'certificate', 'approve', ...names], {stdio: ['ignore', 'ignore', 'inherit']}), 'close');
	if (code !== 0) {
		throw new Error(`kubectl ended with ${String(code)}`);
	}
};

/** Measures approving that many requests which all are PASS, at a practice API server or at the cluster of `cluster`, a kubeconfig of its admin. */
export const measureApproving = async (count: number, {rounds, signal, cluster}: {readonly rounds: number; readonly signal: AbortSignal; readonly cluster?: string | undefined}): Promise<readonly Row[]> => {
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-bench-'));
	const kubeconfig = cluster ?? join(folder, 'kubeconfig');
	let server: RequestsServer | undefined;
	try {
		server = await (cluster === undefined ? startRequestsServer(count, kubeconfig) : openRequestsCluster(count, kubeconfig));
		const {reset, countApproved} = server;
		const names = Array.from({length: count}, (_, index) => requestName(index));
		const measure = (work: () => unknown) => async (): Promise<number> => {
			await reset();
			const took = await time(work);
			const approved = await countApproved();
			if (approved !== count) {
				throw new Error(`${approved} of ${count} were approved`);
			}
			return took;
		};
		const took = await alternate({rounds, signal}, {
			raw: measure(async () => approveRaw(kubeconfig, names, 8)),
			ours: measure(async () => approveWatched(kubeconfig, folder, count)),
		});
		// kubectl waits for its own limit of calls a second: once is enough. It writes protobuf, which the practice server does not read.
		const kubectl = cluster !== undefined && hasKubectl ? await measure(async () => approveByKubectl(kubeconfig, names))() : undefined;
		return [
			['HTTPS alone: GET and PUT, 8 at once', formatMs(median(took.raw)), ''],
			['kubenroll csr watch --approve pass', formatMs(median(took.ours)), formatRatio(took.ours, took.raw)],
			...(kubectl === undefined ? [] : [['kubectl certificate approve, once', formatMs(kubectl), `kubenroll: ${(median(took.ours) / kubectl).toFixed(3)} ×`] as const]),
		];
	} finally {
		await server?.stop();
		await rm(folder, {recursive: true, force: true});
	}
};
