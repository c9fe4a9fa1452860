// Decisions from the command line, against the practice API server.
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {openFolder} from '../adapters/kubernetes/kubeconfig-folder.ts';
import {openPractice, type Practice} from '../sandbox/api-server/open-practice.ts';
import {bootstrapperOf, clientRequest, plannedNodes, type PlannedNode, putToken, requestName} from '../support/planned-requests.ts';
import {runCli} from '../support/run-cli.ts';

const plural = 'certificatesigningrequests';

const openProject = async ({server}: Practice, nodes: readonly PlannedNode[]) => {
	const folder = openFolder();
	folder.write('kubeconfig', await server.kubeconfig());
	folder.write('kubenroll.yaml', `apiVersion: kubenroll.dev/v1alpha1\ncluster: {kubeconfig: ./kubeconfig}\nnodes: [${nodes.map(({name, address}) => `${name}=${address}`).join(', ')}]\n`);
	nodes.forEach((node) => putToken(server, node));
	return {...folder, log: () => readFileSync(`${folder.path}/.kubenroll/decisions.jsonl`, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as object)};
};

const conditionOf = ({server}: Practice, name: string): unknown => (server.get(plural, name)?.['status'] as {conditions?: readonly unknown[]} | undefined)?.conditions?.[0];

const file = async ({server}: Practice, index: number, asked: string, by: PlannedNode): Promise<string> => {
	server.put(plural, await clientRequest(requestName(index), asked), {as: bootstrapperOf(by)});
	return requestName(index);
};

const [one, two] = plannedNodes(2) as readonly [PlannedNode, PlannedNode]; // as many as were asked for

describe('csr approve', () => {
	it('--all-pass approves what is PASS and nothing else', async () => {
		await using practice = await openPractice({controllers: {signs: false}});
		using project = await openProject(practice, [one, two]);
		const [good, other, stolen] = [await file(practice, 1, one.name, one), await file(practice, 2, two.name, two), await file(practice, 3, one.name, two)];
		const {code, stderr, stdout} = await runCli(['csr', 'approve', '--all-pass', '--yes', '--json'], {cwd: project.path});
		expect({code, stderr}).toMatchObject({code: 0, stderr: expect.stringContaining('1 request that is not PASS is left alone') as string});
		expect(stdout.trimEnd().split('\n')).toHaveLength(2);
		expect(conditionOf(practice, good)).toMatchObject({type: 'Approved', reason: 'KubenrollApproved', message: expect.stringMatching(/^kubenroll policy \d+; verdict PASS; rules P1 .*; plan none; operator .+@.+$/) as string});
		expect(conditionOf(practice, other)).toMatchObject({type: 'Approved'});
		expect(conditionOf(practice, stolen)).toBeUndefined();
		expect(project.log()).toHaveLength(2);
	});

	it('P28 allows a REFUSE only with its node and a reason typed, and writes down that it was one', async () => {
		await using practice = await openPractice({controllers: {signs: false}});
		using project = await openProject(practice, [one, two]);
		const stolen = await file(practice, 3, one.name, two);
		const without = await runCli(['csr', 'approve', stolen, '--yes', '--reason', 'checked by phone'], {cwd: project.path});
		expect(without).toMatchObject({code: 1, stderr: expect.stringContaining('needs the name of the node') as string});
		expect(conditionOf(practice, stolen)).toBeUndefined();
		expect(await runCli(['csr', 'approve', stolen, '--yes', '--reason', 'checked by phone', '--node', one.name], {cwd: project.path})).toMatchObject({code: 0});
		expect(conditionOf(practice, stolen)).toMatchObject({message: expect.stringMatching(/verdict REFUSE; rules P13 P14; .*; override; reason checked by phone$/) as string});
		expect(project.log()).toMatchObject([{decision: 'approved', verdict: 'REFUSE', isOverride: true, reason: 'checked by phone', rules: ['P13', 'P14']}]);
	});

	it.each([[['csr', 'approve']], [['csr', 'approve', '--all-pass', 'csr-aaaaa']]])('%j says what is meant, or nothing is done', async (args) => {
		using folder = openFolder();
		expect(await runCli(args, {cwd: folder.path})).toMatchObject({code: 2});
	});

	it('--all-pass takes neither a node nor a reason, which are of one request', async () => {
		using folder = openFolder();
		const {code, stderr} = await runCli(['csr', 'approve', '--all-pass', '--node', 'n1', '--reason', 'x'], {cwd: folder.path});
		expect({code, stderr}).toMatchObject({code: 2, stderr: expect.stringMatching(/--all-pass: .*together with --node[\s\S]*--all-pass: .*together with --reason/) as string});
	});
});

describe('csr sweep', () => {
	it('shows and deletes what a newer request of the same kubelet has superseded', async () => {
		await using practice = await openPractice({controllers: {signs: false}});
		using project = await openProject(practice, [one, two]);
		const [old, stolen] = [await file(practice, 1, one.name, one), await file(practice, 2, one.name, two)];
		const newer = await file(practice, 3, one.name, one);
		const {code, stderr} = await runCli(['csr', 'sweep', '--yes'], {cwd: project.path});
		expect({code, stderr}).toEqual({code: 0, stderr: expect.stringContaining(`${old}: ${newer} has taken its place`) as string});
		expect(practice.server.list(plural).map(({metadata}) => metadata.name).toSorted()).toEqual([newer, stolen].toSorted());
		expect(project.log()).toMatchObject([{decision: 'deleted', request: old, rules: ['P24'], reason: `superseded by ${newer}`}]);
		expect((await runCli(['csr', 'sweep', '--yes'], {cwd: project.path})).stderr).toContain('No request is superseded');
	});
});

describe('csr revoke', () => {
	it('takes a token away, by its id or the whole token, whose secret part it never shows', async () => {
		await using practice = await openPractice();
		using project = await openProject(practice, [one, two]);
		const {code, stdout, stderr} = await runCli(['csr', 'revoke', `${two.tokenId}.0123456789abcdef`, '--yes', '--json', '--reason', 'it floods'], {cwd: project.path});
		expect({code, events: stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as object)}).toMatchObject({code: 0, events: [{type: 'object-changed', kind: 'Secret', name: `bootstrap-token-${two.tokenId}`, action: 'delete'}]});
		expect(stdout + stderr).not.toContain('0123456789abcdef');
		expect(practice.server.get('secrets', `bootstrap-token-${two.tokenId}`, 'kube-system')).toBeUndefined();
		expect(practice.server.get('secrets', `bootstrap-token-${one.tokenId}`, 'kube-system')).toBeDefined();
		expect(project.log()).toMatchObject([{decision: 'revoked', request: `bootstrap-token-${two.tokenId}`, reason: 'it floods'}]);
		expect(await runCli(['csr', 'revoke', two.tokenId, '--yes'], {cwd: project.path})).toMatchObject({code: 1, stderr: expect.stringContaining(`there is no bootstrap token ${two.tokenId}`) as string});
	});
});
