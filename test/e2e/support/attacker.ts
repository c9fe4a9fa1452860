// Somebody with credentials of a kubelet, who asks for a certificate that is not his: by kubectl, as anybody could.
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {buildKubeletRequest} from '../../../source/sandbox/nodes/build-request.ts';
import {obtainKubectl} from '../../lab/binaries.ts';
import type {Host} from '../../lab/host.ts';
import type {Lab} from '../../lab/lab.ts';
import {runCommand} from '../../lab/run.ts';
import {waitUntil} from '../../lab/wait-until.ts';

/** What he has: a bootstrap token, or the client certificate and key of a kubelet as PEM. */
export type Loot = {readonly token: string} | {readonly clientPem: string};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Reads the bootstrap token that was made for a node, as soon as there is one. */
export async function stealToken(lab: Lab, node: string): Promise<Loot> {
	let token = '';
	await waitUntil(`a token for ${node}`, async () => {
		const {items} = JSON.parse(await lab.kubectl('get', 'secrets', '--namespace=kube-system', `--selector=kubenroll.dev/node=${node}`, '--output=json')) as {readonly items: ReadonlyArray<{readonly data: Readonly<Record<string, string>>}>};
		const data = items[0]?.data;
		token = data === undefined ? '' : [data['token-id'], data['token-secret']].map(part => Buffer.from(part ?? '', 'base64').toString()).join('.');
		return token !== '';
	});
	return {token};
}

/** Reads the client certificate of a node's kubelet, with its key. */
export async function stealClientCertificate(node: Host): Promise<Loot> {
	return {clientPem: await node.readFile('/var/lib/kubelet/pki/kubelet-client-current.pem')};
}

const kinds = {
	client: {signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usage: 'client auth'},
	serving: {signerName: 'kubernetes.io/kubelet-serving', usage: 'server auth'},
} as const;

/** Files a request for `node`, with these names and addresses in it; rejects where the API server won't take it. */
export async function fileRequest(lab: Lab, loot: Loot, request: {readonly name: string; readonly kind: keyof typeof kinds; readonly node: string; readonly altNames?: readonly string[]}): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-attacker-'));
	try {
		const user = 'token' in loot ? {token: loot.token} : {'client-certificate-data': base64(loot.clientPem), 'client-key-data': base64(loot.clientPem)};
		const kubeconfig = join(folder, 'kubeconfig');
		await writeFile(kubeconfig, JSON.stringify({
			apiVersion: 'v1',
			kind: 'Config',
			'current-context': 'c',
			clusters: [{name: 'c', cluster: {server: `https://${lab.masters[0]?.address}:6443`, 'insecure-skip-tls-verify': true}}],
			users: [{name: 'u', user}],
			contexts: [{name: 'c', context: {cluster: 'c', user: 'u'}}],
		}), {mode: 0o600});
		const {signerName, usage} = kinds[request.kind];
		const {requestPem} = await buildKubeletRequest(request.node, request.altNames);
		const object = {apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: {name: request.name}, spec: {request: base64(requestPem), signerName, usages: ['digital signature', usage]}};
		await runCommand(await obtainKubectl(), ['--kubeconfig', kubeconfig, 'create', '--validate=false', '--filename=-'], {stdin: JSON.stringify(object)});
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}

/** How a request stands: who decided it, and whether it was signed. */
export async function lookAtRequest(lab: Lab, name: string): Promise<{readonly reason: string | undefined; readonly isIssued: boolean}> {
	const {status = {}} = JSON.parse(await lab.kubectl('get', 'csr', name, '--output=json')) as {readonly status?: {readonly conditions?: ReadonlyArray<{readonly reason: string}>; readonly certificate?: string}};
	return {reason: status.conditions?.[0]?.reason, isIssued: status.certificate !== undefined};
}
