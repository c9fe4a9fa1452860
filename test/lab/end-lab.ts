// Rules of ending: only what a lab made is touched. Processes are ended for being in the lab's cgroup, which only boot-host puts them in;
// mounts and files go for being under the lab's folder, network devices for having the lab's number in their names.
import {readdir, readFile, rm, rmdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {endProcesses, listCgroupFolders, listCgroupProcesses} from './lab-process.ts';
import {removeNetwork} from './network.ts';
import {bridgeOf, cgroupOf, findRunFolder, listLabs, type LabPlace} from './place.ts';
import {runCommand} from './run.ts';
import {waitUntil} from './wait-until.ts';

const propagateFolder = '/run/systemd/nspawn/propagate';

/** Ends a lab at once, whatever state it is in, and leaves nothing of it. */
export async function endLab(lab: LabPlace): Promise<void> {
	await endProcesses(await listCgroupProcesses(cgroupOf(lab)));
	await waitUntil(`${lab.name}: all processes are gone`, async () => (await listCgroupProcesses(cgroupOf(lab))).length === 0);
	if (lab.number > 0) {
		await removeNetwork(lab);
	}

	for (const mountPoint of await listMountsUnder(lab.folder)) {
		await waitUntil(`${mountPoint} is unmounted`, async () => runCommand('umount', [mountPoint]).then(() => true), {timeoutMs: 10_000});
	}

	for (const folder of await listCgroupFolders(cgroupOf(lab))) {
		await waitUntil(`${folder} is removed`, async () => rmdir(folder).then(() => true), {timeoutMs: 10_000, intervalMs: 10});
	}

	// Left behind by a systemd-nspawn that was killed.
	for (const name of await readdir(propagateFolder).catch(() => [])) {
		if (name.startsWith(`${bridgeOf(lab)}-`)) {
			await rmdir(join(propagateFolder, name));
		}
	}

	await rm(lab.folder, {recursive: true});
}

/** Ends every lab, also those of killed runs. */
export async function endAllLabs(): Promise<readonly LabPlace[]> {
	const labs = await listLabs();
	await Promise.all(labs.map(endLab));
	for (const folder of await listCgroupFolders(dirname(cgroupOf({name: 'any', number: 0, folder: findRunFolder()})))) {
		await rmdir(folder).catch(() => undefined);
	}

	return labs;
}

async function listMountsUnder(folder: string): Promise<readonly string[]> {
	// Field 5 is the mount point with blanks as octal escapes, see proc(5); the last mounted comes off first.
	const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
	const mountPoints = lines.map(line => line.split(' ')[4] ?? '').filter(mountPoint => mountPoint.startsWith(join(folder, '/')));
	return mountPoints.toReversed();
}
