// The token file on masters where others have rows too, and the way from it to bootstrap tokens.
import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import type {Lab} from '../lab/lab.ts';
import {startLab} from '../lab/start-lab.ts';
import {listBootstrapBindings, listReadyNodes} from './support/cluster.ts';
import {createProject, type Project, type ProjectOptions} from './support/project.ts';
import {ageCertificate, listRenewals, waitForHeartbeatAfter, waitForRenewal} from './support/renewal.ts';

const unit = '/etc/systemd/system/kube-apiserver.service';
const tokenFile = '/etc/kubernetes/token.csv';
const rowsOfOthers = ['4f5c1bd1d7b9ff0a6f9f2c7c6a5d3e21,monitor,7,"readers"', '9b1d8e3c5a7f40216c8d2e4b6f0a1357,backup,8,readers,writers'];

// An apiserver that is told to end waits for the watches of its kubelets, a minute each time; these restart several times.
const impatient = {'request-timeout': '5s'};

const answersOf = (lab: Lab, answers: ProjectOptions['answers']): ProjectOptions => ({answers: {...answers, cluster: {controlPlane: lab.masters.map(({name, address}) => `${name}=${address}`)}}});
const codesOf = (run: Awaited<ReturnType<Project['enroll']>>): readonly string[] => run.problems.map(({code}) => code);

test('keeps the rows of others byte for byte, mends one that the API server misreads only when asked, and has certificates accepted', async () => {
	const operator = '7c1f0b6a94d85e23b7c1f0b6a94d85e2';
	const rows = [...rowsOfOthers, `${operator},operator,9,"system:masters"`];
	await using lab = await startLab({nodes: 1, masters: 1, tokenFileRows: rows, apiserverFlags: impatient});
	const perNode = {mode: 'token-file', tokenFile: {rows: 'per-node'}};
	await using project = await createProject(lab);
	// An apiserver that takes no certificates of clients at all, as nobody needed any until now: its operator comes with a token.
	const kubeconfig = await project.writePrivately('operator.kubeconfig', (await readFile(lab.kubeconfig, 'utf8')).replace(/client-certificate-data: .*/, `token: ${operator}`).replace(/ *client-key-data: .*\n/, ''));
	const [master] = lab.masters;
	await master?.exec(`sed -i /--client-ca-file=/d ${unit} && systemctl daemon-reload && systemctl restart kube-apiserver`);
	await project.configure({...answersOf(lab, perNode), kubeconfig});

	const plan = await project.plan();
	expect(plan.exitCode, plan.stderr).toBe(0);
	expect(plan.problems).toEqual(expect.arrayContaining([expect.objectContaining({code: 'client-ca-unset', params: {component: 'kube-apiserver', standing: 'planned', found: '/etc/kubernetes/pki/ca.crt'}})]));
	const run = await project.enroll();

	expect(run.exitCode, run.stderr).toBe(0);
	expect(await master?.readFile(unit)).toContain('--client-ca-file=/etc/kubernetes/pki/ca.crt');
	expect(await listReadyNodes(lab)).toEqual(['n1']);
	expect(codesOf(run), 'groups behind an unquoted comma are lost').toContain('token-row-misread');
	const [first, second, third, own, ...rest] = (await master?.readFile(tokenFile) ?? '').trimEnd().split('\n');
	expect([first, second, third]).toEqual(rows);
	expect(own).toMatch(/^[^,]{32,},/);
	expect(rest).toEqual([]);

	await project.configure({...answersOf(lab, {...perNode, tokenFile: {rows: 'per-node', mendRows: true}}), kubeconfig});
	const mended = await project.enroll();

	expect(mended.exitCode, mended.stderr).toBe(0);
	expect((await master?.readFile(tokenFile))?.split('\n').slice(0, 4)).toEqual([rows[0], '9b1d8e3c5a7f40216c8d2e4b6f0a1357,backup,8,"readers,writers"', rows[2], own]);
});

