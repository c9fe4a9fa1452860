import {lstat, readFile, readdir} from 'node:fs/promises';
import {X509Certificate} from 'node:crypto';
import {readYaml} from '../../core/answers/read-yaml.ts';
import {readFlags} from '../../core/artifacts/unit/read-flags.ts';
import {readKubeletCommand} from '../../core/artifacts/unit/read-kubelet-command.ts';
import {chooseContext, parseKubeconfig} from '../../core/facts/parse-kubeconfig.ts';
import type {FileFacts} from '../../core/facts/node-facts.ts';
import {findFlagState} from '../../core/kubernetes-versions/kubelet-flags.ts';
import {placeInTree} from './practice-tree.ts';
import type {Credentials} from './kubelet-client.ts';

/** What a kubelet is told by its flags and its configuration file; paths are the node's. */
export type KubeletSetup = {
	readonly nodeName: string;
	readonly kubeconfigPath: string;
	readonly bootstrapKubeconfigPath: string;
	readonly certificateFolder: string;
	readonly labels: Readonly<Record<string, string>>;
	readonly taints: readonly unknown[];
	readonly rotatesCertificates: boolean;
	readonly requestsServingCertificate: boolean;
};

/** Why a kubelet ends, in its own words. */
export class KubeletExit extends Error {
	override readonly name = 'KubeletExit';
}

const read = async (tree: string, path: string): Promise<string | undefined> => readFile(placeInTree(tree, path), 'utf8').catch(() => undefined);

const unitPath = '/etc/systemd/system/kubelet.service';

const asFacts = (path: string, content: string | undefined): FileFacts => ({path, sha256: '', mode: 0o644, owner: 'root:root', ...(content === undefined ? {exists: false} : {exists: true, content})});

/** Paths of the unit and its drop-ins, in systemd's order; the first does not exist where there is no unit. */
export const listUnitFiles = async (tree: string): Promise<readonly string[]> => {
	const dropIns = await readdir(placeInTree(tree, `${unitPath}.d`)).catch(() => []);
	return [unitPath, ...dropIns.filter((name) => name.endsWith('.conf')).sort().map((name) => `${unitPath}.d/${name}`)];
};

/** True where the unit is there. */
export const hasUnit = async (tree: string): Promise<boolean> => (await read(tree, unitPath)) !== undefined;

const gatherUnit = async (tree: string): Promise<readonly FileFacts[]> => {
	const units = await Promise.all((await listUnitFiles(tree)).map(async (path) => asFacts(path, await read(tree, path))));
	const environment = units.flatMap(({content = ''}) => [...content.matchAll(/^EnvironmentFile=-?"?([^"\n]+?)"?\s*$/gm)].flatMap(([, path]) => path ?? []));
	return [...units, ...(await Promise.all(environment.map(async (path) => asFacts(path, await read(tree, path)))))];
};

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldOf = (value: unknown, ...path: readonly string[]): unknown => path.reduce<unknown>((inner, name) => (isFields(inner) ? inner[name] : undefined), value);

const readLabels = (text: string): Readonly<Record<string, string>> => Object.fromEntries(text.split(',').filter((pair) => pair !== '').map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)] as const));

/** Reads flags and configuration as the node's kubelet would at its start. Rejects with KubeletExit where that kubelet would end. */
export const readKubeletSetup = async (tree: string, host: {readonly name: string; readonly minor: number}): Promise<KubeletSetup> => {
	const command = readKubeletCommand(await gatherUnit(tree));
	const uses = 'reason' in command ? command : readFlags(command);
	if ('reason' in uses) {
		throw new KubeletExit(`failed to parse kubelet flag: ${uses.reason}: ${uses.detail}`);
	}
	const flags = new Map(uses.map(({name, value}) => [name, value] as const));
	const wrong = [...flags.keys()].find((name) => ['removed', 'unknown', 'not-yet'].includes(findFlagState(name, host.minor)));
	if (wrong !== undefined) {
		throw new KubeletExit(`failed to parse kubelet flag: unknown flag: --${wrong}`);
	}
	const configPath = flags.get('config');
	const text = configPath === undefined ? '' : await read(tree, configPath);
	if (text === undefined) {
		throw new KubeletExit(`failed to load kubelet config file, path: ${configPath}, error: failed to read kubelet config file "${configPath}", error: open ${configPath}: no such file or directory`);
	}
	const config = readYaml(text, configPath ?? '').value;
	const clientCa = fieldOf(config, 'authentication', 'x509', 'clientCAFile');
	if (typeof clientCa === 'string' && clientCa !== '' && (await read(tree, clientCa)) === undefined) {
		throw new KubeletExit(`failed to construct kubelet dependencies: unable to load client CA file ${clientCa}: open ${clientCa}: no such file or directory`);
	}
	const taints = fieldOf(config, 'registerWithTaints');
	return {
		nodeName: (flags.get('hostname-override') ?? host.name).trim().toLowerCase(),
		kubeconfigPath: flags.get('kubeconfig') ?? '',
		bootstrapKubeconfigPath: flags.get('bootstrap-kubeconfig') ?? '',
		certificateFolder: flags.get('cert-dir') ?? '/var/lib/kubelet/pki',
		labels: readLabels(flags.get('node-labels') ?? ''),
		taints: Array.isArray(taints) ? taints : [],
		rotatesCertificates: fieldOf(config, 'rotateCertificates') === true || flags.get('rotate-certificates') === 'true',
		requestsServingCertificate: fieldOf(config, 'serverTLSBootstrap') === true || flags.get('rotate-server-certificates') === 'true',
	};
};

/** Reads a kubeconfig of the node; undefined where it is missing or says nothing usable. A file that it names is read too. */
export const readNodeKubeconfig = async (tree: string, path: string): Promise<Credentials | undefined> => {
	const text = await read(tree, path);
	const file = text === undefined ? undefined : parseKubeconfig(path, text);
	const chosen = file?.isValid === true ? chooseContext(path, [file.value]) : undefined;
	if (chosen?.isValid !== true) {
		return undefined;
	}
	const {cluster, user} = chosen.value;
	const data = cluster['certificate-authority-data'];
	const caPath = cluster['certificate-authority'];
	const caPem = data === undefined ? (caPath === undefined ? '' : ((await read(tree, caPath)) ?? '')) : Buffer.from(data, 'base64').toString('utf8');
	const {token} = user;
	return {server: cluster.server, caPem, ...(token === undefined ? {} : {token})};
};

/** Reads `<prefix>-current.pem`; undefined where it is not there, holds no pair, or has run out. */
export const readCurrentPair = async (tree: string, folder: string, prefix: 'kubelet-client' | 'kubelet-server'): Promise<string | undefined> => {
	const pem = await read(tree, `${folder}/${prefix}-current.pem`);
	try {
		return pem !== undefined && pem.includes('PRIVATE KEY') && new X509Certificate(pem).validToDate.getTime() > Date.now() ? pem : undefined;
	} catch {
		return undefined;
	}
};

/** True where something is at a path of the node. */
export const existsOnNode = async (tree: string, path: string): Promise<boolean> => (await lstat(placeInTree(tree, path)).catch(() => undefined)) !== undefined;
