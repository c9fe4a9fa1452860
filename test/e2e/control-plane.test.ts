// The control plane of a cluster that people built, changed by kubenroll: safely, one master after the other, and taken back when it does not work.
import {describe, expect, test} from 'vitest';
import * as z from 'zod';
import type {RunEvent} from '../../source/core/run/event.ts';
import type {Lab} from '../lab/lab.ts';
import {startLab} from '../lab/start-lab.ts';
import {waitUntil} from '../lab/wait-until.ts';
import {listReadyNodes, listTokenSecrets} from './support/cluster.ts';
import {createProject, type Project, type ProjectOptions} from './support/project.ts';
import {listChanges, takeSnapshot} from './support/snapshot.ts';

const unit = '/etc/systemd/system/kube-apiserver.service';
const managerUnit = '/etc/systemd/system/kube-controller-manager.service';
const tokenFile = '/etc/kubernetes/token.csv';
const changeState = '/var/lib/kubenroll/change/state';

const withMasters = (lab: Lab, answers: ProjectOptions['answers'] = {}): ProjectOptions => ({answers: {...answers, cluster: {controlPlane: lab.masters.map(({name, address}) => `${name}=${address}`)}}});
const listStages = (events: readonly RunEvent[]): readonly string[] => events.flatMap(event => event.type === 'master-progressed' ? [`${event.master} ${event.component} ${event.stage}`] : []);
const codesOf = (run: Awaited<ReturnType<Project['enroll']>>): readonly string[] => [...new Set(run.problems.map(({code}) => code))];
const reaches = (master: string, stage: string) => (event: RunEvent): boolean => event.type === 'master-progressed' && event.master === master && event.stage === stage;

test('switches bootstrap tokens and the signing of certificates on, and nodes join', async () => {
	await using lab = await startLab({nodes: 1, masters: 1, kubernetes: '1.24.17', controllerManagerFlags: {'cluster-signing-cert-file': '', 'cluster-signing-key-file': ''}});
	await using project = await createProject(lab, withMasters(lab));

	const before = await takeSnapshot(lab);
	const plan = await project.plan();
	expect(plan.exitCode, plan.stderr).toBe(0);
	expect(codesOf(plan)).toEqual(expect.arrayContaining(['bootstrap-token-auth-unset', 'signing-files-unset']));
	expect(listChanges(before, await takeSnapshot(lab)), 'a plan changes nothing').toEqual([]);

	// Where there is no room for a change, that is said before anything is changed.
	const [m1] = lab.masters;
	const text = await m1?.readFile(unit);
	await m1?.exec('mkdir -p /var/lib/kubenroll && mount -t tmpfs -o size=16k full /var/lib/kubenroll');
	const full = await project.enroll();
	expect([full.exitCode, codesOf(full)]).toEqual([1, expect.arrayContaining(['file-system-full'])]);
	expect([listStages(full.events), await m1?.readFile(unit)]).toEqual([[], text]);
	await m1?.exec('umount /var/lib/kubenroll');

	const run = await project.enroll();

	expect(run.exitCode, run.stderr).toBe(0);
	expect(listStages(run.events).filter(stage => stage.endsWith('changed'))).toEqual(['m1 kube-apiserver changed', 'm1 kube-controller-manager changed']);
	expect(await listReadyNodes(lab)).toEqual(['n1']);
	for (const master of lab.masters) {
		expect(await master.readFile(unit)).toContain('--enable-bootstrap-token-auth=true');
		expect(await master.readFile(managerUnit)).toContain('--cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt');
	}

	expect(await listTokenSecrets(lab)).toEqual([]);
});