test('goes over from the token file to bootstrap tokens under the feet of two nodes', async () => {
	await using lab = await startLab({nodes: 3, masters: 1, apiserverFlags: impatient});
	const nodes = ['n1', 'n2'];
	const inFile = answersOf(lab, {mode: 'token-file', tokenFile: {rows: 'per-node'}});
	await using project = await createProject(lab, {...inFile, nodes});
	const before = await project.enroll();
	expect(before.exitCode, before.stderr).toBe(0);
	const [master] = lab.masters;
	expect(await master?.readFile(unit)).toContain(`--token-auth-file=${tokenFile}`);

	await project.configure({...answersOf(lab, {mode: 'bootstrap-token', tokenFile: {retire: true}}), nodes});
	const run = await project.enroll();

	expect(run.exitCode, run.stderr).toBe(0);
	expect(run.events.filter(event => event.type === 'master-progressed' && event.stage === 'restarted'), 'one restart').toHaveLength(1);
	const text = await master?.readFile(unit);
	expect(text).toContain('--enable-bootstrap-token-auth=true');
	expect(text).not.toContain('--token-auth-file');
	expect((await master?.exec(`cat ${tokenFile}`))?.stdout ?? '').not.toContain('kubenroll');
	expect(await listReadyNodes(lab)).toEqual(nodes);
	expect(await listBootstrapBindings(lab)).toContain('system:certificates.k8s.io:certificatesigningrequests:selfnodeclient ← system:nodes');

	// Both renew: their certificates are nearly over, and nobody but their kubelets and the control plane does anything about it.
	const old = lab.nodes.slice(0, 2);
	const ends = await Promise.all(old.map(async node => ageCertificate(lab, node)));
	await Promise.all(old.map(async (node, index) => waitForRenewal(node, ends[index] ?? new Date(0))));
	expect(await listRenewals(lab)).toEqual(nodes.map(name => `system:node:${name}: Auto approving self kubelet client certificate after SubjectAccessReview.`));

	await project.configure(answersOf(lab, {mode: 'bootstrap-token'}));
	const third = await project.enroll();
	expect(third.exitCode, third.stderr).toBe(0);
	await Promise.all(old.map(async ({name}, index) => waitForHeartbeatAfter(lab, name, ends[index] ?? new Date())));
	expect(await listReadyNodes(lab), 'a third one joins by a bootstrap token').toEqual(['n1', 'n2', 'n3']);
});

test('lets a further node in by a spare row without a restart, and takes every row off again at the end', async () => {
	await using lab = await startLab({nodes: 2, tokenFileRows: rowsOfOthers.slice(0, 1), apiserverFlags: impatient});
	const spare = {mode: 'token-file', tokenFile: {rows: 'per-node', spareRows: 1}};
	await using project = await createProject(lab, {...answersOf(lab, spare), nodes: ['n1']});
	const first = await project.enroll();
	expect(first.exitCode, first.stderr).toBe(0);
	const usersOn = async (): Promise<ReadonlyArray<readonly string[]>> => Promise.all(lab.masters.map(async master => (await master.readFile(tokenFile)).trimEnd().split('\n').map(row => row.split(',')[1] ?? '')));
	expect(await usersOn()).toEqual(lab.masters.map(() => ['monitor', 'kubenroll-bootstrap:n1', 'kubenroll-bootstrap:spare:1']));

	await project.configure(answersOf(lab, spare));
	const second = await project.enroll();
	expect(second.exitCode, second.stderr).toBe(0);
	expect(second.events.filter(event => event.type === 'master-progressed'), 'no master is touched').toEqual([]);
	expect(await listReadyNodes(lab)).toEqual(['n1', 'n2']);
	expect(codesOf(second)).toContain('token-rows-stay');

	const remove = await project.kubenroll('token', 'remove', '--yes', '--json');
	expect(remove.exitCode, remove.stderr).toBe(0);
	expect(codesOf(remove)).toContain('token-rows-left');
	expect(await usersOn()).toEqual(lab.masters.map(() => ['monitor']));
	expect(await listReadyNodes(lab)).toEqual(['n1', 'n2']);
	const again = await project.kubenroll('token', 'remove', '--yes', '--json');
	expect(again.events.filter(event => event.type === 'master-progressed')).toEqual([]);
});
