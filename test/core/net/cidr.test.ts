import {expect, test} from 'vitest';
import {cidrContains, parseCidr} from '../../../source/core/net/cidr.ts';
import {parseIpAddress} from '../../../source/core/net/ip-address.ts';

const contains = (range: string, address: string): boolean | undefined => {
	const [cidr, ip] = [parseCidr(range), parseIpAddress(address)];
	return cidr && ip && cidrContains(cidr, ip);
};

test.each([
	['10.96.0.0/12', '10.111.255.255', true],
	['10.96.0.0/12', '10.112.0.0', false],
	['10.0.0.7/24', '10.0.0.200', true],
	['0.0.0.0/0', '203.0.113.9', true],
	['0.0.0.0/0', '::1', false],
	['10.0.0.1/32', '10.0.0.2', false],
	['fd00:10::/108', 'fd00:10::f:ffff', true],
	['fd00:10::/108', 'fd00:10::10:0', false],
	['::ffff:10.0.0.0/104', '10.1.2.3', true],
	['10.0.0.0/8', '::ffff:10.1.2.3', true],
])('says of %s and %s: %s', (range, address, expected) => {
	expect(contains(range, address)).toBe(expected);
});

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/08', '10.0.0.0/8/8', '::/129', '::ffff:10.0.0.0/95', 'a/8'])('finds no range in "%s"', (text) => {
	expect(parseCidr(text)).toBeUndefined();
});
