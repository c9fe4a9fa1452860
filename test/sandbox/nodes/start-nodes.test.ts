import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtemp, readFile, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createOpenSsh} from '../../../source/adapters/openssh/create-open-ssh.ts';
import {cryptoPki} from '../../../source/adapters/pki/crypto-pki.ts';
import {parseAnswers} from '../../../source/core/answers/parse-answers.ts';
import {parseServiceReport, proveKubeletScript, startKubeletScript, burnFileScript} from '../../../source/core/kubelet-service/kubelet-scripts.ts';
import {parseSurvey} from '../../../source/core/survey/parse-survey.ts';
import {surveyScript} from '../../../source/core/survey/survey-script.ts';
import type {NodeFacts} from '../../../source/core/facts/node-facts.ts';
import type {RemoteShell} from '../../../source/ports/remote-shell.ts';
import {chooseTreeEntry} from '../../../source/sandbox/nodes/choose-tree-entry.ts';
import type {TreeEntry} from '../../../source/sandbox/nodes/enter-tree.ts';
import {createNodeSessions} from '../../../source/sandbox/nodes/node-sessions.ts';
import {type PracticeNodes, startNodes} from '../../../source/sandbox/nodes/start-nodes.ts';

const hasSsh = spawnSync('ssh', ['-V']).error === undefined;
if (!hasSsh) {
	console.warn('no ssh on this machine: tests of practice nodes through ssh are skipped');
}

const reading = parseAnswers('apiVersion: kubenroll.dev/v1alpha1\nnodes: [n1=10.20.0.11]\n', 'kubenroll.yaml');
if (!reading.isValid) {
	throw new Error('the answers of the test are wrong');
}
const {answers} = reading;
const node = {name: 'n1', address: '10.20.0.11'};

type Way = {readonly kind: TreeEntry['kind']; readonly gates: 'here' | 'beside'};

