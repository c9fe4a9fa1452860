import type {Answers} from '../answers/answers.ts';
import {listMasters} from '../control-plane/list-masters.ts';
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

/** The ssh command line to a host of the control plane, with the login that the answers give it, or the node that it is as well. */
export const makeMasterLogin = (answers: Answers, {name, address}: {readonly name: string; readonly address: string}): string =>
	makeLogin(answers, listMasters(answers, []).find((master) => master.name === name) ?? answers.nodes.find((node) => node.address === address) ?? {address});

/** A command on a host as root, behind its login; `input` is a file of ours that it reads. */
export const onHost = (login: string, command: string, input?: string): string => `${login} ${quoteShell(`sudo ${command}`)}${input === undefined ? '' : ` < ${quoteShell(input)}`}`;
