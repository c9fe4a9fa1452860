// A renewal that nobody waits eight months for: a node gets a certificate of the lab's CA for the key that it has, which ends within a minute, as if it were that old.
// The kubelet finds it due (70 to 90 % of its life are over: client-go util/certificate/certificate_manager.go) and does by itself what it always does.
import {X509Certificate} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Host} from '../../lab/host.ts';
import type {Lab} from '../../lab/lab.ts';
import {runCommand} from '../../lab/run.ts';
import {waitUntil} from '../../lab/wait-until.ts';

const lifeMs = 60 * 60_000;

/** What each of a kubelet's certificates is for, and what is left of an aged one: a serving certificate has to last until it was dialled. */
const kinds = {
	client: {current: '/var/lib/kubelet/pki/kubelet-client-current.pem', extendedKeyUsage: 'clientAuth', leftMs: 60_000},
	serving: {current: '/var/lib/kubelet/pki/kubelet-server-current.pem', extendedKeyUsage: 'serverAuth', leftMs: 5 * 60_000},
} as const;

type Kind = keyof typeof kinds;

/** Gives a node's kubelet a certificate that is nearly over, and starts the kubelet anew; resolves to when that certificate ends. */
export async function ageCertificate(lab: Lab, node: Host, kind: Kind = 'client'): Promise<Date> {
	const {current, extendedKeyUsage, leftMs} = kinds[kind];
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-aged-'));
	const at = (name: string) => join(folder, name);
	try {
		const pem = await node.readFile(current);
		const {subject: names, subjectAltName = ''} = new X509Certificate(pem);
		const subject = names.split('\n').map(part => `/${part}`).join('');
		const altNames = subjectAltName === '' ? '' : `subjectAltName = ${subjectAltName.replaceAll('IP Address:', 'IP:')}\n`;
		const endsAt = new Date(Date.now() + leftMs);
		await Promise.all([
			writeFile(at('key.pem'), pem, {mode: 0o600}),
			writeFile(at('index'), ''),
			writeFile(at('ca.cnf'), `[ca]\ndefault_ca = lab\n[lab]\ndatabase = ${at('index')}\nnew_certs_dir = ${folder}\nrand_serial = yes\npolicy = any\ndefault_md = sha256\nx509_extensions = kubelet\n[any]\norganizationName = supplied\ncommonName = supplied\n[kubelet]\nkeyUsage = critical, digitalSignature\nextendedKeyUsage = ${extendedKeyUsage}\n${altNames}`),
		]);
		await runCommand('openssl', ['req', '-new', '-key', at('key.pem'), '-subj', subject, '-out', at('request.pem')]);
		await runCommand('openssl', [
			'ca', '-batch', '-notext', '-config', at('ca.cnf'), '-cert', join(lab.pkiFolder, 'ca.crt'), '-keyfile', join(lab.pkiFolder, 'ca.key'),
			'-startdate', formatTime(new Date(endsAt.getTime() - lifeMs)), '-enddate', formatTime(endsAt), '-in', at('request.pem'), '-out', at('aged.pem'),
		]);
		const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*/.exec(pem)?.[0] ?? '';
		const aged = await runCommand('cat', [at('aged.pem')]);
		const {exitCode, stderr} = await node.exec(`systemctl stop kubelet && cat > ${current} && systemctl start kubelet`, {stdin: `${aged.trimEnd()}\n${key}`});
		if (exitCode !== 0) {
			throw new Error(`${node.name}: couldn't age its certificate: ${stderr}`);
		}

		return endsAt;
	} finally {
		await rm(folder, {recursive: true});
	}
}

/** Waits until the kubelet of a node has been issued a certificate that outlives the aged one. */
export async function waitForRenewal(node: Host, agedEndsAt: Date, kind: Kind = 'client'): Promise<void> {
	const {current, leftMs} = kinds[kind];
	await waitUntil(`${node.name} has renewed its certificate`, async () => new Date(new X509Certificate(await node.readFile(current)).validTo) > agedEndsAt, {timeoutMs: leftMs});
}

/** Waits until a node is heard of that could not be by its aged certificate any more. */
export async function waitForHeartbeatAfter(lab: Lab, node: string, moment: Date): Promise<void> {
	await waitUntil(`${node} works with its new certificate`, async () => new Date(await lab.kubectl('get', 'lease', node, '--namespace=kube-node-lease', '--output=jsonpath={.spec.renewTime}')) > moment, {timeoutMs: 2 * kinds.client.leftMs});
}

/** Requests that kubelets made as themselves, as `node: what the approver said of it`. */
export async function listRenewals(lab: Lab): Promise<readonly string[]> {
	const text = await lab.kubectl('get', 'certificatesigningrequests', '--field-selector=spec.signerName=kubernetes.io/kube-apiserver-client-kubelet', '--output=jsonpath={range .items[*]}{.spec.username}{": "}{.status.conditions[0].message}{"\\n"}{end}');
	return text.split('\n').filter(line => line.startsWith('system:node:')).sort();
}

/** As openssl takes it: YYYYMMDDHHMMSSZ. */
function formatTime(time: Date): string {
	return time.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
}
