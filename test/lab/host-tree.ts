import {randomBytes} from 'node:crypto';
import {cp, mkdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {addressOf, type HostPlace, type LabPlace} from './place.ts';
import {runCommand} from './run.ts';
import type {Login, MissingPart} from './shape.ts';

/** A file of a host's tree, by its path there. */
export type TreeFile = {
	readonly path: string;
	readonly content: string;
	/** Default 0644. */
	readonly mode?: number;
};

/** What makes one host different from another before it boots. */
export type HostTree = {
	readonly lab: LabPlace;
	readonly host: HostPlace;
	/** Folders that make up its tree, the uppermost first, the base tree last. */
	readonly layers: readonly string[];
	/** Folders of tree/ that are copied over it. */
	readonly trees: ReadonlyArray<'host' | 'node'>;
	readonly login: Login;
	/** The test's public key, a line of authorized_keys. */
	readonly publicKey: string;
	readonly missing: readonly MissingPart[];
	/** Addresses beside its own, such as the VIP. */
	readonly extraAddresses: readonly string[];
	/** Every host of the lab, for /etc/hosts. */
	readonly neighbours: readonly HostPlace[];
	readonly files: readonly TreeFile[];
	/** Units among them that start at boot. */
	readonly units: readonly string[];
};

const partPaths: Readonly<Record<MissingPart, readonly string[]>> = {
	kubelet: ['/usr/local/bin/kubelet'],
	containerd: [
		'/usr/local/bin/containerd', '/usr/local/bin/containerd-shim-runc-v2',
		'/etc/systemd/system/containerd.service', '/etc/systemd/system/multi-user.target.wants/containerd.service',
	],
	runc: ['/usr/sbin/runc'],
	cni: ['/etc/cni', '/opt/cni', '/usr/lib/cni'],
	conntrack: ['/usr/sbin/conntrack'],
	iptables: ['/usr/sbin/iptables', '/usr/sbin/iptables-save', '/usr/sbin/iptables-restore'],
	sudo: ['/usr/bin/sudo'],
};

/** Mounts and fills the tree that a host boots from, and makes its ssh host keys; resolves to its lines for known_hosts. */
export async function prepareHostTree(tree: HostTree): Promise<readonly string[]> {
	const {host} = tree;
	const at = (name: string) => join(host.folder, name);
	await Promise.all(['changes', 'work', 'root', 'containerd', 'kubelet'].map(async name => mkdir(at(name), {recursive: true})));
	await runCommand('mount', [
		'-t', 'overlay', 'overlay', '-o', `lowerdir=${tree.layers.join(':')},upperdir=${at('changes')},workdir=${at('work')}`, at('root'),
	]);
	for (const name of tree.trees) {
		await cp(join(import.meta.dirname, 'tree', name), at('root'), {recursive: true, verbatimSymlinks: true});
	}

	await Promise.all([...listIdentityFiles(tree), ...listLoginFiles(tree), ...tree.files].map(async ({path, content, mode = 0o644}) => {
		await mkdir(dirname(join(at('root'), path)), {recursive: true, mode: path.includes('/.ssh/') ? 0o700 : 0o755});
		await writeFile(join(at('root'), path), content, {mode});
	}));
	await Promise.all(tree.missing.flatMap(part => partPaths[part]).map(async path => rm(join(at('root'), path), {recursive: true})));
	// An instance of a template is a link to the template.
	await Promise.all(tree.units.map(async unit => symlink(`../${unit.replace(/@.*/, '@')}.service`, join(at('root'), `etc/systemd/system/multi-user.target.wants/${unit}.service`))));
	if (tree.login !== 'root') {
		await runCommand('chroot', [at('root'), 'chown', '--recursive', 'ops:ops', '/home/ops']);
	}

	return Promise.all(['ed25519', 'ecdsa'].map(async type => {
		const keyFile = join(at('root'), `etc/ssh/ssh_host_${type}_key`);
		await runCommand('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', `root@${host.name}`, '-f', keyFile]);
		return `${host.name},${host.address} ${(await readFile(`${keyFile}.pub`, 'utf8')).trim()}`;
	}));
}

function listIdentityFiles({lab, host, extraAddresses, neighbours}: HostTree): readonly TreeFile[] {
	return [
		{path: '/etc/hostname', content: `${host.name}\n`},
		{path: '/etc/machine-id', content: `${randomBytes(16).toString('hex')}\n`},
		{path: '/etc/resolv.conf', content: ''},
		{path: '/etc/hosts', content: ['127.0.0.1 localhost', ...neighbours.map(({address, name}) => `${address} ${name}`), ''].join('\n')},
		{
			path: '/etc/lab-network',
			content: [
				'link set lo up',
				`address add ${host.address}/24 dev host0`,
				...extraAddresses.map(address => `address add ${address}/32 dev host0`),
				'link set host0 up',
				`route add default via ${addressOf(lab, 1)}`,
				'',
			].join('\n'),
		},
	];
}

const sudoersRules: Readonly<Record<Login, string | undefined>> = {
	root: undefined,
	sudo: 'ops ALL=(ALL) NOPASSWD: ALL',
	'sudo-password': 'ops ALL=(ALL) ALL',
};

function listLoginFiles({login, publicKey}: HostTree): readonly TreeFile[] {
	const rule = sudoersRules[login];
	const key = {path: `${login === 'root' ? '/root' : '/home/ops'}/.ssh/authorized_keys`, content: `${publicKey}\n`, mode: 0o600};
	return rule === undefined ? [key] : [key, {path: '/etc/sudoers.d/ops', content: `${rule}\n`, mode: 0o440}];
}
