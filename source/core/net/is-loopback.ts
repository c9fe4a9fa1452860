import {cidrContains, parseCidr} from './cidr.ts';
import {parseIpAddress} from './ip-address.ts';

// RFC 1122 section 3.2.1.3 and RFC 4291 section 2.5.3.
const loopbacks = ['127.0.0.0/8', '::1/128'].map(parseCidr).filter((cidr) => cidr !== undefined);

/** True where the host, a name or an address in any spelling, means the machine that asks: it tells no two machines apart. */
export const isLoopback = (host: string): boolean => {
	const address = parseIpAddress(host);
	return host.toLowerCase() === 'localhost' || (address !== undefined && loopbacks.some((cidr) => cidrContains(cidr, address)));
};
