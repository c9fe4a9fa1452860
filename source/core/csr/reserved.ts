import {cidrContains, parseCidr} from '../net/cidr.ts';
import {formatIpAddress, ipAddressFromBytes, parseIpAddress, type IpAddress} from '../net/ip-address.ts';
import type {ReservedAddress, ReservedName} from './reason-codes.ts';

// IANA's special-purpose registries (RFC 6890), as far as no node may be reached at them.
const specialRanges: readonly (readonly [cidr: string, because: ReservedAddress])[] = [
	['127.0.0.0/8', 'loopback'],
	['::1/128', 'loopback'],
	['0.0.0.0/8', 'unspecified'],
	['::/128', 'unspecified'],
	['169.254.0.0/16', 'link-local'],
	['fe80::/10', 'link-local'],
	['224.0.0.0/4', 'multicast'],
	['ff00::/8', 'multicast'],
	['240.0.0.0/4', 'broadcast'],
];

const specialCidrs = specialRanges.flatMap(([text, because]) => {
	const cidr = parseCidr(text);
	return cidr === undefined ? [] : [{cidr, because}];
});

// IPv6 that carries IPv4 inside: IPv4-compatible (RFC 4291 section 2.5.5.1), NAT64 (RFC 6052), 6to4 (RFC 3056).
const carriers = [
	{cidr: parseCidr('::/96'), offset: 12},
	{cidr: parseCidr('64:ff9b::/96'), offset: 12},
	{cidr: parseCidr('2002::/16'), offset: 2},
];

/** The IPv4 address inside of an IPv6 address that is made to carry one. */
export const embeddedAddress = (address: IpAddress): IpAddress | undefined => {
	const carrier = carriers.find(({cidr}) => cidr !== undefined && cidrContains(cidr, address));
	return carrier === undefined ? undefined : ipAddressFromBytes(address.bytes.slice(carrier.offset, carrier.offset + 4));
};

/** Why no machine at all may claim an address; undefined where one may. */
export const specialAddress = (address: IpAddress): ReservedAddress | undefined => specialCidrs.find(({cidr}) => cidrContains(cidr, address))?.because;

// Whatever ends in a number is read as an IPv4 address by some resolver, hexadecimal included (WHATWG URL, ends-in-a-number checker).
const endsInNumber = /(?:^|\.)(?:\d+|0x[\da-f]*)$/;

/** Why no node may ever be called by a folded DNS name, whatever cluster it is in; undefined where one may. */
export const specialName = (name: string, clusterDomain: string): ReservedName | undefined => {
	const serviceSuffixes = ['svc', `svc.${clusterDomain}`, 'svc.cluster.local'];
	const tests: readonly (readonly [because: ReservedName, isSo: boolean])[] = [
		['wildcard', name.includes('*')],
		['ip-literal', parseIpAddress(name) !== undefined || endsInNumber.test(name)],
		['kubernetes', name === 'kubernetes' || name.startsWith('kubernetes.')],
		['service', serviceSuffixes.some((suffix) => name === suffix || name.endsWith(`.${suffix}`))],
		['localhost', name === 'localhost' || name.endsWith('.localhost') || name.startsWith('localhost.')],
	];
	return tests.find(([, isSo]) => isSo)?.[0];
};

/** An address with, behind it, the one that it carries: both are judged. */
export const withEmbedded = (text: string): readonly {readonly text: string; readonly address: IpAddress; readonly isEmbedded: boolean}[] => {
	const address = parseIpAddress(text);
	const inner = address === undefined ? undefined : embeddedAddress(address);
	return [
		...(address === undefined ? [] : [{text: formatIpAddress(address), address, isEmbedded: false}]),
		...(inner === undefined ? [] : [{text: formatIpAddress(inner), address: inner, isEmbedded: true}]),
	];
};
