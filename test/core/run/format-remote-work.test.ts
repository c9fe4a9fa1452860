import {execFileSync} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {formatPlacedFiles, formatRemoteScript, formatSshLogin} from '../../../source/core/run/format-remote-work.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubenroll-paste-'));
afterAll(() => rmSync(folder, {recursive: true}));

// Stands for ssh: it runs the words behind the destination as the far end's login shell would.
writeFileSync(join(folder, 'ssh'), '#!/bin/sh\n[ "$1" = -t ] && shift\nshift\nSSH_CONNECTION=there exec sh -c "$*"\n');
writeFileSync(join(folder, 'sudo'), '#!/bin/sh\nAS_ROOT=yes exec "$@"\n');
chmodSync(join(folder, 'ssh'), 0o755);
chmodSync(join(folder, 'sudo'), 0o755);
const paste = (line: string): string => execFileSync('sh', ['-c', line], {env: {PATH: `${folder}:${process.env['PATH']}`}, encoding: 'utf8'});

describe('a login by hand', () => {
	it.each([
		[{address: '10.0.0.51'}, 'ssh 10.0.0.51'],
		[{address: '10.0.0.51', user: 'ops', port: 2222}, 'ssh -p 2222 ops@10.0.0.51'],
		[{address: 'node01', configFile: '/my files/ssh_config', identityFile: '~/.ssh/id'}, "ssh -F '/my files/ssh_config' -i '~/.ssh/id' node01"],
	])('%o is %s', (login, line) => {
		expect(formatSshLogin(login)).toBe(line);
	});
});

describe('a pasted script', () => {
	const script = 'a=\'it\'"\'"\'s\'\nprintf "%s %s $HOME_IS_NOT_OURS%s\\n" "$a" "$1" "${AS_ROOT:-}"';

	it.each([
		['root', "it's there \n"],
		['user', "it's there \n"],
		['sudo', "it's there yes\n"],
		['sudo-with-password', "it's there yes\n"],
	] as const)('runs as %s with its quotes, lines and argument whole', (privilege, said) => {
		expect(paste(formatRemoteScript('ssh node01', script, privilege))).toBe(said);
	});
});

it('tells placed files by mode, owner and path, and how to look at them', () => {
	expect(formatPlacedFiles('ssh ops@node01', [{path: '/etc/kubernetes/pki/ca.crt', mode: 0o644, owner: 'root:root'}, {path: '/etc/x y', mode: 0o600, owner: 'root:root'}], 'sudo')).toBe(
		"# 0644 root:root /etc/kubernetes/pki/ca.crt\n# 0600 root:root /etc/x y\nssh ops@node01 'sudo ls -l /etc/kubernetes/pki/ca.crt '\\''/etc/x y'\\'''",
	);
});