describe.skipIf(!hasSsh).each<Way>([{kind: 'namespace', gates: 'here'}, {kind: 'namespace', gates: 'beside'}, {kind: 'rewrite', gates: 'here'}, {kind: 'rewrite', gates: 'beside'}])('a practice node entered by $kind, with its gates $gates', ({kind, gates}) => {
	const entry: TreeEntry = {kind};
	let folder: string;
	let nodes: PracticeNodes;
	let shell: RemoteShell;
	let isPossible = true;
	const bugs: unknown[] = [];

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'practice nodes-'));
		isPossible = entry.kind === 'rewrite' || (await chooseTreeEntry(folder)).kind === 'namespace';
		nodes = await startNodes([{name: 'n1', address: '10.20.0.11'}, {name: 'n2', address: '10.20.0.12', faults: ['runtime-down']}], {folder, kubernetesVersion: 'v1.36.3', timeFactor: 20, entry, ...(gates === 'beside' ? {gatesProgram: new URL('../../../source/practice-gates.ts', import.meta.url)} : {}), onBug: (error) => bugs.push(error)});
		const identity = join(folder, 'id_ed25519');
		await writeFile(identity, nodes.clientKey.private, {mode: 0o600});
		const hosts = nodes.doors().map(({address, port}) => `Host ${address}\n  HostName 127.0.0.1\n  Port ${port}\n`).join('');
		await writeFile(join(folder, 'ssh_config'), `${hosts}Host *\n  User root\n  IdentityFile "${identity}"\n  IdentitiesOnly yes\n  IdentityAgent none\n`);
		await writeFile(join(folder, 'known_hosts'), nodes.doors().map(({port, hostKey}) => `[127.0.0.1]:${port} ${hostKey}\n`).join(''));
		shell = await createOpenSsh({knownHostsFile: join(folder, 'known_hosts'), configFile: join(folder, 'ssh_config'), connectTimeoutSeconds: 60});
	});
	afterAll(async () => {
		await shell.close();
		await nodes.stop();
		await rm(folder, {recursive: true, force: true});
		expect(bugs).toEqual([]);
	});

	const survey = async (which: {readonly name: string; readonly address: string}): Promise<NodeFacts> => {
		const {stdout, sentAtMs, firstByteAtMs} = await shell.run(which, {text: surveyScript(answers), asRoot: true});
		const parsed = parseSurvey({node: which, answers, stdout, sentAtMs, firstByteAtMs, privilege: 'root', readCertificates: (pem) => cryptoPki.readCertificates(pem)});
		if ('problems' in parsed) {
			throw new Error(JSON.stringify(parsed.problems));
		}
		return parsed.facts;
	};

	it('is surveyed as a sound bare node', async ({skip}) => {
		skip(!isPossible);
		const facts = await survey(node);
		expect(facts).toMatchObject({
			hostname: 'n1', kubelet: {exists: true, version: {gitVersion: 'v1.36.3'}}, runtime: {endpoint: 'unix:///run/containerd/containerd.sock', isActive: true, cgroupDriver: 'systemd', version: '2.4.2'},
			cgroupVersion: 2, hasSwap: false, hasSystemd: true, unwritablePaths: [], interfaces: [{name: 'eth0', kind: 'uplink', addresses: ['10.20.0.11/16']}], kubeletService: {isActive: false},
		});
		expect(facts.files.filter(({exists}) => exists)).toEqual([]);
		expect(facts.freeBytes).toBeGreaterThan(1024 ** 3);
	});

	it('lets nobody in but root, whatever key they hold', async ({skip}) => {
		skip(!isPossible);
		await expect(shell.run({...node, user: 'ops'}, {text: 'id', asRoot: false})).rejects.toMatchObject({problems: [{code: 'ssh-permission-denied', params: {user: 'ops'}}]});
	});

	it('shows a container runtime that is down', async ({skip}) => {
		skip(!isPossible);
		expect((await survey({name: 'n2', address: '10.20.0.12'})).runtime).toMatchObject({name: 'containerd', isActive: false});
	});

	it('takes files into its own tree, keeps the old one beside, and says so', async ({skip}) => {
		skip(!isPossible);
		const path = '/etc/kubernetes/pki/ca.crt';
		const artifact = (content: string) => ({artifact: {id: 'client-ca' as const, path, content, mode: 0o644, owner: 'root:root', isSecret: false}});
		const first = await shell.install(node, [artifact('one /etc/passwd\n')]);
		expect(first).toEqual({written: [path], unchanged: [], backups: {}});
		const second = await shell.install(node, [artifact('two\n')]);
		const backup = second.backups[path] ?? '';
		expect(backup).toMatch(/^\/etc\/kubernetes\/pki\/ca\.crt\.kubenroll-/);
		expect(await readFile(nodes.find('n1')!.place(backup), 'utf8')).toBe('one /etc/passwd\n');
		expect(await shell.install(node, [artifact('two\n')])).toMatchObject({unchanged: [path]});
		expect(await survey(node)).toMatchObject({files: expect.arrayContaining([expect.objectContaining({path, exists: true, owner: 'root:root', mode: 0o644, content: 'two\n'})])});
		await expect(stat('/etc/kubernetes/pki/ca.crt')).rejects.toThrow('ENOENT');
	});

	it('takes a binary as it is', async ({skip}) => {
		skip(!isPossible);
		const content = Buffer.from(Array.from({length: 70_000}, (_, index) => index * 7 % 256));
		const source = join(folder, 'binary');
		await writeFile(source, content);
		await shell.upload(node, {source, path: '/usr/local/bin/other', mode: 0o755, owner: 'root:root', sha256: createHash('sha256').update(content).digest('hex')});
		expect((await readFile(nodes.find('n1')!.place('/usr/local/bin/other'))).equals(content)).toBe(true);
	});

	it('tells why systemd does not start a kubelet without a unit', async ({skip}) => {
		skip(!isPossible);
		const {stdout} = await shell.run(node, {text: startKubeletScript({unit: 'kubelet.service', setAside: [], stamp: 'x'}), asRoot: true});
		expect(parseServiceReport(stdout)).toMatchObject({outcome: 'refused', systemctl: expect.stringContaining('Unit kubelet.service not found')});
	});

	it('lets a kubelet without its configuration end, with its own last words', async ({skip}) => {
		skip(!isPossible);
		const unit = '[Service]\nExecStart=/usr/local/bin/kubelet \\\n  --config=/var/lib/kubelet/config.yaml --kubeconfig=/etc/kubernetes/kubelet.conf\nRestart=always\n';
		await shell.install(node, [{artifact: {id: 'kubelet-unit', path: '/etc/systemd/system/kubelet.service', content: unit, mode: 0o644, owner: 'root:root', isSecret: false}}]);
		const tell = async (text: string) => parseServiceReport((await shell.run(node, {text, asRoot: true})).stdout);
		const started = await tell(startKubeletScript({unit: 'kubelet.service', setAside: ['/etc/kubernetes/pki/ca.crt'], stamp: 'x'}));
		await expect.poll(async () => tell(proveKubeletScript({unit: 'kubelet.service', mainPid: started.service?.mainPid ?? 0, seconds: 60})), {timeout: 10_000}).toMatchObject({
			outcome: 'down',
			service: {activeState: 'activating'},
			log: expect.stringContaining('failed to load kubelet config file, path: /var/lib/kubelet/config.yaml'),
		});
		expect(await readdir(nodes.find('n1')!.place('/etc/kubernetes/pki'))).toContain('ca.crt.kubenroll-x');
		expect(await survey(node)).toMatchObject({unitFiles: [{path: '/etc/systemd/system/kubelet.service', content: unit}]});
	});

	it('ends a session whose output nobody reads', async ({skip}) => {
		skip(!isPossible);
		const {tree, address, answer} = nodes.find('n1')!;
		const session = createNodeSessions({tree, entry, address, delayMs: 0, answer}).execute('while :; do echo more and more; done', {scriptsCome: false});
		session.stdin.on('error', () => undefined);
		await new Promise<void>((resolve) => {
			session.stdout.once('readable', resolve);
		});
		session.kill();
		expect(await session.ended).toBe(255);
	});

	it('burns a file', async ({skip}) => {
		skip(!isPossible);
		const path = '/etc/kubernetes/bootstrap.kubeconfig';
		await writeFile(nodes.find('n1')!.place(path), 'secret');
		expect((await shell.run(node, {text: burnFileScript(path), asRoot: true})).exitCode).toBe(0);
		await expect(stat(nodes.find('n1')!.place(path))).rejects.toThrow('ENOENT');
	});
});
