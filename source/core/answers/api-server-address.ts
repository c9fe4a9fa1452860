import {canonicalIp} from '../net/ip-address.ts';
import type {FieldForm} from '../problem/config.ts';
import type {ApiServerAddress} from './answers.ts';
import {isSubdomain} from './field-readers.ts';
import {accept, reject, type Reading} from './field-reading.ts';
import {isHost, parsePort, splitHostPort} from './node-item.ts';

/** kube-apiserver's --secure-port where nothing is said: kubernetes pkg/kubeapiserver/options/serving.go, NewSecureServingOptions. */
export const usualPort = 6443;

/** Writes an API server address as one writes it: brackets around IPv6, always the port. */
export const formatApiServerAddress = ({host, port}: ApiServerAddress): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Reads `host`, `host:port`, `[IPv6]:port` or `https://host:port`. Port 6443 where none is said, 443 after https:// as in a kubeconfig. */
export const readApiServerAddress = (text: string): Reading<ApiServerAddress> => {
	const [, scheme, authority = '', path = ''] = /^(?:([a-z][a-z\d+.-]*):\/\/)?([^/?#]*)(.*)$/is.exec(text) ?? [];
	const at = authority.lastIndexOf('@');
	const {host: writtenHost, port: portText} = splitHostPort(authority.slice(at + 1));
	const host = canonicalIp(writtenHost) ?? writtenHost.toLowerCase();
	const port = portText === undefined ? (scheme === undefined ? usualPort : 443) : parsePort(portText);
	const address = port !== undefined && isHost(host) && !host.includes('%') && (isSubdomain(host) || host.includes(':')) ? {host, port} : undefined;
	const suggestion = address === undefined ? undefined : formatApiServerAddress(address);
	// The user part may hold a password: it is never shown.
	const shown = at < 0 ? text : `…@${authority.slice(at + 1)}`;
	const defects: readonly (readonly [boolean, FieldForm])[] = [
		[scheme !== undefined && scheme.toLowerCase() !== 'https', 'api-server-scheme'],
		[at >= 0, 'api-server-user'],
		[path !== '', 'api-server-path'],
		[port === undefined, 'api-server-port'],
	];
	const [, form = 'api-server-address'] = defects.find(([isWrong]) => isWrong) ?? [];
	return address === undefined || form !== 'api-server-address' ? reject(form, shown, suggestion) : accept(address);
};
