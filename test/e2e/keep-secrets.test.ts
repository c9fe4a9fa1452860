// Bootstrap tokens and passwords: seen by nobody who isn't to see them, from the first look at the cluster to the last file left behind.
import {expect, test} from 'vitest';
import {spawn} from 'node:child_process';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {opsPassword} from '../lab/base-tree.ts';
import {runCommand} from '../lab/run.ts';
import {startLab} from '../lab/start-lab.ts';
import {createProject} from './support/project.ts';
import {watchForSecrets} from './support/secret-watch.ts';

test('shows no token and no password to anybody', async () => {
	await using lab = await startLab({nodes: 2, bootstrapTokenAuth: true, login: 'sudo-password'});
	await using watch = await watchForSecrets(lab);
	await using project = await createProject(lab, {wrapper: watch.tracer});
	const passwordFile = await project.writePrivately('sudo-password', `${opsPassword}\n`);
	watch.learn('sudo password', opsPassword);
	watch.learn('name of a file', passwordFile);

	const plan = await project.kubenroll('plan', '--sudo-password-file', passwordFile);
	expect(plan.exitCode, plan.stderr).toBe(0);
	const run = await project.enroll('--diff', '--sudo-password-file', passwordFile);
	expect(run.exitCode, run.stderr).toBe(0);

	// To be sure that the watch sees: one more secret, shown in all the ways there are.
	const canary = 'canary-4c1d7be0';
	watch.learn('canary', canary);
	const processes = [
		spawn('sh', ['-c', 'cat', canary]),
		spawn('cat', {env: {...process.env, CANARY: canary}}),
	];
	await lab.apply(`{apiVersion: v1, kind: Secret, type: bootstrap.kubernetes.io/token, metadata: {name: bootstrap-token-canary, namespace: kube-system},
		stringData: {token-id: canary, token-secret: ${canary}}}`);
	await runCommand('ssh', ['-F', lab.ssh.trustingConfigFile, 'n2', `sleep 1; true ${canary}`]);
	await lab.nodes[0]?.exec(`echo ${canary} | systemd-cat`);
	await lab.nodes[1]?.writeFile('/etc/canary', canary);
	await mkdir(join(project.folder, '.kubenroll', 'canary'));
	await writeFile(join(project.folder, '.kubenroll', 'canary', 'file'), Buffer.from(`${canary}.`).toString('base64'));

	const sightings = await watch.findSightings({
		texts: {'plan\'s stdout': plan.stdout, 'plan\'s stderr': plan.stderr, 'enroll\'s stdout': run.stdout, 'enroll\'s stderr': run.stderr},
		folders: [join(project.folder, '.kubenroll')],
	});
	for (const child of processes) {
		child.kill();
	}

	const canaries = sightings.filter(({secret}) => secret === 'canary').map(({where}) => where);
	for (const place of [/^cmdline of process \d+ on this machine/, /^environ of process \d+ on this machine/, /^cmdline of process \d+ on n2/, /^program started .* hosts/, /^journal of n1/, /n2\/changes\/etc\/canary$/, /\.kubenroll\/canary\/file$/]) {
		expect(canaries).toContainEqual(expect.stringMatching(place));
	}

	expect(sightings).toContainEqual({secret: 'name of a file', where: expect.stringMatching(/^program started .* operator/)});

	const tokens = watch.known().filter(name => name.startsWith('token ') && name !== 'token canary');
	expect(tokens, 'one for each node').toHaveLength(2);
	expect(sightings.filter(({secret}) => secret === 'sudo password' || tokens.includes(secret))).toEqual([]);
});
