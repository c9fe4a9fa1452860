// Which processes are a component's, asked by a real shell of a /proc made of a few files.
import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {findPidsScript} from '../../../source/core/control-plane/find-pids-script.ts';

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-pids-'));
});

afterEach(async () => rm(folder, {recursive: true}));

const digest = '0123456789abcdef0123456789abcdef';
const apiUid = '01234567-89ab-cdef-0123-456789abcdef';

const find = async (processes: Readonly<Record<string, readonly [command: string, cgroup: string]>>, manifest = 'kind: Pod\n'): Promise<readonly string[]> => {
	for (const [pid, [command, cgroup]] of Object.entries(processes)) {
		await mkdir(join(folder, 'proc', pid), {recursive: true});
		await writeFile(join(folder, 'proc', pid, 'comm'), `${command.split('/').at(-1)?.slice(0, 15)}\n`);
		await writeFile(join(folder, 'proc', pid, 'cmdline'), `${command}\0--flag=1\0`);
		await writeFile(join(folder, 'proc', pid, 'cgroup'), `0::${cgroup}\n`);
	}
	await writeFile(join(folder, 'pod.yaml'), manifest);
	const {stdout} = await promisify(execFile)('sh', ['-c', `${findPidsScript.replaceAll('/proc/', `${folder}/proc/`)}find_pids '' kube-controller-manager ${folder}/pod.yaml`]);
	return stdout.split('\n').filter(Boolean);
};

const program = '/usr/local/bin/kube-controller-manager';

it.each([
	{driver: 'cgroupfs', cgroup: `/kubepods/burstable/pod${digest}/4f5c`},
	{driver: 'systemd', cgroup: `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${digest}.slice/cri-containerd-4f5c.scope`},
])('finds the program of a static pod, and nobody who bears its name elsewhere ($driver)', async ({cgroup}) => {
	const found = await find({
		11: [program, cgroup],
		12: [program, cgroup.replace(digest, apiUid)],
		13: [program, cgroup.replace(digest, apiUid.replaceAll('-', '_'))],
		14: [program, '/user.slice/user-1000.slice/session-1.scope'],
		15: ['kube-controller-imposter', cgroup],
		16: ['/pause', cgroup],
	});
	expect(found).toEqual(['11']);
});

it('takes the uid that a manifest gives its pod', async () => {
	const cgroup = `/kubepods.slice/kubepods-pod${apiUid.replaceAll('-', '_')}.slice/x.scope`;
	expect(await find({11: [program, cgroup]})).toEqual([]);
	expect(await find({11: [program, cgroup]}, `metadata:\n  uid: "${apiUid}"\n`)).toEqual(['11']);
});

it('goes by the name alone where a kubelet makes no cgroups for its pods', async () => {
	expect(await find({11: [program, '/system.slice/containerd.service'], 12: ['/usr/bin/bash', '/']})).toEqual(['11']);
});
