// Whether a secret ever showed where others can read. What counts as secret is not told by kubenroll: every bootstrap token that ever was in
// the cluster is taken from there, by a watch with admin rights. What can be seen is taken twice: by sampling /proc, as any user of a machine
// could, and by tracing every program that is started, which misses none however short it lives.
import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {createInterface} from 'node:readline';
import {Worker} from 'node:worker_threads';
import {obtainKubectl} from '../../lab/binaries.ts';
import type {Lab} from '../../lab/lab.ts';
import {runCommand} from '../../lab/run.ts';
import {waitUntil} from '../../lab/wait-until.ts';
import type {ProcessSamples} from './process-sampler.ts';

/** One secret that was seen where it must not be. */
export type Sighting = {readonly secret: string; readonly where: string};

const strace = ['strace', '--follow-forks', '--trace=execve', '--no-abbrev', '--string-limit=1000000'] as const;

/** Watches from its start to `findSightings`, which may be called once. */
export type SecretWatch = {
	/** A command line that a project puts before kubenroll's, so that every program it starts here is traced too. */
	readonly tracer: readonly string[];
	/** Adds a secret that is not in the cluster, such as a password. */
	readonly learn: (name: string, secret: string) => void;
	/** Names of all secrets known: those learnt, and `token <id>` for each token that ever was. */
	readonly known: () => readonly string[];
	/** Ends the watch and looks for every secret: in processes, in the journals and trees of all hosts, and in these texts and folders of the operator. */
	readonly findSightings: (operator: {readonly texts: Readonly<Record<string, string>>; readonly folders: readonly string[]}) => Promise<readonly Sighting[]>;
	[Symbol.asyncDispose](): Promise<void>;
};

/** Starts to watch a lab and this machine; resolves when nothing can be missed any more. */
export async function watchForSecrets(lab: Lab): Promise<SecretWatch> {
	const secrets = new Map<string, string>();
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-trace-'));
	const [sampler, tokens, tracer] = await Promise.all([startSampler(), learnTokens(lab, secrets), traceHosts(lab, folder)]);

	const end = async () => {
		await Promise.all([sampler.terminate(), endProcess(tokens, 'SIGTERM'), endProcess(tracer, 'SIGINT')]);
		await rm(folder, {recursive: true, force: true});
	};

	return {
		tracer: [...strace, '--seccomp-bpf', '--output-append-mode', '--output', join(folder, 'operator')],
		learn: (name, secret) => secrets.set(name, secret),
		known: () => [...secrets.keys()],
		async findSightings({texts, folders}) {
			sampler.postMessage('stop', []);
			const [samples] = await once(sampler, 'message') as [ProcessSamples];
			await endProcess(tracer, 'SIGINT');
			const places = [
				...[...samples].map(([text, where]) => ({where, text})),
				...Object.entries(texts).map(([where, text]) => ({where, text})),
				...await readTraces(folder),
				...await readJournals(lab),
				...await readTrees(lab),
				...(await Promise.all(folders.map(readFolder))).flat(),
			];
			return [...secrets].flatMap(([name, secret]) => {
				const forms = [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), encodeURIComponent(secret)];
				return places.filter(({text}) => forms.some(form => text.includes(form))).map(({where}) => ({secret: name, where}));
			});
		},
		[Symbol.asyncDispose]: end,
	};
}

async function startSampler(): Promise<Worker> {
	const worker = new Worker(new URL('process-sampler.ts', import.meta.url), {workerData: 'process-sampler'});
	await once(worker, 'message');
	return worker;
}

async function learnTokens(lab: Lab, secrets: Map<string, string>): Promise<ChildProcess> {
	const line = '{.object.metadata.name} {.object.data.token-id} {.object.data.token-secret}{"\\n"}';
	const child = spawn(await obtainKubectl(), [
		'--kubeconfig', join(lab.folder, 'lab.kubeconfig'), 'get', 'secrets', '--namespace=kube-system',
		'--watch', '--output-watch-events', `--output=jsonpath=${line}`,
	], {stdio: ['ignore', 'pipe', 'inherit']});
	let isWatching = false;
	createInterface({input: child.stdout}).on('line', text => {
		isWatching = true;
		const [, id, secret] = text.split(' ');
		if (id && secret) {
			secrets.set(`token ${Buffer.from(id, 'base64').toString()}`, Buffer.from(secret, 'base64').toString());
		}
	});
	// It tells first of what is there, so something shall be there.
	await lab.apply('{apiVersion: v1, kind: Secret, metadata: {name: any, namespace: kube-system}}');
	await waitUntil('the Secrets of kube-system are watched', async () => isWatching);
	return child;
}

/** Follows every program that any sshd of the lab starts, with all its arguments and its whole environment. */
async function traceHosts(lab: Lab, folder: string): Promise<ChildProcess> {
	const pids = await Promise.all([...lab.masters, ...lab.nodes].map(async host => findSshd(lab, dirname(host.root).split('/').at(-1) ?? '')));
	const [program, ...options] = strace;
	const child = spawn(program, [...options, '--output', join(folder, 'hosts'), ...pids.flatMap(pid => ['--attach', pid])], {stdio: ['ignore', 'ignore', 'pipe']});
	let told = '';
	child.stderr.on('data', data => {
		told += String(data);
	});
	await waitUntil('every sshd is traced', async () => told.split('attached').length > pids.length, {timeoutMs: 10_000});
	return child;
}

/** Pid, as this machine counts, of the sshd that listens in a host. */
async function findSshd(lab: Lab, hostId: string): Promise<string> {
	const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
	for (const pid of pids) {
		const [cgroup, command] = await Promise.all([`/proc/${pid}/cgroup`, `/proc/${pid}/cmdline`].map(async path => readFile(path, 'utf8').catch(() => '')));
		if (cgroup?.includes(`/${lab.name}/${hostId}`) && /sshd.*listener/.test(command ?? '')) {
			return pid;
		}
	}

	throw new Error(`${hostId}: no sshd listens there`);
}

type Place = {readonly where: string; readonly text: string};

async function readTraces(folder: string): Promise<readonly Place[]> {
	const sides = await Promise.all(['operator', 'hosts'].map(async side => ({side, text: await readFile(join(folder, side), 'utf8')})));
	return sides.flatMap(({side, text}) => text.split('\n').map(line => ({where: `program started on the side of ${side}: ${line.slice(0, 60)}`, text: line})));
}

async function readJournals(lab: Lab): Promise<readonly Place[]> {
	return Promise.all([...lab.masters, ...lab.nodes].map(async host => {
		const {stdout} = await host.exec('journalctl --all --output=verbose --no-pager');
		return {where: `journal of ${host.name}`, text: stdout};
	}));
}

/** Every file of every host that isn't of the fresh Debian. etcd has to hold the tokens; the journal is read as such. */
async function readTrees(lab: Lab): Promise<readonly Place[]> {
	const folders = [...lab.masters, ...lab.nodes].flatMap(host => [host.changes, join(dirname(host.changes), 'kubelet')]);
	const places = await Promise.all(folders.map(readFolder));
	return places.flat().filter(({where}) => !where.includes('/var/lib/etcd/') && !where.includes('/var/log/journal/'));
}

async function readFolder(folder: string): Promise<readonly Place[]> {
	const listing = await runCommand('find', [folder, '-type', 'f', '-size', '-20M']);
	const paths = listing.split('\n').filter(Boolean);
	return Promise.all(paths.map(async path => ({where: path, text: await readFile(path, 'latin1').catch(() => '')})));
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		const ended = once(child, 'exit');
		child.kill(signal);
		await ended;
	}
}
