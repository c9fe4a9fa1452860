// Two masters behind a VIP, built by hand, and bare nodes: what `kubenroll enroll` does there, and what it doesn't.
import {readdir} from 'node:fs/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Lab} from '../lab/lab.ts';
import {startLab} from '../lab/start-lab.ts';
import {askKubelet, listBootstrapBindings, listReadyNodes, listTokenSecrets} from './support/cluster.ts';
import {createProject, type Project} from './support/project.ts';
import {listChanges, takeSnapshot} from './support/snapshot.ts';

describe.each(['1.36.3', '1.24.17'] as const)('a cluster of Kubernetes %s', kubernetes => {
	let lab: Lab;
	let project: Project;

	beforeAll(async () => {
		lab = await startLab({
			kubernetes,
			nodes: 3,
			bootstrapTokenAuth: true,
			// The apiserver talks only to kubelets whose serving certificate the CA issued.
			apiserverFlags: {'kubelet-certificate-authority': '/etc/kubernetes/pki/ca.crt'},
		});
		project = await createProject(lab, {nodes: ['n1', 'n2']});
	});

	afterAll(async () => {
		await project?.[Symbol.asyncDispose]();
		await lab?.[Symbol.asyncDispose]();
	});

	test('plan changes nothing on bare nodes', async () => {
		const before = await takeSnapshot(lab);

		const run = await project.plan();

		expect(run.exitCode, run.stderr).toBe(0);
		expect(run.plan().nodes.map(({name, state}) => `${name} ${state}`)).toEqual(['n1 new', 'n2 new']);
		expect(listChanges(before, await takeSnapshot(lab))).toEqual([]);
		expect(await readdir(project.folder), 'nor on the operator\'s machine').not.toContain('.kubenroll');
	});

	test('enrols two bare nodes', async () => {
		const run = await project.enroll();

		expect(run.exitCode, run.stderr).toBe(0);
		expect(await listReadyNodes(lab)).toEqual(['n1', 'n2']);
		expect(await listTokenSecrets(lab)).toEqual([]);
		expect(await listBootstrapBindings(lab)).toEqual([
			'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient ← system:nodes',
			'system:node-bootstrapper ← system:bootstrappers:kubenroll',
		]);
		for (const node of lab.nodes.slice(0, 2)) {
			expect(await node.readFile('/var/lib/kubelet/pki/kubelet-server-current.pem')).toContain('BEGIN CERTIFICATE');
			expect(await askKubelet(lab, node.name, 'healthz')).toBe('ok');
			const {stdout: files} = await node.exec('ls /etc/kubernetes');
			expect(files.split('\n')).toEqual(['kubelet.conf', 'pki']);
		}
	});

	test('their kubelets have nothing to say against what was written for them', async () => {
		for (const node of lab.nodes.slice(0, 2)) {
			const {stdout: log} = await node.exec('journalctl --unit=kubelet --output=cat --no-pager');
			expect(log, 'the log is the kubelet\'s').toMatch(/kubelet/i);
			// Events that it could not send hold fields such as deprecatedSource.
			const complaints = log.split('\n').filter(line => /lenient|\bdeprecated\b|unknown (?:field|flag|command)|unrecognized|strict decoding/i.test(line));
			expect(complaints).toEqual([]);
		}
	});

	test('plan changes nothing on enrolled nodes, and finds nothing to do', async () => {
		const before = await takeSnapshot(lab);

		const run = await project.plan();

		expect(run.exitCode, run.stderr).toBe(0);
		expect(run.plan().nodes.map(({name, state}) => `${name} ${state}`)).toEqual(['n1 ready', 'n2 ready']);
		expect(listChanges(before, await takeSnapshot(lab))).toEqual([]);
	});

	test('a second run changes nothing', async () => {
		const before = await takeSnapshot(lab);

		const run = await project.enroll();

		expect(run.exitCode, run.stderr).toBe(0);
		expect(run.outcomeOf('n1')?.outcome).toBe('unchanged');
		expect(run.outcomeOf('n2')?.outcome).toBe('unchanged');
		expect(listChanges(before, await takeSnapshot(lab))).toEqual([]);
	});

	test('a third node touches only itself', async () => {
		const before = await takeSnapshot(lab);

		await project.configure({nodes: ['n1', 'n2', 'n3']});
		const run = await project.enroll();

		expect(run.exitCode, run.stderr).toBe(0);
		expect(await listReadyNodes(lab)).toEqual(['n1', 'n2', 'n3']);
		const changes = listChanges(before, await takeSnapshot(lab));
		expect(changes).toEqual(expect.arrayContaining(['n3 kubelet', 'n3:/etc/systemd/system/kubelet.service', 'Node /n3']));
		const elsewhere = changes.filter(name => !/^n3[ :]|^Node \/n3$|^CSINode \/n3$/.test(name));
		expect(elsewhere.map(name => name.replace(/csr-.*/, 'csr-…'))).toEqual(Array.from({length: 2}, () => 'CertificateSigningRequest /csr-…'));
		expect(await listTokenSecrets(lab)).toEqual([]);
	});
});
