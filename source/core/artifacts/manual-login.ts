import type {Answers} from '../answers/answers.ts';
import {formatSshLogin} from '../run/format-remote-work.ts';
import {quoteShell} from '../untrusted/quote-shell.ts';

/** Whom a person logs in to by hand. */
export type ManualHost = {readonly address: string; readonly user?: string | undefined; readonly port?: number | undefined};

/** The ssh command line to a host, as the answers have kubenroll itself log in. */
export const makeLogin = ({ssh}: Answers, {address, user = ssh.user, port = ssh.port}: ManualHost): string =>
	formatSshLogin({
		address,
		...(user === undefined ? {} : {user}),
		...(port === undefined ? {} : {port}),
		...(ssh.configFile === undefined ? {} : {configFile: ssh.configFile}),
		...(ssh.identityFile === undefined ? {} : {identityFile: ssh.identityFile}),
	});

/** A command on a host as root, behind its login; `input` is a file of ours that it reads. */
export const onHost = (login: string, command: string, input?: string): string => `${login} ${quoteShell(`sudo ${command}`)}${input === undefined ? '' : ` < ${quoteShell(input)}`}`;
