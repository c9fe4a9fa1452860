// Somebody has stolen what a kubelet holds. Guarded approval gives him nothing while honest nodes are enrolled; classic approval, as with kubeadm, does, and says so.
import {expect, test} from 'vitest';
import type {RunEvent} from '../../source/core/run/event.ts';
import {startLab} from '../lab/start-lab.ts';
import {waitUntil} from '../lab/wait-until.ts';
import {fileRequest, lookAtRequest, stealClientCertificate, stealToken} from './support/attacker.ts';
import {listReadyNodes} from './support/cluster.ts';
import {createProject, type Run} from './support/project.ts';

/** The last verdict on a request that a run told of, with the rules that say so. */
const verdictOn = ({events}: Run, name: string) => {
	const request = events.findLast((event): event is Extract<RunEvent, {type: 'request-observed'}> => event.type === 'request-observed' && event.request.name === name)?.request;
	return request && {verdict: request.verdict, rules: request.reasons.filter(({verdict}) => verdict === request.verdict).map(({rule}) => rule)};
};

test('a stolen token or certificate gets nothing signed, and the honest nodes become Ready meanwhile', async () => {
	await using lab = await startLab({nodes: 3, bootstrapTokenAuth: true});
	await using project = await createProject(lab, {nodes: ['n1']});
	const [n1, , n3] = lab.nodes;
	if (n1 === undefined || n3 === undefined) {
		throw new Error('three nodes were asked for');
	}
	const first = await project.enroll();
	expect(first.exitCode, first.stderr).toBe(0);
	const stolenCertificate = await stealClientCertificate(n1);

	await project.configure({});
	const running = project.enroll();
	const stolenToken = await stealToken(lab, 'n2');
	const attacks = [
		{name: 'csr-othrn', kind: 'client', node: 'n3', because: 'P14'},
		{name: 'csr-mastr', kind: 'client', node: 'm1', because: 'P14'},
		{name: 'csr-ready', kind: 'client', node: 'n1', because: 'P15'},
		{name: 'csr-svcnm', kind: 'serving', node: 'n1', altNames: ['n1', 'KUBERNETES.default.svc', n1.address], because: 'P22'},
		{name: 'csr-neigh', kind: 'serving', node: 'n1', altNames: ['n1', n3.address], because: 'P22'},
		{name: 'csr-vipvi', kind: 'serving', node: 'n1', altNames: ['n1', lab.vip], because: 'P22'},
	] as const;
	// As its own address, the way keepalived gives it: what a node holds just now proves nothing.
	await n1.exec(`ip address add ${lab.vip}/24 dev host0`);
	for (const attack of attacks) {
		await fileRequest(lab, attack.kind === 'client' ? stolenToken : stolenCertificate, attack);
	}
	await n1.exec(`ip address del ${lab.vip}/24 dev host0`);

	const second = await running;
	expect(second.exitCode, second.stderr).toBe(0);
	expect(await listReadyNodes(lab)).toEqual(['n1', 'n2', 'n3']);
	for (const {name, because} of attacks) {
		expect(verdictOn(second, name), name).toEqual({verdict: 'REFUSE', rules: expect.arrayContaining([because]) as unknown});
		expect(await lookAtRequest(lab, name), name).toEqual({reason: undefined, isIssued: false});
	}
	// A person reads why, in words.
	expect(second.stderr).toContain('csr-othrn: REFUSE');
	expect(second.stderr).toContain('P14');
	const log = await project.kubenroll('csr', 'log');
	expect(log.exitCode, log.stderr).toBe(0);
	expect(log.stderr).toContain('is whole');
	for (const {name} of attacks) {
		expect(log.stdout).not.toContain(name);
	}
});

test('P26 unattended approval takes a kubelet in that waits, and ends by itself', async () => {
	await using lab = await startLab({nodes: 1, masters: 1, bootstrapTokenAuth: true});
	await using project = await createProject(lab);
	const enrolling = project.enroll('--approve', 'none');
	await waitUntil('a request of n1', async () => (await lab.kubectl('get', 'csr', '--output=name')) !== '');
	const watched = await project.kubenroll('csr', 'watch', '--approve', 'pass', '--json');
	expect(watched.exitCode, watched.stderr).toBe(0);
	expect(watched.events.findLast(({type}) => type === 'automatic-changed')).toMatchObject({automatic: {state: 'ended', because: 'all-ready'}});
	const enrolled = await enrolling;
	expect(enrolled.exitCode, enrolled.stderr).toBe(0);
});

test('in classic approval the same token becomes another node, and kubenroll says so before', async () => {
	await using lab = await startLab({nodes: 1, masters: 1, bootstrapTokenAuth: true});
	await using project = await createProject(lab, {answers: {approval: {mode: 'classic'}}});
	const plan = await project.plan();
	expect(plan.problems.map(({code}) => code)).toContain('approval-classic');
	expect(plan.stderr).toContain('any valid token can become any node name');

	const running = project.enroll();
	const stolenToken = await stealToken(lab, 'n1');
	await waitUntil('the right to be approved', async () => (await lab.kubectl('get', 'clusterrolebindings', '--output=name')).includes('kubenroll:node-approval'));
	await fileRequest(lab, stolenToken, {name: 'csr-mastr', kind: 'client', node: 'm1'});
	const run = await running;
	expect(run.exitCode, run.stderr).toBe(0);
	// What guarded approval refuses: kube-controller-manager has made the thief a master's kubelet.
	await waitUntil('the certificate', async () => (await lookAtRequest(lab, 'csr-mastr')).isIssued);
	expect(await lookAtRequest(lab, 'csr-mastr')).toEqual({reason: 'AutoApproved', isIssued: true});

	// And back: the plan takes the right away again.
	await project.configure({});
	const back = await project.plan();
	expect(back.plan().objects.map(({name, action}) => `${name} ${action}`)).toContain('kubenroll:node-approval delete');
});
