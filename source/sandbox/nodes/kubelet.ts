// A kubelet as far as the control plane can see one: it reads what is on the node's disk, bootstraps, registers, sends heartbeats, asks for a serving certificate and
// renews. What it logs is what cmd/kubelet/app/server.go, pkg/kubelet/certificate and client-go's util/certificate log.
import {X509Certificate} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {rootCertificates} from 'node:tls';
import {formatKlog} from './journal.ts';
import {type Credentials, type KubeletClient, openKubeletClient} from './kubelet-client.ts';
import {type KubeletHost, startFailures} from './kubelet-host.ts';
import {obtainCertificate, type Wanted} from './obtain-certificate.ts';
import {existsOnNode, KubeletExit, type KubeletSetup, readCurrentPair, readKubeletSetup, readNodeKubeconfig} from './read-kubelet-setup.ts';
import {keepNode} from './keep-node.ts';
import {storePair, writeKubeletKubeconfig} from './store-pair.ts';

// client-go util/certificate/certificate_manager.go: certificateWaitTimeout; back-off from 2 s, doubled, 5 steps, then every 32 s. cmd/kubelet/app/server.go: exit after 5 min.
const waitMs = 15 * 60_000;
const backoffMs = [2000, 4000, 8000, 16_000, 32_000];
const exitAfterMs = 5 * 60_000;
const longestTimerMs = 2 ** 31 - 1;

type Running = {readonly host: KubeletHost; readonly pid: number; readonly setup: KubeletSetup; readonly signal: AbortSignal; readonly log: (severity: 'I' | 'W' | 'E', place: string, text: string) => void};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const doAfter = async ({host, signal}: Running, ms: number): Promise<void> => {
	await sleep(Math.min(longestTimerMs, ms / host.timeFactor), undefined, {signal});
};

const openClient = ({host}: Running, credentials: Credentials): KubeletClient => openKubeletClient(host.faults().has('wrong-ca') ? {...credentials, caPem: otherAuthority} : credentials);

// Of an authority that signed nothing here: whatever the API server shows does not verify against it.
const [otherAuthority = ''] = rootCertificates;

