import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {hashIngredients, obtainCacheEntry} from './cache.ts';
import {runCommand} from './run.ts';

/** Password of the account `ops` on every host, for ssh and for sudo. */
export const opsPassword = 'correct horse battery staple';

const debianPackages = [
	'systemd', 'systemd-sysv', 'dbus', 'openssh-server', 'iproute2', 'iputils-arping', 'procps', 'mount', 'util-linux', 'sudo',
	'runc', 'containernetworking-plugins', 'iptables', 'conntrack',
];

const unwantedUnits = [
	'apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'e2scrub_all.timer', 'e2scrub_reap.service', 'fstrim.timer',
	'console-getty.service', 'getty@.service', 'systemd-logind.service',
];

// The accounts' shell is /bin/sh without a profile, so that no measured figure holds the start of a shell.
const customizations = [
	'chroot "$1" useradd --create-home --shell /bin/sh ops',
	`echo 'ops:${opsPassword}' | chroot "$1" chpasswd`,
	'chroot "$1" usermod --shell /bin/sh root',
	'rm -f "$1"/root/.profile "$1"/root/.bashrc "$1"/home/ops/.* "$1"/etc/ssh/ssh_host_* 2>/dev/null || true',
	`chroot "$1" systemctl mask ${unwantedUnits.join(' ')}`,
	'chroot "$1" systemctl set-default multi-user.target',
];

// mmdebstrap mounts /proc and /sys in the tree. In namespaces of its own these are nowhere else, so that a half-made tree can be removed, and
// it ends with whoever started it.
const alone = ['setpriv', '--pdeathsig=KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;

/** Builds, or finds in the cache, the Debian tree that is under every host. */
export async function obtainBaseTree(): Promise<string> {
	const args = [
		'--quiet', '--variant=minbase', `--include=${debianPackages.join(',')}`,
		...customizations.map(customization => `--customize-hook=${customization}`),
		'bookworm',
	];
	const entry = await obtainCacheEntry(`base-tree-${hashIngredients(args)}`, async folder => {
		const tree = join(folder, 'tree');
		await mkdir(tree);
		await runCommand(alone[0], [...alone.slice(1), 'mmdebstrap', ...args, tree]);
	});
	return join(entry, 'tree');
}
