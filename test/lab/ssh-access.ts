import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {HostPlace, LabPlace} from './place.ts';
import {runCommand} from './run.ts';
import type {Login} from './shape.ts';

/** What a test needs to reach the hosts by ssh; nothing here is of the user's own ~/.ssh. */
export type SshAccess = {
	/** Of the lab's default login: root or ops; configFile knows the user of each host. */
	readonly user: 'root' | 'ops';
	readonly identityFile: string;
	/** Every host key of the lab, under host name and address. */
	readonly knownHostsFile: string;
	/** For `ssh -F`: all hosts by name and by address, and no host key known yet, as an operator starts. */
	readonly configFile: string;
	/** The same, with all host keys known. */
	readonly trustingConfigFile: string;
};

/** The files of a lab's ssh access, there or not. */
export function sshAccessOf(lab: LabPlace, login: Login): SshAccess {
	const at = (name: string) => join(lab.folder, 'ssh', name);
	return {
		user: login === 'root' ? 'root' : 'ops',
		identityFile: at('id_ed25519'),
		knownHostsFile: at('known_hosts'),
		configFile: at('config'),
		trustingConfigFile: at('config-trusting'),
	};
}

/** Makes the test's key; resolves to its public half. */
export async function makeSshKey(lab: LabPlace, access: SshAccess): Promise<string> {
	await mkdir(join(lab.folder, 'ssh'), {mode: 0o700});
	await runCommand('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', `kubenroll ${lab.name}`, '-f', access.identityFile]);
	return (await readFile(`${access.identityFile}.pub`, 'utf8')).trim();
}

/** Writes the configurations and the known hosts. */
export async function writeSshFiles(
	lab: LabPlace,
	access: SshAccess,
	hosts: ReadonlyArray<{readonly host: HostPlace; readonly login: Login; readonly knownHosts: readonly string[]}>,
): Promise<void> {
	await writeFile(access.knownHostsFile, [...hosts.flatMap(({knownHosts}) => knownHosts), ''].join('\n'));
	for (const [file, knownHostsFile] of [
		[access.configFile, join(lab.folder, 'ssh', 'known_hosts-of-operator')],
		[access.trustingConfigFile, access.knownHostsFile],
	] as const) {
		const blocks = hosts.map(({host, login}) => [
			`Host ${host.name} ${host.address}`,
			`  HostName ${host.address}`,
			`  User ${sshAccessOf(lab, login).user}`,
			'',
		].join('\n'));
		const common = [
			'Host *',
			`  IdentityFile ${access.identityFile}`,
			'  IdentitiesOnly yes',
			'  IdentityAgent none',
			`  UserKnownHostsFile ${knownHostsFile}`,
			'  GlobalKnownHostsFile /dev/null',
			'',
		];
		await writeFile(file, [...blocks, ...common].join('\n'), {mode: 0o600});
	}
}
