// kill -9, a power cut or a lost terminal at any moment: no file of a node is ever half there, and the same command finishes the work.
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import type {NodeStage, RunEvent} from '../../source/core/run/event.ts';
import type {Host} from '../lab/host.ts';
import type {Lab} from '../lab/lab.ts';
import {startLab} from '../lab/start-lab.ts';
import {waitUntil} from '../lab/wait-until.ts';
import {listBootstrapBindings, listReadyNodes, listTokenSecrets} from './support/cluster.ts';
import {witnessFiles} from './support/file-witness.ts';
import type {SeenFile} from './support/file-poller.ts';
import {createProject} from './support/project.ts';
import {wipeNode} from './support/wipe-node.ts';

const bootstrapKubeconfig = '/etc/kubernetes/bootstrap-kubelet.conf';
const otherFiles = ['/etc/kubernetes/pki/ca.crt', '/var/lib/kubelet/config.yaml', '/etc/systemd/system/kubelet.service'];

const reaches = (stage: NodeStage) => (event: RunEvent) => event.type === 'node-progressed' && event.stage === stage;
const makes = (kind: string) => (event: RunEvent) => event.type === 'object-changed' && event.kind === kind;

const moments: ReadonlyArray<{readonly when: string; readonly isIt: (event: RunEvent) => boolean; readonly afterMs?: number}> = [
	{when: 'the first node was surveyed', isIt: reaches('surveyed')},
	{when: 'the plan was made', isIt: event => event.type === 'plan-assembled'},
	{when: 'the first token was created', isIt: makes('Secret')},
	{when: 'the token was proved', isIt: event => event.type === 'token-proved'},
	{when: 'the first binding was created', isIt: makes('ClusterRoleBinding')},
	{when: 'the node had its token', isIt: reaches('token')},
	// While files are on their way.
	{when: 'the node had its token for 60 ms', isIt: reaches('token'), afterMs: 60},
	{when: 'the node had its token for 120 ms', isIt: reaches('token'), afterMs: 120},
	{when: 'its files were in place', isIt: reaches('files')},
	// While the kubelet starts.
	{when: 'its files were in place for 60 ms', isIt: reaches('files'), afterMs: 60},
	{when: 'its kubelet ran', isIt: reaches('kubelet')},
	{when: 'its request was approved', isIt: event => event.type === 'request-decided'},
	{when: 'its client certificate was issued', isIt: reaches('client-issued')},
	{when: 'its Node was there', isIt: reaches('registered')},
	{when: 'its serving certificate was issued', isIt: reaches('serving-issued')},
	{when: 'it was Ready', isIt: reaches('ready')},
];

describe('a run that is killed', () => {
	let lab: Lab;
	let node: Host;

	beforeAll(async () => {
		lab = await startLab({nodes: 1, bootstrapTokenAuth: true});
		const [first] = lab.nodes;
		if (!first) {
			throw new Error('the lab has no node');
		}

		node = first;
	});

	afterAll(async () => {
		await lab?.[Symbol.asyncDispose]();
	});

	test.for(moments)('when $when, is finished by the next', async ({isIt, afterMs}) => {
		await wipeNode(lab, node);
		await using project = await createProject(lab);
		await using witness = await witnessFiles(node, [bootstrapKubeconfig, ...otherFiles]);

		await project.stopEnroll('SIGKILL', isIt, {afterMs});
		const run = await project.enroll();

		expect(run.exitCode, run.stderr).toBe(0);
		expect(await listReadyNodes(lab)).toEqual(['n1']);
		expect(await listTokenSecrets(lab)).toEqual([]);
		expect(await listBootstrapBindings(lab)).toHaveLength(2);
		const {stdout: left} = await node.exec('ls -A /etc/kubernetes /etc/kubernetes/pki /etc/systemd/system; ls -A /var/lib/kubelet | grep -i -e kubenroll -e config');
		expect(left.split('\n').filter(name => /kubenroll|bootstrap|tmp/.test(name)), 'files that nobody needs').toEqual([]);

		const seen = await witness.testify();
		for (const path of otherFiles) {
			expect(seen.get(path), `${path} was there whole or not at all`).toEqual([{mode: 0o644, uid: 0, content: `${await node.readFile(path)}\n`}]);
		}

		for (const {mode, uid, content} of seen.get(bootstrapKubeconfig) ?? []) {
			expect({mode, uid}).toEqual({mode: 0o600, uid: 0});
			// The token stands near the end.
			expect(parse(content)).toMatchObject({kind: 'Config', users: [{user: {token: expect.stringMatching(/^[a-z\d]{6}\.[a-z\d]{16}$/)}}]});
		}
	});

	test.for([
		{when: 'the plan was made', isIt: (event: RunEvent) => event.type === 'plan-assembled', tokens: 0},
		{when: 'the token was proved', isIt: (event: RunEvent) => event.type === 'token-proved', tokens: 0},
		{when: 'its files were in place', isIt: reaches('files'), tokens: 0},
		// The kubelet fetches its certificate with it.
		{when: 'its request was approved', isIt: (event: RunEvent) => event.type === 'request-decided', tokens: 1},
	])('or interrupted by Ctrl-C when $when, leaves no token that nobody needs, and says how to go on', async ({isIt, tokens}) => {
		await wipeNode(lab, node);
		await using project = await createProject(lab);

		const run = await project.stopEnroll('SIGINT', isIt);

		expect(run.exitCode, run.stderr).toBe(130);
		expect(run.stderr).toContain('kubenroll enroll --yes --json');
		expect(await listTokenSecrets(lab)).toHaveLength(tokens);
		const next = await project.enroll();
		expect(next.exitCode, next.stderr).toBe(0);
		expect(await listReadyNodes(lab)).toEqual(['n1']);
		expect(await listTokenSecrets(lab)).toEqual([]);
	});

	test('(and the witness of these would have seen a file that is half there)', async () => {
		await using witness = await witnessFiles(node, ['/etc/half']);
		const states: SeenFile[] = [];
		await node.exec('printf ha > /etc/half; sleep 0.1; printf lf >> /etc/half');
		await waitUntil('the file is whole', async () => (await node.readFile('/etc/half')) === 'half');
		states.push(...(await witness.testify()).get('/etc/half') ?? []);

		expect(states.map(({content}) => content)).toEqual(expect.arrayContaining(['ha', 'half']));
	});
});
