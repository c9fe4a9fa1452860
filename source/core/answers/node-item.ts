import type {ConfigProblems} from '../problem/config.ts';
import {parseIpAddress} from '../net/ip-address.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {omitUnset} from './omit-unset.ts';
import {expandRanges, type RangeReading} from './expand-ranges.ts';

/** Whom an entry of a node list means; `name` is unset where only an IP address was given. */
export type NodeTarget = {readonly name?: string; readonly address: string; readonly user?: string; readonly port?: number};

/** The target alone, of an entry that knows more. */
export const pickTarget = ({name, address, user, port}: NodeTarget): NodeTarget => omitUnset({name, address, user, port});

/** Why an entry cannot be read; `offset` counts characters from its beginning. */
export type ItemDefect = {
	readonly [Code in 'list-range' | 'list-item' | 'list-counts-differ']: {readonly code: Code; readonly params: ConfigProblems[Code]; readonly offset: number};
}['list-range' | 'list-item' | 'list-counts-differ'];

/** The nodes of an entry, or every reason why it has none. */
export type ItemReading = {readonly isValid: true; readonly targets: readonly NodeTarget[]} | {readonly isValid: false; readonly defects: readonly ItemDefect[]};

// What sshd accepts and ssh's argument parser cannot take for an option (ssh.c valid_ruser), and domain\user of Active Directory.
const userForm = /^\w[\w.@\\+-]*\$?$/;
// Underscores are no host name of RFC 1123, and common as Host aliases of ssh_config.
const hostForm = /^\w(?:[\w.-]*\w)?$/;

/** True for an IP address, with or without a zone. */
export const isIp = (text: string): boolean => (text.includes(':') || /^[\d.]+$/.test(text)) && parseIpAddress(text.replace(/%.*$/s, '')) !== undefined;

/** True for what ssh may be given to dial. A name that ends in a number is an address or nothing (as URLs have it), so 10.0.0.300 is none. */
export const isHost = (text: string): boolean => isIp(text) || (text.length <= 253 && hostForm.test(text) && !text.includes('..') && !/(?:^|\.)\d+$/.test(text));

/** True for a name that ssh may be given as its user. */
export const isUser = (text: string): boolean => text.length <= 104 && userForm.test(text);

/** Reads a port of decimal digits; undefined outside of 1 to 65535. */
export const parsePort = (text: string): number | undefined => (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined);

/** Parts `host`, `host:port`, `[IPv6]:port` and bare IPv6; the port stays text, unset where there is none. */
export const splitHostPort = (text: string): {readonly host: string; readonly port?: string} => {
	const [, bracketed, rest] = /^\[([^\]]*)\](.*)$/s.exec(text) ?? [];
	if (bracketed !== undefined && rest !== undefined) {
		return rest === '' ? {host: bracketed} : {host: bracketed, port: rest.startsWith(':') ? rest.slice(1) : rest};
	}
	const colon = text.indexOf(':');
	return colon < 0 || text.includes(':', colon + 1) ? {host: text} : {host: text.slice(0, colon), port: text.slice(colon + 1)};
};

/** Tells a range that cannot be read as a defect of the entry that holds it from `start` on. */
export const rangeDefect = ({range, defect, suggestion, offset}: Extract<RangeReading, {isValid: false}>, start: number): ItemDefect => ({
	code: 'list-range',
	offset: start + offset,
	params: {range: escapeControls(range), defect, ...(suggestion === undefined ? {} : {suggestion: escapeControls(suggestion)})},
});

const readTarget = (name: string | undefined, dial: string): NodeTarget | 'host' | 'port' | 'user' => {
	const at = dial.lastIndexOf('@');
	const user = at < 0 ? undefined : dial.slice(0, at);
	const {host, port: portText} = splitHostPort(dial.slice(at + 1));
	const port = portText === undefined ? undefined : parsePort(portText);
	if (user !== undefined && !isUser(user)) {
		return 'user';
	}
	if (!isHost(host)) {
		return 'host';
	}
	if (portText !== undefined && port === undefined) {
		return 'port';
	}
	const ownName = name ?? (isIp(host) ? undefined : host);
	return pickTarget({address: host, ...omitUnset({name: ownName, user, port})});
};

/** Pairs a name (or none) with what to dial, both perhaps with ranges: `node[1-3]` and `root@10.0.0.[11-13]:22`. Offsets are those of the two texts. */
export const pairNodes = (name: {readonly text: string; readonly offset: number} | undefined, dial: {readonly text: string; readonly offset: number}): ItemReading => {
	const names = name === undefined ? undefined : expandRanges(name.text);
	const dials = expandRanges(dial.text);
	const defects: ItemDefect[] = [];
	for (const [reading, start] of [[names, name?.offset ?? 0], [dials, dial.offset]] as const) {
		if (reading?.isValid === false) {
			defects.push(rangeDefect(reading, start));
		}
	}
	if (names?.isValid === false || !dials.isValid) {
		return {isValid: false, defects};
	}
	if (names !== undefined && names.texts.length !== dials.texts.length) {
		return {isValid: false, defects: [{code: 'list-counts-differ', offset: name?.offset ?? 0, params: {names: names.texts.length, addresses: dials.texts.length}}]};
	}
	const targets: NodeTarget[] = [];
	for (const [index, text] of dials.texts.entries()) {
		const target = readTarget(names?.texts[index], text);
		if (typeof target === 'string') {
			return {isValid: false, defects: [{code: 'list-item', offset: dial.offset, params: {item: escapeControls(dial.text), defect: target}}]};
		}
		targets.push(target);
	}
	return {isValid: true, targets};
};

/** Reads `[name=][user@]host[:port]`, ranges anywhere in it. */
export const readNodeItem = (text: string): ItemReading => {
	const equals = text.indexOf('=');
	if (equals === 0) {
		return {isValid: false, defects: [{code: 'list-item', offset: 0, params: {item: escapeControls(text), defect: 'name'}}]};
	}
	return equals < 0 ? pairNodes(undefined, {text, offset: 0}) : pairNodes({text: text.slice(0, equals), offset: 0}, {text: text.slice(equals + 1), offset: equals + 1});
};
