import {expect, test} from 'vitest';
import {canonicalIp, ipAddressFromBytes} from '../../../source/core/net/ip-address.ts';

test.each([
	['10.0.0.1', '10.0.0.1'],
	['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
	['2001:db8::1:0:0:1', '2001:db8::1:0:0:1'],
	['::', '::'],
	['::1', '::1'],
	['fe80::', 'fe80::'],
	['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
	['1:0:3:4:5:6:7:8', '1:0:3:4:5:6:7:8'],
	['::ffff:10.0.0.1', '10.0.0.1'],
	['0:0:0:0:0:FFFF:0a00:0001', '10.0.0.1'],
	['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
])('writes %s as %s', (text, canonical) => {
	expect(canonicalIp(text)).toBe(canonical);
});

test.each(['', '10.0.0', '10.0.0.01', '10.0.0.256', '1e1.0.0.1', ' 10.0.0.1', '[::1]', 'fe80::1%eth0', '1::2::3', ':::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::', '10.0.0.1::', '12345::', 'node-1', '10.0.0.1/24'])(
	'finds no address in "%s"',
	(text) => {
		expect(canonicalIp(text)).toBeUndefined();
	},
);

test('finds no address in a number of bytes that is neither 4 nor 16', () => {
	expect(ipAddressFromBytes([1, 2, 3])).toBeUndefined();
	expect(ipAddressFromBytes(Array.from({length: 20}, () => 0))).toBeUndefined();
});
