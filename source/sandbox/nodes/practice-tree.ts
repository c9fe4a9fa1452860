import {createServer} from 'node:net';
import {link, mkdir, open, symlink, writeFile} from 'node:fs/promises';
import {dirname, join, relative} from 'node:path';
import {localFolder, prepareTreeEntry, standInFolder, type TreeEntry} from './enter-tree.ts';

/** What a simulated machine has on its disk and wires. */
export type Machine = {
	readonly name: string;
	readonly address: string;
	readonly hasRuntime: boolean;
};

const ownFolders = ['etc/systemd/system', 'etc/kubernetes/pki', 'var/lib/kubelet', 'var/log', 'run/containerd', 'root', 'tmp', 'dev', 'usr', `${localFolder}/bin`];

// What is alike on all nodes and changes on none.
const commonFolders = ['etc/containerd', 'run/systemd/system', 'proc/sys/kernel', 'proc/net/vlan', 'sys/fs/cgroup', 'sys/class/net/eth0/device', 'sys/class/net/lo'];
const commonFiles: Readonly<Record<string, string>> = {
	'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
	'etc/group': 'root:x:0:\n',
	'etc/os-release': 'ID=practice\nVERSION_ID="1"\nPRETTY_NAME="Practice node of kubenroll"\n',
	'etc/containerd/config.toml': `version = 3
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = true
`,
	'proc/swaps': 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n',
	'proc/mounts': 'practice / ext4 rw 0 0\n',
	'sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n',
};
// In the common folders, but of each node: links to its own files.
const socketsPath = 'run/sockets';
const ownByLink: Readonly<Record<string, string>> = {'proc/sys/kernel/hostname': 'etc/hostname', 'proc/net/unix': socketsPath};

const makeCommonParts = async (tree: string, leadToOwn: (link: string, path: string) => string): Promise<void> => {
	await Promise.all(['etc', ...commonFolders].map(async (folder) => mkdir(join(tree, folder), {recursive: true})));
	await Promise.all([
		...Object.entries(commonFiles).map(async ([path, text]) => writeFile(join(tree, path), text)),
		...Object.entries(ownByLink).map(async ([path, own]) => symlink(leadToOwn(path, own), join(tree, path))),
	]);
};

/** Makes the folders of a root, and what is alike in all of them. */
export const makeRoot = async (tree: string): Promise<void> => {
	await Promise.all(ownFolders.map(async (folder) => mkdir(join(tree, folder), {recursive: true})));
	await makeCommonParts(tree, (link, own) => relative(dirname(link), own));
};

// Below the folder of the stand-ins, which is in every tree: the common parts, and a link to each of them that trees share. A file is one for all trees then,
// and making hundreds of trees is mostly the making of files.
const commonFolder = 'common';
const linksFolder = 'links';
const sharedParts = ['proc', 'sys', 'etc/containerd', 'run/systemd', 'etc/passwd', 'etc/group', 'etc/os-release'];
const placeLink = (standIns: string, part: string): string => join(standIns, linksFolder, part.replace('/', '-'));

/** Makes, beside the stand-ins, what trees that are a root of their own share. */
export const makeSharedParts = async (standIns: string): Promise<void> => {
	await makeCommonParts(join(standIns, commonFolder), (_, own) => `/${own}`);
	await mkdir(join(standIns, linksFolder));
	await Promise.all(sharedParts.map(async (part) => symlink(`/${standInFolder}/${commonFolder}/${part}`, placeLink(standIns, part))));
};

const makeSharingRoot = async (tree: string, standIns: string): Promise<void> => {
	await Promise.all(ownFolders.map(async (folder) => mkdir(join(tree, folder), {recursive: true})));
	await Promise.all(sharedParts.map(async (part) => link(placeLink(standIns, part), join(tree, part))));
};

/** The path on this machine of a path on a node. */
export const placeInTree = (tree: string, path: string): string => join(tree, path.startsWith('/usr/local/') ? join(localFolder, path.slice('/usr/local'.length)) : path);

const containerdSocket = '/run/containerd/containerd.sock';

// The flag 00010000 marks a socket that listens (linux/net/unix/af_unix.c, unix_seq_show); two spellings, so that a relative path matches too.
const formatSockets = (paths: readonly string[]): string => ['Num       RefCount Protocol Flags    Type St Inode Path', ...paths.map((path) => `0000000000000000: 00000002 00000000 00010000 0001 01 10101 /.${path}`), ...paths.map((path) => `0000000000000000: 00000002 00000000 00010000 0001 01 10102 ${path}`)].map((line) => `${line}\n`).join('');

const filesOf = (machine: Machine, machineId: string): Readonly<Record<string, string>> => ({
	'etc/hostname': `${machine.name}\n`,
	'etc/hosts': `127.0.0.1 localhost\n${machine.address} ${machine.name}\n`,
	'etc/machine-id': `${machineId}\n`,
	[socketsPath]: formatSockets(machine.hasRuntime ? [containerdSocket] : []),
});

/** Writes anew which runtime sockets somebody listens at. */
export const writeSockets = async (tree: string, hasRuntime: boolean): Promise<void> => writeFile(join(tree, socketsPath), formatSockets(hasRuntime ? [containerdSocket] : []));

/**
 * Makes the tree of one node with everything that a survey looks at. `socket` is a file of type socket to link to, where there is one; `shares`: what makeSharedParts
 * made is linked to, else the tree has all for itself.
 */
export const makePracticeTree = async (tree: string, machine: Machine, setup: {readonly entry: TreeEntry; readonly standIns: string; readonly machineId: string; readonly socket?: string; readonly shares: boolean}): Promise<void> => {
	await (setup.shares ? makeSharingRoot(tree, setup.standIns) : makeRoot(tree));
	const files = filesOf(machine, setup.machineId);
	await Promise.all(Object.entries(files).map(async ([path, text]) => writeFile(join(tree, path), text)));
	await link(join(setup.standIns, 'kubelet'), placeInTree(tree, '/usr/local/bin/kubelet'));
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
