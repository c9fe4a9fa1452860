import type {NodeAddress} from '../../ports/remote-shell.ts';
import {type ClientSettings, destinationOptions} from './destination.ts';
import type {ResolvedHost} from './resolve-host.ts';

// What older clients do not know (CentOS 7 has OpenSSH 7.4; the three of sessions came with 8.7).
const newerOptions: readonly string[] = ['RemoteCommand', 'UpdateHostKeys', 'StdinNull', 'SessionType', 'ForkAfterAuthentication'];

/** Options as words for ssh. Old clients ignore those of them that they do not know, and what the user has them ignore: of IgnoreUnknown, too, the first value counts (ssh_config(5)). */
export const writeOptions = (options: Readonly<Record<string, string>>, {ignoredOptions}: Pick<ResolvedHost, 'ignoredOptions'>): readonly string[] => {
	const ignored = [...newerOptions.filter((name) => name in options), ...(ignoredOptions === undefined ? [] : [ignoredOptions])];
	return Object.entries({IgnoreUnknown: ignored.join(','), ...options}).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
};

/** What a user's ssh_config may have every session be, and none of ours is. */
export const plainSession = {RemoteCommand: 'none', SessionType: 'default', ForkAfterAuthentication: 'no'} as const;

const quoteFile = (path: string): string => `"${path}"`;

/** Options of every login: nobody is at a keyboard, only known host keys, no forwarding, nothing of ssh_config that starts programs here. */
export const loginOptions = (options: {
	readonly node: NodeAddress;
	readonly host: ResolvedHost;
	readonly settings: ClientSettings;
	readonly knownHostsFiles: readonly string[];
	/** Neither the user's nor the system's files: this host's keys were pinned. */
	readonly isPinned: boolean;
	readonly hasPassword: boolean;
}): readonly string[] => {
	const {node, host, settings} = options;
	const pairs: Readonly<Record<string, string>> = {
		...plainSession,
		StdinNull: 'no',
		BatchMode: options.hasPassword ? 'no' : 'yes',
		NumberOfPasswordPrompts: '1',
		ConnectTimeout: String(settings.connectTimeoutSeconds),
		ConnectionAttempts: '1',
		ServerAliveInterval: '15',
		ServerAliveCountMax: '3',
		StrictHostKeyChecking: 'yes',
		UserKnownHostsFile: options.knownHostsFiles.length === 0 ? '/dev/null' : options.knownHostsFiles.map(quoteFile).join(' '),
		...(options.isPinned ? {GlobalKnownHostsFile: '/dev/null'} : {}),
		UpdateHostKeys: 'no',
		// A shared connection of the user's was opened with other options, and compares no host key.
		ControlMaster: 'no',
		ControlPath: 'none',
		ClearAllForwardings: 'yes',
		ForwardAgent: 'no',
		ForwardX11: 'no',
		PermitLocalCommand: 'no',
		RequestTTY: 'no',
		EscapeChar: 'none',
		// ERROR would hide `Unable to negotiate`.
		LogLevel: 'INFO',
	};
	return [...destinationOptions(node, settings), ...writeOptions(pairs, host), '--', node.address];
};
