import {type IpAddress, parseIpAddress} from './ip-address.ts';

/** A range of addresses: the first `prefixLength` bits of `address` are common to all of them. */
export type Cidr = {readonly address: IpAddress; readonly prefixLength: number};

/** Reads `10.96.0.0/12`; host bits may be set, as `ip addr` prints them. A range of IPv4-mapped IPv6 becomes IPv4. */
export const parseCidr = (text: string): Cidr | undefined => {
	const [addressText = '', lengthText = '', ...rest] = text.split('/');
	const address = parseIpAddress(addressText);
	if (address === undefined || rest.length > 0 || !/^(?:0|[1-9]\d{0,2})$/.test(lengthText)) {
		return undefined;
	}
	const isMapped = address.family === 4 && addressText.includes(':');
	const prefixLength = Number(lengthText) - (isMapped ? 96 : 0);
	return prefixLength >= 0 && prefixLength <= address.bytes.length * 8 ? {address, prefixLength} : undefined;
};

/** True where the address lies in the range; families never mix. */
export const cidrContains = ({address, prefixLength}: Cidr, candidate: IpAddress): boolean =>
	address.family === candidate.family &&
	address.bytes.every((byte, index) => {
		const bits = Math.min(8, Math.max(0, prefixLength - index * 8));
		const mask = (0xff << (8 - bits)) & 0xff;
		return (byte & mask) === ((candidate.bytes[index] ?? 0) & mask);
	});
