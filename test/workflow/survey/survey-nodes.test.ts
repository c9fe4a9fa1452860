import {expect, test} from 'vitest';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import type {CommandResult, NodeAddress, RemoteScript} from '../../../source/ports/remote-shell.ts';
import {surveyNodes, type SurveyOptions} from '../../../source/workflow/survey/survey-nodes.ts';
import {answersFacts, certificateFacts, clusterFacts, nodeAnswers} from '../../support/plan-facts.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const output = (name: string): string =>
	['kubenroll-survey 1', 'clock=100.5', `hostname=${name}`, 'machine=x86_64', 'cgroup=2', 'systemd=1', 'kubelet=0 Kubernetes v1.36.3', 'socket=1 containerd /run/containerd/containerd.sock', 'begin client-certificate', base64('certificate'), '.', 'folder=fine 9000000 /etc', 'done', ''].join('\n');
const answered = (stdout: string, privilege: CommandResult['privilege'] = 'root'): CommandResult => ({exitCode: 0, stdout, stderr: '', durationMs: 1, sentAtMs: 100_000, firstByteAtMs: 101_000, privilege});
const target = {address: 'x', port: 22, command: 'ssh x'};

const survey = async (run: (node: NodeAddress, script: RemoteScript) => Promise<CommandResult>, names: readonly string[], cluster?: SurveyOptions['cluster']) => {
	const nodes = names.map((name) => nodeAnswers(name, name === 'n1' ? {user: 'own', port: 2222} : {}));
	const answers = answersFacts({nodes, ssh: {connectTimeoutSeconds: 10, concurrency: 2, sudo: 'auto', user: 'ops'}});
	const found = [];
	for await (const node of surveyNodes({
		shell: {run},
		pki: {readCertificates: (pem) => (pem === 'certificate' ? [certificateFacts({pem})] : []), isIssuedBy: (pem, authorities) => pem === 'certificate' && authorities.length === 1},
		answers,
		nodes,
		...(cluster === undefined ? {} : {cluster}),
	})) {
		found.push(node);
	}
	return found;
};

test('asks each node once, as root, with its own user and port or those for all', async () => {
	const asked: unknown[] = [];
	const found = await survey(async (node, script) => {
		asked.push([node, script.asRoot]);
		return answered(output(node.name));
	}, ['n1', 'n2'], clusterFacts());
	expect(asked).toEqual([[{name: 'n1', address: 'n1.example', user: 'own', port: 2222}, true], [{name: 'n2', address: 'n2.example', user: 'ops'}, true]]);
	expect(found).toMatchObject([{node: {name: 'n1'}, facts: {hostname: 'n1', privilege: 'root'}, problems: [], isClientCertificateOurs: true, isServingCertificateOurs: false}, {facts: {hostname: 'n2'}}]);
});

test('one node that cannot be reached, and one that answers nonsense, neither hide nor stop the others', async () => {
	const found = await survey(async ({name}) => {
		if (name === 'down') {
			throw new Failure(problem('ssh-unreachable', name, target));
		}
		return answered(name === 'odd' ? 'welcome\n' : output(name));
	}, ['down', 'odd', 'n2', 'n3']);
	const byName = Object.fromEntries(found.map(({node, facts, problems}) => [node.name, [facts?.hostname, problems.map(({code}) => code)]]));
	expect(byName).toEqual({down: [undefined, ['ssh-unreachable']], odd: [undefined, ['survey-unreadable']], n2: ['n2', []], n3: ['n3', []]});
});

test('surveys without root where there is none, and says both what is wrong with that and what it saw', async () => {
	const found = await survey(async ({name}, {asRoot}) => {
		if (asRoot) {
			throw new Failure(problem('sudo-password-needed', name, {...target, user: 'ops'}));
		}
		return answered(output(name).replace('systemd=1', 'systemd=0'), 'user');
	}, ['n2']);
	expect(found).toMatchObject([{facts: {privilege: 'none'}, problems: [{code: 'sudo-password-needed'}, {code: 'systemd-missing'}]}]);
});

test('compares the kubelet with the API server where that is known', async () => {
	const old = {...clusterFacts(), version: {major: 1, minor: 30, patch: 0, gitVersion: 'v1.30.0'}};
	expect((await survey(async ({name}) => answered(output(name)), ['n2'], old))[0]?.problems.map(({code}) => code)).toEqual(['kubelet-newer']);
});

test('lets what is no Failure through: it is a bug', async () => {
	await expect(survey(async () => { throw new TypeError('bug'); }, ['n2'])).rejects.toThrow('bug');
});
