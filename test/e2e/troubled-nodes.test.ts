// Something is wrong with some nodes: the others don't suffer, each trouble is named with its cause and what to do, and the next run finishes the rest.
import {expect, test} from 'vitest';
import {opsPassword} from '../lab/base-tree.ts';
import {startLab} from '../lab/start-lab.ts';
import {listReadyNodes, listTokenSecrets} from './support/cluster.ts';
import {createProject} from './support/project.ts';

test('enrols the node that is fine, names what ails the others, and enrols them once that is mended', async () => {
	await using lab = await startLab({
		bootstrapTokenAuth: true,
		login: 'sudo-password',
		nodes: [{name: 'fine'}, {name: 'down'}, {name: 'other-password'}],
	});
	const [, down, otherPassword] = lab.nodes;
	await down?.stop();
	await otherPassword?.exec('chpasswd', {stdin: 'ops:another password\n'});
	await using project = await createProject(lab);
	const passwordFile = await project.writePrivately('sudo-password', `${opsPassword}\n`);

	const first = await project.enroll('--sudo-password-file', passwordFile);

	expect(first.exitCode, first.stderr).toBe(3);
	expect(await listReadyNodes(lab)).toEqual(['fine']);
	expect(first.outcomeOf('fine')?.outcome).toBe('ready');
	expect(first.outcomeOf('down')?.problems.map(({code}) => code)).toEqual(['ssh-unreachable']);
	expect(first.outcomeOf('other-password')?.problems.map(({code}) => code)).toEqual(['sudo-password-wrong']);
	expect(first.stderr).toContain(`down: nothing answers at ${down?.address} port 22`);
	expect(first.stderr).toContain('hint: check that the node is up');
	expect(first.stderr).toContain('other-password: sudo did not take the password of ops');
	expect(first.stderr).toContain('hint: the password is that of the user on the node');
	expect(await listTokenSecrets(lab)).toEqual([]);

	await down?.start();
	await otherPassword?.exec('chpasswd', {stdin: `ops:${opsPassword}\n`});
	const second = await project.enroll('--sudo-password-file', passwordFile);

	expect(second.exitCode, second.stderr).toBe(0);
	expect(second.outcomeOf('fine')?.outcome).toBe('unchanged');
	expect(await listReadyNodes(lab)).toEqual(['down', 'fine', 'other-password']);
	expect(await listTokenSecrets(lab)).toEqual([]);
});
