// Nodes on loopback: one real sshd each, and the four files that kubenroll puts on a node.
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {dirname, join} from 'node:path';
import {cryptoPki} from '../../source/adapters/pki/crypto-pki.ts';
import type {Answers, NodeAnswers} from '../../source/core/answers/answers.ts';
import type {Artifact} from '../../source/core/artifacts/artifact.ts';
import {renderBootstrapKubeconfigArtifact, renderNodeArtifacts} from '../../source/core/artifacts/render-node-artifacts.ts';
import {trust} from '../support/open-ssh.ts';
import {answersFacts, clusterFacts, nodeAnswers, nodeFacts, paths} from '../support/plan-facts.ts';
import type {Sshd, SshdLab} from '../support/sshd.ts';

/** A node of the fleet: the server, its answers, its files, and the same files as an archive. */
export type FleetNode = {
	readonly server: Sshd;
	readonly answers: NodeAnswers;
	readonly files: readonly Artifact[];
	readonly archive: string;
};

/** Servers that share this machine's file system; each has a folder that stands for its root. */
export type Fleet = {
	readonly lab: SshdLab;
	readonly nodes: readonly FleetNode[];
	readonly knownHostsFile: string;
	/** The ssh_config of the bare way: the same key, the same host keys, nothing shared. */
	readonly bareConfigFile: string;
};

const certificate = new URL('../fixtures/csr/certificates/ca-rsa.pem', import.meta.url);

const run = (program: string, args: readonly string[]): string => {
	const {status, stdout, stderr} = spawnSync(program, args, {encoding: 'utf8'});
	if (status !== 0) {
		throw new Error(`${program}: ${stderr}`);
	}
	return stdout.trim();
};

/** The answers of a run over these nodes whose files are under `root`. */
export const answersUnder = (root: string, nodes: readonly FleetNode[], concurrency: number): Answers => {
	const answers = answersFacts({nodes: nodes.map((node) => node.answers)});
	const moved = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, join(root, path)])) as Answers['kubelet']['paths']; // the same keys
	return {...answers, ssh: {...answers.ssh, concurrency}, kubelet: {...answers.kubelet, paths: moved}};
};

const renderFiles = (node: NodeAnswers, root: string, pem: string): readonly Artifact[] => {
	const answers = answersFacts({nodes: [node]});
	const owner = `${userInfo().username}:${run('id', ['-gn'])}`;
	const [ca] = cryptoPki.readCertificates(pem);
	if (ca === undefined) {
		throw new Error('no certificate');
	}
	const {artifacts} = renderNodeArtifacts({answers, node, facts: nodeFacts(node.name), cluster: clusterFacts({clientCa: [ca], servingCa: [ca]}), minor: 36});
	const kubeconfig = renderBootstrapKubeconfigArtifact({answers, server: {host: '10.0.0.9', port: 6443}, servingCaPem: pem, token: 'fakeid.fakefakefakefake'});
	return [...artifacts, kubeconfig].map((artifact) => ({...artifact, owner, path: join(root, artifact.path)}));
};

/** Starts the servers and prepares everything that is not to be measured; the lab's stop ends it. */
export const startFleet = async (lab: SshdLab, count: number, signal: AbortSignal): Promise<Fleet> => {
	const pem = await readFile(certificate, 'utf8');
	const nodes: FleetNode[] = [];
	for (let index = 0; index < count; index++) {
		signal.throwIfAborted();
		const server = await lab.start();
		const answers = nodeAnswers(`node-${index}`, {address: '127.0.0.1', port: server.port});
		const files = renderFiles(answers, server.home, pem);
		const folder = await mkdtemp(join(lab.folder, 'archive-'));
		for (const {path, content, mode} of files) {
			const target = join(folder, path.slice(server.home.length));
			await mkdir(dirname(target), {recursive: true});
			await writeFile(target, content, {mode});
		}
		run('tar', ['-cf', `${folder}.tar`, '-C', folder, 'etc']);
		nodes.push({server, answers, files, archive: `${folder}.tar`});
	}
	const knownHostsFile = await trust(lab, nodes.map(({server}) => server), 'known_hosts');
	const bareConfigFile = join(lab.folder, 'bare_config');
	await writeFile(bareConfigFile, `BatchMode yes\nStrictHostKeyChecking yes\nUserKnownHostsFile ${knownHostsFile}\nGlobalKnownHostsFile /dev/null\nIdentityFile ${lab.identityFile}\n`);
	return {lab, nodes, knownHostsFile, bareConfigFile};
};

/** Makes every node as bare as a host with systemd is: the next round is a first one too. */
export const clearNodes = async ({nodes}: Fleet): Promise<void> => {
	await Promise.all(
		nodes.map(async ({server}) => {
			await rm(join(server.home, 'etc'), {recursive: true, force: true});
			await mkdir(join(server.home, dirname(paths.unit)), {recursive: true});
		}),
	);
};

/** Throws where a file is missing, damaged, or too open: what was not done must not be measured. */
export const checkNodes = async ({nodes}: Fleet): Promise<void> => {
	for (const {path, content, mode} of nodes.flatMap(({files}) => files)) {
		if ((await readFile(path, 'utf8')) !== content || ((await stat(path)).mode & 0o777) !== mode) {
			throw new Error(`not in place: ${path}`);
		}
	}
};

/** The bare way: one ssh and one tar a node, as many at once as kubenroll works on, from xargs. */
export const unpackOnNodes = async ({nodes, bareConfigFile}: Fleet, concurrency: number, signal: AbortSignal): Promise<void> => {
	const script = 'exec ssh -F "$0" -p "$1" 127.0.0.1 tar -xpf - -C "$2" < "$3"';
	const child = spawn('xargs', ['-P', String(concurrency), '-L', '1', 'sh', '-c', script, bareConfigFile], {stdio: ['pipe', 'ignore', 'inherit'], signal});
	child.stdin.end(nodes.map(({server, archive}) => `${server.port} ${server.home} ${archive}\n`).join(''));
	const [code] = await once(child, 'close');
	if (code !== 0) {
		throw new Error(`xargs ended with ${code}`);
	}
};