describe('a change that does not work', () => {
	test('is taken back where the apiserver would not start, and on the master before it when that is wanted', async () => {
		await using lab = await startLab({nodes: 1});
		await using project = await createProject(lab, withMasters(lab, {mode: 'token-file', tokenFile: {rows: 'per-node'}}));
		// The second one starts only without a token file, and says so.
		await lab.masters[0]?.exec('mkdir -p /etc/systemd/system/kube-apiserver.service.d && printf "[Service]\\nExecStartPre=/bin/sh -c \'! test -e /etc/kubernetes/token.csv || { echo Error: nobody may read token.csv >&2; exit 1; }\'\\n" > /etc/systemd/system/kube-apiserver.service.d/strict.conf && systemctl daemon-reload');

		const readUnits = async (): Promise<readonly string[]> => Promise.all(lab.masters.map(async master => master.readFile(unit)));
		const before = await readUnits();
		const run = await project.enroll();

		expect(run.exitCode, run.stderr).toBe(1);
		expect(codesOf(run)).toEqual(expect.arrayContaining(['component-ended', 'change-undone', 'change-stopped']));
		expect(run.problems.find(({code}) => code === 'component-ended')).toMatchObject({subject: 'm1', cause: expect.stringContaining('nobody may read token.csv')});
		expect(listStages(run.events)).toEqual([...['written', 'restarted', 'ready', 'proved', 'changed'].map(stage => `m2 kube-apiserver ${stage}`), ...['written', 'undoing', 'undone'].map(stage => `m1 kube-apiserver ${stage}`)]);
		expect(await readUnits()).toEqual([before[0], expect.stringContaining(`--token-auth-file=${tokenFile}`)]);
		expect(run.stderr, 'what becomes of the master before it is said').toContain('m2 stays changed');
		await lab.waitForControlPlane();
		expect((await project.plan()).problems, 'and is known by the next run').toContainEqual(expect.objectContaining({code: 'change-unfinished', subject: 'm2'}));

		const undo = await project.enroll('--undo-change');
		expect(undo.exitCode, undo.stderr).toBe(0);
		expect(listStages(undo.events)).toEqual(['m2 kube-apiserver undoing', 'm2 kube-apiserver undone']);
		expect(await readUnits()).toEqual(before);
		await lab.waitForControlPlane();
		for (const master of lab.masters) {
			expect((await master.exec(`test -e ${tokenFile}`)).exitCode, `${master.name} has no token file`).toBe(1);
		}

		expect(await listReadyNodes(lab), 'no node was begun').toEqual([]);
	});

	test('is undone by the host itself when kubenroll is killed, and done by the next run', async () => {
		await using lab = await startLab({nodes: 1});
		await using project = await createProject(lab, withMasters(lab));
		const [m1, m2] = lab.masters;
		const before = await m1?.readFile(unit);

		// kill -9 when one master is done, and the other one restarts.
		const killed = await project.stopEnroll('SIGKILL', reaches('m1', 'written'));
		expect(listStages(killed.events), 'the one with the VIP is the last').toEqual([...['written', 'restarted', 'ready', 'proved', 'changed'].map(stage => `m2 kube-apiserver ${stage}`), 'm1 kube-apiserver written']);
		expect(await m2?.readFile(unit)).toContain('--enable-bootstrap-token-auth=true');
		expect(await m1?.readFile(unit)).toContain('--enable-bootstrap-token-auth=true');

		await waitUntil('m1 has undone its change', async () => (await m1?.readFile(changeState))?.trim() === 'undone alone', {timeoutMs: 120_000});
		expect(await m1?.readFile(unit)).toBe(before);
		await lab.waitForControlPlane();

		const run = await project.enroll();
		expect(run.exitCode, run.stderr).toBe(0);
		expect(listStages(run.events).filter(stage => stage.endsWith('changed'))).toEqual(['m1 kube-apiserver changed']);
		expect(await listReadyNodes(lab)).toEqual(['n1']);
	});

	test('is finished or taken back, as asked, when it was cut short after the apiserver answered', async () => {
		await using lab = await startLab({nodes: 1, masters: 1});
		await using project = await createProject(lab, withMasters(lab));
		const [m1] = lab.masters;
		const state = async () => (await m1?.readFile(changeState))?.trim();
		const before = await m1?.readFile(unit) ?? '';

		await project.stopEnroll('SIGKILL', reaches('m1', 'ready'));
		await waitUntil('m1 is left to itself', async () => (await state()) === 'unproved', {timeoutMs: 90_000});
		expect(codesOf(await project.plan())).toContain('change-unsettled');

		// What somebody wrote into the file meanwhile is his: both ways out are named, and one of them is gone.
		await m1?.exec(`echo '# by hand' >> ${unit}`);
		const edited = await project.enroll('--undo-change');
		expect(edited.exitCode, edited.stderr).toBe(1);
		const found = edited.problems.find(({code}) => code === 'change-files-edited');
		expect(await m1?.readFile(unit)).toContain('# by hand');
		const {restoreCommands} = z.object({restoreCommands: z.array(z.string())}).parse(found?.params);
		expect((await m1?.exec(restoreCommands.join(' && ')))?.exitCode).toBe(0);

		const undo = await project.enroll('--undo-change');
		expect(undo.exitCode, undo.stderr).toBe(0);
		expect(await m1?.readFile(unit)).toBe(before);
		expect(await state()).toBe('undone asked');
		await lab.waitForControlPlane();
	});
});