/** Asks until there is a certificate, as long as it takes. Rejects with KubeletExit when a kubelet would give up, and with an AbortError when it is stopped. */
const askUntilIssued = async (running: Running, credentials: () => Credentials, wanted: Wanted, gives: 'up' | 'not up'): Promise<string> => {
	const {host, log, signal} = running;
	const beganAtMs = Date.now();
	for (let attempt = 0; ; attempt += 1) {
		const client = openClient(running, credentials());
		let isResponsive = true;
		try {
			const options = {waitMs: waitMs / host.timeFactor, pauseMs: 1000 / host.timeFactor, signal, onFiled: (name: string) => log('I', 'csr.go:266', `"Certificate signing request filed" name="${name}" signer="${wanted.signerName}"`)};
			return (await obtainCertificate(client, wanted, options)).pairPem;
		} catch (error) {
			signal.throwIfAborted();
			const message = messageOf(error);
			isResponsive = !/dial tcp|x509|connection reset|i\/o timeout/.test(message);
			log('E', 'certificate_manager.go:562', `"Unhandled Error" err="${wanted.signerName}: Failed while requesting a signed certificate from the control plane: ${message.replaceAll('"', String.raw`\"`)}" logger="UnhandledError"`);
		} finally {
			client.close();
		}
		if (gives === 'up' && isResponsive && Date.now() - beganAtMs > exitAfterMs / host.timeFactor) {
			log('E', 'transport.go:124', '"No valid client certificate is found and the server is responsive, exiting."');
			throw new KubeletExit('No valid client certificate is found and the server is responsive, exiting.');
		}
		if (attempt === backoffMs.length - 1) {
			log('E', 'certificate_manager.go:440', '"Reached backoff limit, still unable to rotate certs" err="timed out waiting for the condition"');
		}
		await doAfter(running, backoffMs[Math.min(attempt, backoffMs.length - 1)] ?? 0);
	}
};

const bootstrapClient = async (running: Running): Promise<{readonly server: Credentials; readonly pairPem: string}> => {
	const {host, setup, log} = running;
	const {tree} = host;
	const current = await readCurrentPair(tree, setup.certificateFolder, 'kubelet-client');
	const own = await readNodeKubeconfig(tree, setup.kubeconfigPath);
	if (current !== undefined && own !== undefined) {
		return {server: own, pairPem: current};
	}
	const path = setup.bootstrapKubeconfigPath;
	if (path === '') {
		throw new KubeletExit(`failed to run Kubelet: unable to load kubeconfig: stat ${setup.kubeconfigPath}: no such file or directory`);
	}
	const bootstrap = await readNodeKubeconfig(tree, path);
	if (bootstrap === undefined) {
		throw new KubeletExit(`failed to run Kubelet: unable to load bootstrap kubeconfig: ${(await existsOnNode(tree, path)) ? `error loading config file "${path}"` : `stat ${path}: no such file or directory`}`);
	}
	log('I', 'bootstrap.go:101', '"Use the bootstrap credentials to request a cert, and set kubeconfig to point to the certificate dir"');
	await writeKubeletKubeconfig(tree, setup.kubeconfigPath, {...bootstrap, certificateFolder: setup.certificateFolder});
	log('I', 'server.go:994', '"Client rotation is on, will bootstrap in background"');
	const wanted: Wanted = {signerName: 'kubernetes.io/kube-apiserver-client-kubelet', nodeName: setup.nodeName, altNames: [], minor: host.minor};
	const pairPem = await askUntilIssued(running, () => bootstrap, wanted, 'up');
	await storePair(tree, setup.certificateFolder, 'kubelet-client', pairPem);
	log('I', 'transport.go:147', '"Certificate rotation detected, shutting down client connections to start using new credentials"');
	return {server: bootstrap, pairPem};
};

// jitteryDuration of certificate_manager.go: between 70 and 90 % of the lifetime.
const deadlineMs = (pem: string): number => {
	const {validFromDate, validToDate} = new X509Certificate(pem);
	const lifetimeMs = validToDate.getTime() - validFromDate.getTime();
	return validFromDate.getTime() + lifetimeMs * (0.7 + Math.random() * 0.2) - Date.now();
};

type Pairs = {client: string};

const renewClient = async (running: Running, server: Credentials, pairs: Pairs): Promise<void> => {
	for (;;) {
		const waitsMs = deadlineMs(pairs.client);
		if (waitsMs > longestTimerMs) {
			return;
		}
		await sleep(Math.max(0, waitsMs), undefined, {signal: running.signal});
		const wanted: Wanted = {signerName: 'kubernetes.io/kube-apiserver-client-kubelet', nodeName: running.setup.nodeName, altNames: [], minor: running.host.minor};
		pairs.client = await askUntilIssued(running, () => ({...server, pairPem: pairs.client}), wanted, 'not up');
		await storePair(running.host.tree, running.setup.certificateFolder, 'kubelet-client', pairs.client);
	}
};

const keepServing = async (running: Running, server: Credentials, pairs: Pairs): Promise<void> => {
	const {host, setup} = running;
	if (!setup.requestsServingCertificate) {
		return;
	}
	for (let current = await readCurrentPair(host.tree, setup.certificateFolder, 'kubelet-server'); ; ) {
		const waitsMs = current === undefined ? 0 : deadlineMs(current);
		if (waitsMs > longestTimerMs) {
			return;
		}
		await sleep(Math.max(0, waitsMs), undefined, {signal: running.signal});
		const wanted: Wanted = {signerName: 'kubernetes.io/kubelet-serving', nodeName: setup.nodeName, altNames: [setup.nodeName, host.address], minor: host.minor};
		current = await askUntilIssued(running, () => ({...server, pairPem: pairs.client}), wanted, 'not up');
		await storePair(host.tree, setup.certificateFolder, 'kubelet-server', current);
	}
};

const live = async (running: Running): Promise<void> => {
	const {server, pairPem} = await bootstrapClient(running);
	const pairs: Pairs = {client: pairPem};
	const withoutToken: Credentials = {server: server.server, caPem: server.caPem};
	await keepNode({...running, openClient: () => openClient(running, {...withoutToken, pairPem: pairs.client}), onRegistered: async () => keepServing(running, withoutToken, pairs), alongside: async () => renewClient(running, withoutToken, pairs)});
};

/** Runs one kubelet until it ends by itself or is stopped; its last line is in the journal then. Resolves to the exit code. */
export const runKubelet = async (host: KubeletHost, pid: number, signal: AbortSignal): Promise<number> => {
	const log: Running['log'] = (severity, place, text) => host.journal.write(formatKlog(severity, pid, place, text));
	try {
		const setup = await readKubeletSetup(host.tree, host);
		log('I', 'server.go:530', `"Kubelet version" kubeletVersion="${host.kubernetesVersion}"`);
		const failure = [...host.faults()].map((fault) => startFailures[fault]).find((text) => text !== undefined);
		if (failure !== undefined) {
			throw new KubeletExit(failure);
		}
		await live({host, pid, setup, signal, log});
		return 0;
	} catch (error) {
		if (signal.aborted) {
			return 0;
		}
		if (!(error instanceof KubeletExit)) {
			throw error;
		}
		log('E', 'run.go:72', `"command failed" err="${error.message.replaceAll('"', String.raw`\"`)}"`);
		return 1;
	}
};
