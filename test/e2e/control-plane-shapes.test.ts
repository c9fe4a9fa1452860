// However people wrote their control plane down: what it lacks is found, written where the rest of it is written, and brought into force on one master after the other
// behind a load balancer, so that whoever uses the cluster notices nothing.
import {expect, test} from 'vitest';
import type {LabOptions} from '../lab/shape.ts';
import {startLoadBalancer} from '../lab/load-balancer.ts';
import {startProber} from '../lab/prober.ts';
import {startLab} from '../lab/start-lab.ts';
import {runScriptOf} from '../lab/supervisor.ts';
import {listReadyNodes} from './support/cluster.ts';
import {createProject} from './support/project.ts';
import {listChanges, takeSnapshot} from './support/snapshot.ts';

const folder = '/etc/kubernetes';
const unit = '/etc/systemd/system/kube-apiserver';

const shapes: ReadonlyArray<{readonly name: string; readonly lab: LabOptions; readonly file: string; /** Where the file really is, behind a link. */ readonly target?: string; readonly tokenFile: string}> = [
	{name: 'units over many lines', lab: {nodes: 2}, file: `${unit}.service`, tokenFile: `${folder}/token.csv`},
	{name: 'one long line, Kubernetes 1.24', lab: {unitStyle: 'one-line', kubernetes: '1.24.17'}, file: `${unit}.service`, tokenFile: `${folder}/token.csv`},
	{name: 'an environment file in /opt that is a link', lab: {unitStyle: 'environment-file', pkiFolder: '/opt/kubernetes/ssl'}, file: '/opt/kubernetes/cfg/kube-apiserver.conf', target: '/srv/kubernetes/apiserver.conf', tokenFile: '/opt/kubernetes/cfg/token.csv'},
	{name: 'a drop-in', lab: {unitStyle: 'drop-in'}, file: `${unit}.service.d/10-flags.conf`, tokenFile: `${folder}/token.csv`},
	{name: 'a template unit', lab: {unitStyle: 'template', pkiFolder: '/etc/kubernetes/ssl'}, file: `${unit}@.service`, tokenFile: `${folder}/token.csv`},
	{name: 'static pods', lab: {unitStyle: 'static-pod'}, file: `${folder}/manifests/kube-apiserver.yaml`, tokenFile: `${folder}/token.csv`},
];

test.each(shapes)('token-file mode on two masters with $name: the VIP answers all through', async ({lab: options, file, target, tokenFile}) => {
	await using lab = await startLab({nodes: 1, ...options});
	await using balancer = await startLoadBalancer(lab);
	const controlPlane = lab.masters.map(({name, address}) => `${name}=${address}`);
	await using project = await createProject(lab, {answers: {mode: 'token-file', tokenFile: {path: tokenFile}, approval: {trustSharedToken: true}, cluster: {controlPlane}}});
	if (target !== undefined) {
		await Promise.all(lab.masters.map(async master => master.exec(`mkdir -p $(dirname ${target}) && mv ${file} ${target} && ln -s ${target} ${file}`)));
	}

	const before = await Promise.all(lab.masters.map(async master => master.readFile(file)));
	const prober = await startProber(lab);

	const run = await project.enroll();

	const probes = await prober.stop();
	expect(run.exitCode, run.stderr).toBe(0);
	expect(await listReadyNodes(lab)).toEqual(lab.nodes.map(({name}) => name));
	expect(run.events.flatMap(event => event.type === 'master-progressed' && event.stage === 'changed' ? [`${event.master} ${event.component}`] : [])).toEqual(['m1 kube-apiserver', 'm2 kube-apiserver']);
	expect(balancer.listReady()).toEqual(['m1', 'm2']);
	expect(probes.uncured, `${probes.failed} of ${probes.asked} requests failed at first`).toEqual([]);
	expect(probes.asked).toBeGreaterThan(100);
	console.log(`${probes.failed} of ${probes.asked} requests failed at first, and every retry within 2 s was answered`);

	const tables = await Promise.all(lab.masters.map(async master => master.readFile(tokenFile)));
	expect(tables[0]).toBe(tables[1]);
	expect(tables[0]).toMatch(/^[^,]{32,},[^,]+,[^,]+,"?system:bootstrappers/);
	for (const [index, master] of lab.masters.entries()) {
		expect((await master.exec(`stat -c %a ${tokenFile}`)).stdout).toBe('600');
		const lines = (await master.readFile(file)).split('\n');
		const old = (before[index] ?? '').split('\n');
		expect(lines.filter(line => !old.includes(line)).join('\n')).toContain(`--token-auth-file=${tokenFile}`);
		expect(old.filter(line => !lines.includes(line)).length, 'at most the line before the new one is touched').toBeLessThanOrEqual(1);
		expect((await master.exec(`readlink ${file}`)).stdout, 'a link stays one').toBe(target ?? '');
		const backup = file.endsWith('.yaml') ? file.replace(/[^/]+$/, '.$&') : (target ?? file);
		expect((await master.exec(`cat ${backup}.kubenroll-*`)).stdout, 'the old file is kept beside').toBe((before[index] ?? '').trimEnd());
	}

	const again = await project.enroll();
	expect(again.exitCode, again.stderr).toBe(0);
	expect(again.events.filter(event => event.type === 'master-progressed'), 'run again: nothing to do').toEqual([]);

	await lab.masters[1]?.writeFile(tokenFile, '', {mode: 0o600});
	const plan = await project.plan();
	expect(plan.problems.map(({code}) => code), 'a row that is missing on one master').toContain('token-row-lost');
	expect(plan.plan().controlPlane?.masters.map(({name, state}) => `${name} ${state}`)).toContain('m2 change');
});

test('changes nothing where a supervisor of somebody\'s own starts the apiserver, and says what to do by hand', async () => {
	await using lab = await startLab({nodes: 1, masters: 1, unitStyle: 'supervised'});
	const [master] = lab.masters;
	await using project = await createProject(lab, {answers: {cluster: {controlPlane: [`m1=${master?.address}`]}}});
	const before = await takeSnapshot(lab);

	const refused = await project.enroll();

	expect(refused.exitCode, refused.stderr).toBe(1);
	expect(refused.problems).toEqual(expect.arrayContaining([
		expect.objectContaining({code: 'component-not-understood', severity: 'error', params: expect.objectContaining({reason: 'unknown-way', detail: 'runsvdir.service'})}),
	]));
	expect(refused.stderr).toContain('--enable-bootstrap-token-auth=true');
	expect(listChanges(before, await takeSnapshot(lab)), 'nothing is changed').toEqual([]);

	const run = runScriptOf('kube-apiserver');
	await master?.exec(`sed -i 's/^exec .*kube-apiserver/& --enable-bootstrap-token-auth=true/' ${run} && pkill -KILL -x kube-apiserver`);
	await lab.waitForControlPlane();
	const done = await project.enroll();
	expect(done.exitCode, done.stderr).toBe(0);
	expect(await listReadyNodes(lab)).toEqual(['n1']);
});
