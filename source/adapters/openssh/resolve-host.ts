import {homedir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {NodeAddress} from '../../ports/remote-shell.ts';
import {type ConfigAsker, configWords} from './ask-ssh-config.ts';
import {checkDestination, type ClientSettings, pasteableCommand} from './destination.ts';
import {refuseShortage} from './start-shortage.ts';

/** What ssh_config makes of a node. */
export type ResolvedHost = {
	readonly hostName: string;
	readonly port: number;
	readonly user: string;
	/** The jump hosts or proxy command, as a person reads them; undefined where ssh dials the host itself. */
	readonly via?: string;
	/** Under which the host's keys are found in known_hosts files. */
	readonly keyName: string;
	/** The user's and the system's known_hosts files, absolute. */
	readonly knownHostsFiles: readonly string[];
	/** Names and patterns of options that the user's client may not know, as IgnoreUnknown lists them. */
	readonly ignoredOptions?: string;
};

const expandHome = (path: string): string => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);

// Splits a list as `ssh -G` prints it: words between spaces, quoted where a word holds one.
const splitPaths = (text: string): readonly string[] =>
	[...text.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, plain]) => expandHome(quoted ?? plain ?? '')).filter((path) => path !== 'none' && path !== '/dev/null');

const askAlone = async (node: NodeAddress, settings: ClientSettings, timeoutMs: number): Promise<string> => {
	// What a check of the configuration has started holds the output open after ssh is gone: it is ended too.
	const {stdout, stderr, exitCode, code} = await execa('ssh', configWords(node, settings), {reject: false, stdin: 'ignore', timeout: timeoutMs, killDescendants: true});
	if (code === 'ENOENT') {
		throw new Failure(problem('ssh-missing', node.name, {program: 'ssh'}));
	}
	refuseShortage(node.name, 'ssh', code);
	if (exitCode !== 0) {
		throw new Failure(problem('ssh-config-invalid', node.name, {command: pasteableCommand(node, settings)}, {cause: escapeControls(stderr.trim().split('\n').at(-1) ?? '')}));
	}
	return stdout;
};

/** Asks `ssh -G` what the configuration says of a node; rejects with `ssh-config-invalid` where ssh does not take it, with `ssh-not-started` where too much is open here. */
export const resolveHost = async (node: NodeAddress, settings: ClientSettings, ask: ConfigAsker, aloneMs = 20_000): Promise<ResolvedHost> => {
	checkDestination(node);
	const printed = (await ask(node)) ?? (await askAlone(node, settings, aloneMs));
	const values = new Map(printed.split('\n').map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1).trim()] as const));
	const hostName = values.get('hostname') ?? node.address;
	const port = Number(values.get('port') ?? 22);
	const ignoredOptions = values.get('ignoreunknown');
	const via = [values.get('proxyjump'), values.get('proxycommand')].find((value) => value !== undefined && value !== 'none');
	// ssh: sshconnect.c, get_hostfile_hostname_ipaddr: the alias as it is, else `[host]:port` where the port is not 22.
	const keyName = values.get('hostkeyalias') ?? (port === 22 ? hostName : `[${hostName}]:${port}`);
	return {
		hostName,
		port,
		user: values.get('user') ?? node.user ?? '',
		...(via === undefined ? {} : {via: escapeControls(via)}),
		keyName: keyName.toLowerCase(),
		knownHostsFiles: [...splitPaths(values.get('userknownhostsfile') ?? ''), ...splitPaths(values.get('globalknownhostsfile') ?? '')],
		...(ignoredOptions === undefined ? {} : {ignoredOptions}),
	};
};
