import type {SshProblems} from '../../../core/problem/ssh.ts';
import type {ProblemTexts} from '../../catalog.ts';
import {fingerprintCommand, showKeys} from '../../show-keys.ts';

const listOr = (items: readonly string[], otherwise: string): string => (items.length === 0 ? otherwise : items.join(', '));

/** Problems of reaching a node, in English. */
export const sshProblems: ProblemTexts<SshProblems> = {
	'ssh-missing': ({program}) => ({message: `there is no ${program} on this machine`, hints: ['install the OpenSSH client: apt install openssh-client, or dnf install openssh-clients']}),
	'ssh-config-endless': ({command, seconds}) => ({message: `ssh was not done with its configuration after ${seconds} s`, hints: [`see what it waits for: ${command} -v true`, 'mend the Match exec in ~/.ssh/config, or in the file named by ssh.configFile']}),
	'ssh-not-started': ({program}) => ({message: `${program} could not be started on this machine`, hints: ['it allows too few open files or processes: ulimit -n 4096, or ulimit -u', 'or work on fewer nodes at once by --concurrency']}),
	'ssh-config-invalid': ({command}) => ({message: 'ssh does not take its configuration', hints: [`see what it says: ${command} true`, 'mend ~/.ssh/config, or the file named by ssh.configFile']}),
	'ssh-address-unsafe': ({field, value}) => ({message: `the ${field} ${value} cannot be given to ssh`, hints: ['use letters, digits and . _ : % - only, beginning with a letter or digit']}),
	'ssh-unreachable': ({address, port, command}) => ({message: `nothing answers at ${address} port ${port}`, hints: ['check that the node is up, that the address is right and that no firewall drops the port', `try by hand: ${command} true`]}),
	'ssh-refused': ({address, port, command}) => ({message: `${address} is up but refuses connections on port ${port}`, hints: ['check on the node that sshd runs and on which port: ss -ltnp | grep sshd', `try by hand: ${command} true`]}),
	'ssh-silent': ({address, port, seconds, command}) => ({message: `${address} port ${port} takes the connection and then says nothing for ${seconds} s`, hints: ['check that sshd listens there, and that the node is not overloaded or out of memory', `try by hand: ${command} true`]}),
	'ssh-name-unknown': ({address, command}) => ({message: `the name ${address} cannot be resolved here`, hints: ['add it to /etc/hosts or ~/.ssh/config, or write the IP address as the node\'s address', `try by hand: ${command} true`]}),
	'ssh-closed-early': ({address, port, command}) => ({message: `${address} port ${port} closed the connection before the login`, hints: ['sshd may limit new connections (MaxStartups), fail2ban or hosts.deny may block this machine; read its log: journalctl -u ssh -u sshd -n 20', `try by hand: ${command} true`]}),
	'ssh-algorithms': ({address, offered, command}) => ({message: `ssh here and sshd on ${address} have no algorithm in common`, hints: [`sshd offers only: ${offered}`, `see more: ${command} -v true`]}),
	'ssh-jump-failed': ({address, via, command}) => ({message: `${address} cannot be reached through ${via}`, hints: [`log in to ${via} by hand first, so that its host key is known and its login works`, `then try: ${command} true`]}),
	'ssh-permission-denied': ({user, address, methods, command}) => ({message: `${address} does not let ${user} in (it takes: ${listOr(methods, 'nothing')})`, hints: [`install your key: ssh-copy-id ${user}@${address}`, 'or use ssh.identityFile, an agent (ssh-add -l), or --ask-ssh-password', `try by hand: ${command} true`]}),
	'ssh-password-wrong': ({user, address, command}) => ({message: `${address} did not take the SSH password of ${user}; it was tried once`, hints: [`try by hand: ${command} true`]}),
	'ssh-too-many-keys': ({address, command}) => ({message: `${address} gave up after too many keys`, hints: ['name the right key by ssh.identityFile, or set IdentitiesOnly yes for this host in ~/.ssh/config', `try by hand: ${command} true`]}),
	'ssh-host-key-unknown': ({address, fingerprints, keyTypes}) => ({
		message: `the host key of ${address} has not been seen before (${listOr(showKeys({fingerprints, keyTypes}), 'not shown')})`,
		hints: [`compare it on the node: ${fingerprintCommand(keyTypes)}`, 'then write the fingerprint under the node\'s hostKeys, or run with --accept-new-host-keys'],
	}),
	'ssh-host-key-changed': ({address, fingerprints, keyTypes, file, name}) => ({
		message: `the host key of ${address} is not the one that is known: it shows ${listOr(showKeys({fingerprints, keyTypes}), 'another key')}`,
		hints: [`somebody may be in between, or the machine was installed anew; compare on its console: ${fingerprintCommand(keyTypes)}`, `when the change is yours: ssh-keygen -f ${file} -R '${name}'`],
	}),
	'ssh-host-key-unexpected': ({address, fingerprints, keyTypes, expected}) => ({message: `${address} shows the host key ${listOr(showKeys({fingerprints, keyTypes}), 'none')}, and hostKeys wants ${expected.join(' or ')}`, hints: [`compare on the node's console: ${fingerprintCommand(keyTypes)}`, 'then mend hostKeys in kubenroll.yaml, or the address']}),
	'ssh-connection-lost': ({address, command}) => ({message: `the connection to ${address} broke off`, hints: ['run the same command again: it goes on from here', `try by hand: ${command} true`]}),
	'ssh-timeout': ({address, seconds, command}) => ({message: `${address} did not finish within ${seconds} s`, hints: [`look for what hangs (a dead NFS mount, a full disk): ${command} 'uptime; df -h'`]}),
	'ssh-output-too-large': ({limitMiB}) => ({message: `the node answered more than ${limitMiB} MiB`, hints: ['look for a login script that prints without end']}),
	'ssh-cancelled': () => ({message: 'cancelled', hints: ['run the same command again: it goes on from here']}),
	'ssh-no-shell': ({user, address, command}) => ({message: `the login of ${user} on ${address} does not run commands`, hints: ['use a user whose shell is a usual one, and remove ForceCommand for it', `see what it says: ${command} true`]}),
	'ssh-streams-merged': ({user, address, command}) => ({message: `the login of ${user} on ${address} sends standard error to standard output`, hints: ['take exec 2>&1 out of its profile (~/.bashrc, ~/.zshenv, or BASH_ENV) where no terminal is there', `try by hand: ${command} 'echo mixed >&2' 2>/dev/null prints nothing where it is right`]}),
	'ssh-failed': ({address, command}) => ({message: `ssh to ${address} failed`, hints: [`see more: ${command} -v true`]}),

	'root-needed': ({user, address}) => ({message: `${user} on ${address} is not root, and ssh.sudo is never`, hints: ['log in as root, or set ssh.sudo: auto']}),
	'sudo-missing': ({user, address}) => ({message: `${user} is not root and there is no sudo on ${address}`, hints: ['install sudo there, or log in as root (ssh.user: root)']}),
	'sudo-password-needed': ({user, command}) => ({message: `sudo wants the password of ${user}`, hints: ['run with --ask-sudo-password', `check with: ${command} sudo -n true`]}),
	'sudo-password-wrong': ({user, command}) => ({message: `sudo did not take the password of ${user}; it was tried once`, hints: ['the password is that of the user on the node, not of root', `check with: ${command} -t sudo -v`]}),
	'sudo-not-allowed': ({user, command}) => ({message: `${user} may not become root by sudo`, hints: [`add as root on the node: echo '${user} ALL=(ALL) ALL' > /etc/sudoers.d/${user.replaceAll(/[^\w-]/g, '_')}`, `check with: ${command} sudo -l`]}),
	'sudo-needs-terminal': ({user}) => ({message: 'sudo wants a terminal (requiretty)', hints: [`add as root on the node: echo 'Defaults:${user} !requiretty' > /etc/sudoers.d/${user.replaceAll(/[^\w-]/g, '_')}-tty`]}),
	'sudo-failed': ({user, command}) => ({message: `${user} could not become root by sudo`, hints: [`see what it says: ${command} -t sudo true`]}),

	'file-changed-meanwhile': ({path}) => ({message: `${path} has changed since it was surveyed; nothing was written`, hints: ['find out who else writes it (puppet, ansible, a colleague), then run again']}),
	'file-system-full': ({path}) => ({message: `there is no space left for ${path}; nothing was changed`, hints: ['see: df -h; df -i; journalctl --vacuum-size=200M often helps']}),
	'file-system-read-only': ({path}) => ({message: `${path} is on a file system that is mounted read-only`, hints: ['see: findmnt -T on its folder; after a disk error the kernel remounts read-only: dmesg | tail']}),
	'file-in-the-way': ({path}) => ({message: `${path} cannot be a file: a folder stands there, or one of its folders is a file`, hints: [`look: ls -ld ${path}`]}),
	'file-link-unsafe': ({path}) => ({message: `${path} is a symbolic link into a folder that others can write`, hints: [`look: ls -l ${path}; replace the link by the file, or give the folder to root`]}),
	'file-owner-unknown': ({path, owner}) => ({message: `${path} cannot be given to ${owner}`, hints: [`check that user and group exist there: id ${owner.split(':')[0] ?? owner}`]}),
	'file-not-permitted': ({path}) => ({message: `may not write ${path}`, hints: [`look for an immutable flag or a security module: lsattr ${path}; ausearch -m avc -ts recent`]}),
	'file-not-written': ({path}) => ({message: `could not write ${path}; the old file, if any, is untouched`, hints: ['the cause below is the node\'s own']}),
	'file-arrived-damaged': ({path}) => ({message: `${path} did not arrive as it was sent; nothing was changed`, hints: ['run again; when it stays, check the file\'s sha256 and the disk of the node']}),
	'file-unreadable-here': ({path}) => ({message: `${path} on this machine cannot be read`, hints: [`look: ls -l ${path}`]}),
};
