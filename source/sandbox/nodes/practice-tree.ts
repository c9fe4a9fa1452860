import {createServer} from 'node:net';
import {copyFile, link, mkdir, open, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {localFolder, prepareTreeEntry, type TreeEntry} from './enter-tree.ts';

/** What a simulated machine has on its disk and wires. */
export type Machine = {
	readonly name: string;
	readonly address: string;
	readonly hasRuntime: boolean;
};

const folders = ['etc/systemd/system', 'etc/kubernetes/pki', 'etc/containerd', 'var/lib/kubelet', 'var/log', 'run/systemd/system', 'run/containerd', 'root', 'tmp', 'dev', 'usr', `${localFolder}/bin`, 'proc/sys/kernel', 'proc/net/vlan', 'sys/fs/cgroup', 'sys/class/net/eth0/device', 'sys/class/net/lo'];

/** Makes the empty folders of a node's root. */
export const makeRootFolders = async (tree: string): Promise<void> => {
	await Promise.all(folders.map(async (folder) => mkdir(join(tree, folder), {recursive: true})));
	await writeFile(join(tree, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
	await writeFile(join(tree, 'etc/group'), 'root:x:0:\n');
};

/** The path on this machine of a path on a node. */
export const placeInTree = (tree: string, path: string): string => join(tree, path.startsWith('/usr/local/') ? join(localFolder, path.slice('/usr/local'.length)) : path);

const containerdSocket = '/run/containerd/containerd.sock';

// The flag 00010000 marks a socket that listens (linux/net/unix/af_unix.c, unix_seq_show); two spellings, so that a relative path matches too.
const formatSockets = (paths: readonly string[]): string => ['Num       RefCount Protocol Flags    Type St Inode Path', ...paths.map((path) => `0000000000000000: 00000002 00000000 00010000 0001 01 10101 /.${path}`), ...paths.map((path) => `0000000000000000: 00000002 00000000 00010000 0001 01 10102 ${path}`)].map((line) => `${line}\n`).join('');

const containerdConfig = `version = 3
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = true
`;

const filesOf = (machine: Machine, machineId: string): Readonly<Record<string, string>> => ({
	'etc/hostname': `${machine.name}\n`,
	'etc/hosts': `127.0.0.1 localhost\n${machine.address} ${machine.name}\n`,
	'etc/machine-id': `${machineId}\n`,
	'etc/os-release': 'ID=practice\nVERSION_ID="1"\nPRETTY_NAME="Practice node of kubenroll"\n',
	'proc/sys/kernel/hostname': `${machine.name}\n`,
	'proc/swaps': 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n',
	'proc/mounts': 'practice / ext4 rw 0 0\n',
	'proc/net/unix': formatSockets(machine.hasRuntime ? [containerdSocket] : []),
	'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n',
	'etc/containerd/config.toml': containerdConfig,
});

/** Writes anew which runtime sockets somebody listens at. */
export const writeSockets = async (tree: string, hasRuntime: boolean): Promise<void> => writeFile(join(tree, 'proc/net/unix'), formatSockets(hasRuntime ? [containerdSocket] : []));

/** Makes the tree of one node with everything that a survey looks at. `socket` is a file of type socket to link to, where there is one. */
export const makePracticeTree = async (tree: string, machine: Machine, setup: {readonly entry: TreeEntry; readonly standIns: string; readonly machineId: string; readonly socket?: string}): Promise<void> => {
	await makeRootFolders(tree);
	const files = filesOf(machine, setup.machineId);
	await Promise.all(Object.entries(files).map(async ([path, text]) => writeFile(join(tree, path), text)));
	await copyFile(join(setup.standIns, 'kubelet'), placeInTree(tree, '/usr/local/bin/kubelet'));
	if (setup.socket !== undefined) {
		await link(setup.socket, join(tree, containerdSocket));
	} else {
		await writeFile(join(tree, containerdSocket), '');
	}
	await prepareTreeEntry(setup.entry, tree, setup.standIns);
};

/**
 * Makes one file of type socket at which nobody has to answer, to be linked into every tree. undefined where paths to it cannot be kept short
 * (sun_path of unix(7) holds 108 bytes; through /proc/self/fd any folder is near).
 */
export const makeSocketFile = async (folder: string): Promise<{readonly path: string; readonly close: () => Promise<void>} | undefined> => {
	const handle = await open(folder, 'r');
	const server = createServer((socket) => socket.destroy());
	try {
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(`/proc/self/fd/${handle.fd}/runtime.sock`, resolve);
		});
	} catch {
		await handle.close();
		return undefined;
	}
	return {
		path: join(folder, 'runtime.sock'),
		close: async () => {
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
			});
			await handle.close();
		},
	};
};
