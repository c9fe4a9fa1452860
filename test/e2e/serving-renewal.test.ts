// A node's serving certificate is due and the operator is asleep: unattended approval has only the node's management address, no record and no way to log in.
import {expect, test} from 'vitest';
import type {RunEvent} from '../../source/core/run/event.ts';
import type {Decision} from '../../source/core/record/record.ts';
import {startLab} from '../lab/start-lab.ts';
import {fileRequest, lookAtRequest, stealClientCertificate} from './support/attacker.ts';
import {createProject} from './support/project.ts';
import {ageCertificate, waitForRenewal} from './support/renewal.ts';

type Observed = Extract<RunEvent, {type: 'request-observed'}>['request'];

test('P23 a node whose serving certificate is due gets the next one by the one that it still serves, and nothing for a name more', async () => {
	await using lab = await startLab({nodes: 1, masters: 1, bootstrapTokenAuth: true});
	const [node] = lab.nodes;
	if (node === undefined) {
		throw new Error('a node was asked for');
	}
	await using project = await createProject(lab);
	const enrolled = await project.enroll();
	expect(enrolled.exitCode, enrolled.stderr).toBe(0);

	// Whoever approves now knows the node by another address than the one in its certificate, so neither P20 nor P21 can vouch for that.
	const managementAddress = node.address.replace(/\d+$/, '121');
	await node.exec(`ip address add ${managementAddress}/24 dev host0`);
	await using watching = await createProject(lab, {nodes: []});
	const answers = await watching.readFile('kubenroll.yaml');
	await watching.writePrivately('kubenroll.yaml', answers.replace('nodes: []', `nodes:\n  - ${node.name}=${managementAddress}`));
	await fileRequest(lab, await stealClientCertificate(node), {name: 'csr-wider', kind: 'serving', node: node.name, altNames: [node.name, node.address, 'db.example']});
	const endsAt = await ageCertificate(lab, node, 'serving');

	const watched = await watching.stopKubenroll(['csr', 'watch', '--approve', 'pass', '--json'], 'SIGINT', ({type}) => type === 'request-decided', {afterMs: 1000});
	await waitForRenewal(node, endsAt, 'serving');
	const observed = watched.events.flatMap((event): readonly Observed[] => (event.type === 'request-observed' ? [event.request] : []));
	const renewal = observed.findLast(({kind, verdict}) => kind === 'serving' && verdict === 'PASS');
	expect(renewal?.reasons).toEqual(expect.arrayContaining([expect.objectContaining({rule: 'P23', code: 'possession-proved'}), expect.objectContaining({rule: 'P21', code: 'address-served'})]));
	expect(observed.findLast(({name}) => name === 'csr-wider')).toMatchObject({verdict: 'ASK', reasons: expect.arrayContaining([expect.objectContaining({rule: 'P23', code: 'possession-unproved', params: expect.objectContaining({gap: 'other-alt-names'})})])});
	expect(await lookAtRequest(lab, 'csr-wider')).toEqual({reason: undefined, isIssued: false});
	expect(await lookAtRequest(lab, renewal?.name ?? '')).toEqual({reason: 'KubenrollApproved', isIssued: true});

	const log = await watching.kubenroll('csr', 'log', '--json');
	const decisions = log.stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Partial<Decision>);
	expect(decisions.filter(({decision}) => decision === 'approved')).toMatchObject([{request: renewal?.name, node: node.name, rules: expect.arrayContaining(['P23']) as unknown}]);
});
