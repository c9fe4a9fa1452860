// The network of a lab is one bridge on this machine: nothing is forwarded or translated, so nothing in a lab reaches further than this machine.
import {readFile, writeFile} from 'node:fs/promises';
import {addressOf, bridgeOf, type LabPlace} from './place.ts';
import {runCommand, tryCommand} from './run.ts';

/** Every systemd, kubelet and containerd holds some inotify instances, and all of a machine's root processes share one budget: 128 by default. */
const neededInotifyInstances = 2048;
const inotifyLimit = '/proc/sys/fs/inotify/max_user_instances';

/** Makes the bridge with this machine's own address on it. */
export async function makeNetwork(place: LabPlace): Promise<void> {
	const bridge = bridgeOf(place);
	await runCommand('ip', ['link', 'add', bridge, 'type', 'bridge']);
	await runCommand('ip', ['address', 'add', `${addressOf(place, 1)}/24`, 'dev', bridge]);
	await runCommand('ip', ['link', 'set', bridge, 'up']);
	if (Number(await readFile(inotifyLimit, 'utf8')) < neededInotifyInstances) {
		await writeFile(inotifyLimit, `${neededInotifyInstances}`);
	}
}

/** Takes away the bridge and every cable that is still in it; does nothing when there is none. */
export async function removeNetwork(place: LabPlace): Promise<void> {
	const bridge = bridgeOf(place);
	const {stdout} = await tryCommand('ip', ['-o', 'link', 'show', 'master', bridge]);
	const cables = [...stdout.matchAll(/^\d+: ([^:@]+)/gm)].map(match => match[1] ?? '').filter(cable => cable.startsWith(`vb-${bridge}-`));
	for (const device of [...cables, bridge]) {
		await tryCommand('ip', ['link', 'delete', device]);
	}
}
