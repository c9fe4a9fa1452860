// However people wrote their control plane down: what it lacks is found, written where the rest of it is written, and brought into force, one master after the other.
import {expect, test} from 'vitest';
import type {LabOptions} from '../lab/shape.ts';
import {startLab} from '../lab/start-lab.ts';
import {listReadyNodes} from './support/cluster.ts';
import {createProject} from './support/project.ts';

const shapes: ReadonlyArray<{readonly name: string; readonly lab: LabOptions; readonly file: string; readonly backup: string}> = [
	{name: 'one long line, Kubernetes 1.24', lab: {unitStyle: 'one-line', kubernetes: '1.24.17'}, file: '/etc/systemd/system/kube-apiserver.service', backup: '/etc/systemd/system/kube-apiserver.service.kubenroll-*'},
	{name: 'an environment file in /opt', lab: {unitStyle: 'environment-file', pkiFolder: '/opt/kubernetes/ssl'}, file: '/opt/kubernetes/cfg/kube-apiserver.conf', backup: '/opt/kubernetes/cfg/kube-apiserver.conf.kubenroll-*'},
	{name: 'a drop-in', lab: {unitStyle: 'drop-in'}, file: '/etc/systemd/system/kube-apiserver.service.d/10-flags.conf', backup: '/etc/systemd/system/kube-apiserver.service.d/10-flags.conf.kubenroll-*'},
	{name: 'a template unit', lab: {unitStyle: 'template', pkiFolder: '/etc/kubernetes/ssl'}, file: '/etc/systemd/system/kube-apiserver@.service', backup: '/etc/systemd/system/kube-apiserver@.service.kubenroll-*'},
	{name: 'static pods of two masters', lab: {unitStyle: 'static-pod', masters: 2}, file: '/etc/kubernetes/manifests/kube-apiserver.yaml', backup: '/etc/kubernetes/manifests/.kube-apiserver.yaml.kubenroll-*'},
];

test.each(shapes)('switches bootstrap tokens on in $name', async ({lab: options, file, backup}) => {
	await using lab = await startLab({nodes: 1, masters: 1, ...options});
	await using project = await createProject(lab, {answers: {cluster: {controlPlane: lab.masters.map(({name, address}) => `${name}=${address}`)}}});
	const before = await Promise.all(lab.masters.map(async master => master.readFile(file)));

	const run = await project.enroll();

	expect(run.exitCode, run.stderr).toBe(0);
	expect(run.plan().controlPlane?.masters.map(({name, state, components}) => `${name} ${state} ${components.flatMap(({files}) => files).map(({path}) => path).join(' ')}`)).toEqual(
		lab.masters.map(({name}) => `${name} change ${file}`).toReversed(),
	);
	expect(run.events.flatMap(event => event.type === 'master-progressed' && event.stage === 'changed' ? [`${event.master} ${event.component}`] : [])).toEqual(lab.masters.map(({name}) => `${name} kube-apiserver`).toReversed());
	expect(await listReadyNodes(lab)).toEqual(['n1']);
	for (const [index, master] of lab.masters.entries()) {
		const lines = (await master.readFile(file)).split('\n');
		const old = (before[index] ?? '').split('\n');
		expect(lines.filter(line => !old.includes(line)).join('\n')).toContain('--enable-bootstrap-token-auth=true');
		expect(old.filter(line => !lines.includes(line)).length, 'at most the line before the new one is touched').toBeLessThanOrEqual(1);
		expect((await master.exec(`cat ${backup}`)).stdout, 'the old file is kept beside').toBe((before[index] ?? '').trimEnd());
	}
});
