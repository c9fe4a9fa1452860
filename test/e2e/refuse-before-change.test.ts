// What is wrong with a cluster is said before anything is changed, with the fix; the fix is then applied by hand, and it works.
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {dirname} from 'node:path';
import {obtainKubectl} from '../lab/binaries.ts';
import type {Lab} from '../lab/lab.ts';
import {runCommand} from '../lab/run.ts';
import {startLab} from '../lab/start-lab.ts';
import {listReadyNodes} from './support/cluster.ts';
import {createProject, type Project} from './support/project.ts';
import {listChanges, takeSnapshot} from './support/snapshot.ts';

/** Runs what kubenroll printed, to the letter, in a shell that has cluster-admin's kubectl. */
async function pasteAsAdministrator(lab: Lab, command: string): Promise<void> {
	const path = `${dirname(await obtainKubectl())}:${process.env['PATH']}`;
	await runCommand('bash', ['-c', command], {environment: {PATH: path, KUBECONFIG: lab.kubeconfig}});
}

describe('refuses, changes nothing and names the fix', () => {
	let lab: Lab;
	let project: Project;

	// Everything is wrong with this one; each test mends one thing.
	beforeAll(async () => {
		lab = await startLab({nodes: 1, vipInSans: false, bootstrapTokenAuth: false});
		project = await createProject(lab, {kubeconfig: await lab.kubeconfigFor({user: 'alice'})});
	});

	afterAll(async () => {
		await project?.[Symbol.asyncDispose]();
		await lab?.[Symbol.asyncDispose]();
	});

	const expectRefusal = async () => {
		const before = await takeSnapshot(lab);
		const run = await project.enroll();
		expect(run.exitCode, run.stderr).toBe(1);
		expect(listChanges(before, await takeSnapshot(lab))).toEqual([]);
		return run;
	};

	test('when the VIP is not in the API servers\' certificate', async () => {
		const run = await expectRefusal();

		expect(run.stderr).toContain(`${lab.vip} is not in the API server's certificate`);
		expect(run.stderr).toContain(`with this in subjectAltName: IP:${lab.vip}`);
		await lab.reissueApiserverCertificate({sans: [lab.vip]});
	});

	test('when a permission is missing', async () => {
		const run = await expectRefusal();

		expect(run.stderr).toContain('user alice may not');
		expect(run.stderr).not.toContain('is not in the API server\'s certificate');
		const [command = ''] = /^kubectl apply -f - <<'EOF'\n[^]*?\nEOF$/m.exec(run.stderr) ?? [];
		expect(command, run.stderr).toContain('alice');
		await pasteAsAdministrator(lab, command);
	});

	test('when bootstrap-token authentication is off', async () => {
		const run = await expectRefusal();

		expect(run.stderr).toContain('bootstrap-token authentication is off at');
		expect(run.stderr).toContain('--enable-bootstrap-token-auth=true');
		await lab.setApiserverFlags({'enable-bootstrap-token-auth': 'true'});
	});

	test('and enrols once all is mended, with no more rights than it asked for', async () => {
		const run = await project.enroll();

		expect(run.exitCode, run.stderr).toBe(0);
		expect(await listReadyNodes(lab)).toEqual(['n1']);
	});
});
