import {problem} from '../../core/problem/problem.ts';
import {Failure} from '../../core/problem/failure.ts';
import {formatSshLogin} from '../../core/run/format-remote-work.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {NodeAddress} from '../../ports/remote-shell.ts';

// ssh itself takes more; but a name that begins with `-` would be read as an option, and `%` or quotes are expanded in ssh_config.
const safeAddress = /^[\w][\w.:-]*(?:%[\w.-]+)?$|^::[\w.:]*$/;
const safeUser = /^[\w][\w.@+\\$-]*$/;

/** What every ssh of a run is told beside the node: from kubenroll.yaml's `ssh`. */
export type ClientSettings = {
	/** Passed as -F; unset: the user's and the system's own. */
	readonly configFile?: string;
	readonly identityFile?: string;
	readonly connectTimeoutSeconds: number;
};

/** Refuses an address or user that ssh or a shell could take for something else; called before anything is made of them. */
export const checkDestination = (node: NodeAddress): void => {
	const unsafe = [
		...(safeAddress.test(node.address) ? [] : [problem('ssh-address-unsafe', node.name, {field: 'address', value: escapeControls(node.address)})]),
		...(node.user === undefined || safeUser.test(node.user) ? [] : [problem('ssh-address-unsafe', node.name, {field: 'user', value: escapeControls(node.user)})]),
	];
	if (unsafe.length > 0) {
		throw new Failure(unsafe, 'usage');
	}
};

/** The words that choose configuration, identity, user and port; they go before every other option. */
export const destinationOptions = (node: NodeAddress, settings: ClientSettings): readonly string[] => [
	...(settings.configFile === undefined ? [] : ['-F', settings.configFile]),
	...(settings.identityFile === undefined ? [] : ['-i', settings.identityFile]),
	...(node.port === undefined ? [] : ['-p', String(node.port)]),
	...(node.user === undefined ? [] : ['-l', node.user]),
];

/** The ssh command line that a person can paste to try the same login by hand. */
export const pasteableCommand = (node: NodeAddress, settings: ClientSettings): string => formatSshLogin({...node, ...settings});
