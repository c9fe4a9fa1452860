import {spawn, type ChildProcess} from 'node:child_process';
import {lstat, mkdir, readFile, readlink, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

/**
 * How a session gets into a node's tree. `namespace`: a mount namespace of its own in which the tree is the root and one is root (Linux, where unprivileged user
 * namespaces are allowed); `entered`: this whole process is in such a namespace already, with all trees mounted; `rewrite`: the tree is the working folder, and
 * absolute paths are made relative.
 */
export type TreeEntry = {readonly kind: 'namespace' | 'entered' | 'rewrite'};

/** One command in one tree. */
export type TreeCommand = {
	readonly tree: string;
	/** Handed to `/bin/sh -c`. */
	readonly command: string;
	readonly environment: Readonly<Record<string, string>>;
};

/** Where a tree keeps what is /usr/local on the node: /usr itself is this machine's. */
export const localFolder = 'local';
/** Where the stand-ins are on a node. */
export const standInFolder = '.practice';

const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

// fstab(5): blanks, tabs, line feeds and backslashes are written as octal escapes.
const escapeField = (path: string): string => path.replaceAll(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);

// Merged or not, a root has this machine's programs and libraries where shells and loaders look for them.
const systemFolders = ['bin', 'sbin', 'lib', 'lib64', 'lib32'] as const;

const formatMounts = (tree: string, standIns: string, bound: readonly string[]): string =>
	[
		...['usr', ...bound].map((name) => [`/${name}`, join(tree, name), 'rbind,ro']),
		[join(tree, localFolder), join(tree, 'usr/local'), 'rbind'],
		[standIns, join(tree, standInFolder), 'rbind,ro'],
		['/dev', join(tree, 'dev'), 'rbind'],
	]
		.map(([from = '', to = '', options = '']) => `${escapeField(from)} ${escapeField(to)} none ${options} 0 0\n`)
		.join('');

const mountsFile = (tree: string): string => `${tree}.mounts`;

const unshare = ['--user', '--map-root-user', '--mount', '/bin/sh', '-c'] as const;
const enter = 'tree=$1; mounts=$2; command=$3; mount -a -T "$mounts" || exit 70; PATH=/.practice:$PATH; exec chroot "$tree" /bin/sh -c "$command"';

/** What goes before the words of a program so that it starts in a namespace with these trees mounted, ready for sessions that are `entered`; `file` is for their mounts. */
export const enterNamespace = async (trees: readonly string[], file: string): Promise<readonly [program: string, ...words: readonly string[]]> => {
	await writeFile(file, await Promise.all(trees.map(async (tree) => readFile(mountsFile(tree), 'utf8'))), {mode: 0o600});
	return ['unshare', ...unshare, 'mount -a -T "$1" || exit 70; shift; exec "$@"', 'sh', file];
};

/** Starts a command in a tree with pipes on standard input, output, error, and on file descriptor 3, where stand-ins ask the simulated machine. */
export const spawnInTree = ({kind}: TreeEntry, {tree, command, environment}: TreeCommand): ChildProcess => {
	const stdio = ['pipe', 'pipe', 'pipe', 'pipe'] as const;
	switch (kind) {
		case 'namespace': {
			return spawn('unshare', [...unshare, enter, 'sh', tree, mountsFile(tree), command], {cwd: '/', env: {...environment, PATH: usualPath}, stdio: [...stdio], detached: true});
		}
		case 'entered': {
			return spawn('chroot', [tree, '/bin/sh', '-c', command], {cwd: '/', env: {...environment, PATH: `/${standInFolder}:${usualPath}`}, stdio: [...stdio], detached: true});
		}
		case 'rewrite': {
			// The machine's own PATH, for programs may be anywhere (macOS, NixOS).
			return spawn('/bin/sh', ['-c', command], {cwd: tree, env: {...environment, PATH: `${standInFolder}:${process.env['PATH'] ?? usualPath}`}, stdio: [...stdio], detached: true});
		}
	}
};

/** Makes a tree ready to be entered: mounts over it that give it this machine's programs, read-only, and its own /usr/local; or links that do so. */
export const prepareTreeEntry = async ({kind}: TreeEntry, tree: string, standIns: string): Promise<void> => {
	if (kind === 'rewrite') {
		await symlink(`../${localFolder}`, join(tree, 'usr/local'));
		await symlink(standIns, join(tree, standInFolder));
		return;
	}
	const bound: string[] = [];
	for (const name of systemFolders) {
		const status = await lstat(`/${name}`).catch(() => undefined);
		if (status?.isSymbolicLink()) {
			await symlink(await readlink(`/${name}`), join(tree, name));
		} else if (status?.isDirectory()) {
			await mkdir(join(tree, name));
			bound.push(name);
		}
	}
	await mkdir(join(tree, standInFolder));
	await writeFile(mountsFile(tree), formatMounts(tree, standIns, bound), {mode: 0o600});
};
