import {expect, test} from 'vitest';
import {classifyInterfaces} from '../../../source/core/survey/classify-interfaces.ts';

const kinds = (links: Readonly<Record<string, string>>, addresses: Readonly<Record<string, readonly string[]>>, more: {readonly routes?: string; readonly arrivedAt?: string} = {}) =>
	classifyInterfaces({
		links: Object.entries(links).map(([name, flags]) => ({name, flags: flags.split(' ').filter(Boolean)})),
		addresses: Object.entries(addresses)
			.flatMap(([name, list], index) => list.map((address) => `${index + 2}: ${name}    inet${address.includes(':') ? '6' : ''} ${address} brd x scope global ${name}\\       valid_lft forever`))
			.join('\n'),
		routes: more.routes ?? '',
		arrivedAt: more.arrivedAt ?? '',
	}).map(({name, kind, addresses}) => `${name} ${kind} ${addresses.join(' ')}`);

test.each([
	['a network card', {eth0: 'device'}, {eth0: ['10.0.0.5/24', 'fd00::5/64']}, {}, ['eth0 uplink 10.0.0.5/24 fd00::5/64']],
	['a bond of cards', {bond0: 'bonding lower:eth0', eth0: 'device'}, {bond0: ['10.0.0.5/24']}, {}, ['bond0 uplink 10.0.0.5/24']],
	['a VLAN on a bond', {'bond0.7': 'vlan lower:bond0', bond0: 'bonding lower:eth0', eth0: 'device'}, {'bond0.7': ['10.7.0.5/24']}, {}, ['bond0.7 uplink 10.7.0.5/24']],
	['a bridge with a card', {br0: 'bridge lower:eth0', eth0: 'device'}, {br0: ['10.0.0.5/24']}, {}, ['br0 uplink 10.0.0.5/24']],
	['a bridge of containers', {br5: 'bridge lower:veth1', veth1: ''}, {br5: ['172.18.0.1/16']}, {}, ['br5 virtual 172.18.0.1/16']],
	['what Kubernetes and Docker make', {'kube-ipvs0': '', nodelocaldns: '', cni0: 'bridge', docker0: 'bridge', 'flannel.1': 'lower:eth0', virbr0: 'bridge', dummy0: ''}, {'kube-ipvs0': ['10.96.0.1/12'], nodelocaldns: ['169.254.20.10/16'], cni0: ['10.244.1.1/24'], docker0: ['172.17.0.1/16'], 'flannel.1': ['10.244.1.0/24'], virbr0: ['192.168.122.1/24'], dummy0: ['10.9.9.9/24']}, {}, ['kube-ipvs0 virtual 10.96.0.1/12', 'nodelocaldns virtual 169.254.20.10/16', 'cni0 virtual 10.244.1.1/24', 'docker0 virtual 172.17.0.1/16', 'flannel.1 virtual 10.244.1.0/24', 'virbr0 virtual 192.168.122.1/24', 'dummy0 virtual 10.9.9.9/24']],
	['a container, by the default route', {eth0: ''}, {eth0: ['172.18.0.3/16']}, {routes: 'default via 172.18.0.1 dev eth0 \n'}, ['eth0 uplink 172.18.0.3/16']],
	['a container without a route, by where ssh arrived', {host0: ''}, {host0: ['10.200.0.21/24']}, {arrivedAt: '10.200.0.21'}, ['host0 uplink 10.200.0.21/24']],
	['a VIP beside an address of one\'s own', {eth0: 'device'}, {eth0: ['10.0.0.5/24', '10.0.0.100/32', 'fd00::100/128']}, {}, ['eth0 uplink 10.0.0.5/24', 'eth0 virtual 10.0.0.100/32 fd00::100/128']],
	['an arrival at a single-host address', {lo2: ''}, {lo2: ['10.0.0.9/32']}, {arrivedAt: '10.0.0.9'}, ['lo2 virtual 10.0.0.9/32']],
	['an arrival at a Service address', {'kube-ipvs0': ''}, {'kube-ipvs0': ['10.96.0.1/24']}, {arrivedAt: '10.96.0.1'}, ['kube-ipvs0 virtual 10.96.0.1/24']],
] as const)('knows %s', (_what, links, addresses, more, expected) => {
	expect(kinds(links, addresses, more)).toEqual(expected);
});

test('tells an address that was put beside the own one with its prefix, as keepalived does a VIP', () => {
	const addresses = [
		'2: eth0    inet 10.0.0.5/24 brd 10.0.0.255 scope global dynamic eth0\\       valid_lft 4021sec preferred_lft 4021sec',
		'2: eth0    inet 10.0.0.100/24 scope global secondary eth0\\       valid_lft forever preferred_lft forever',
		'2: eth0    inet 10.0.0.101/24 scope global secondary eth0:1\\       valid_lft forever preferred_lft forever',
		'2: eth0    inet 10.9.0.7/24 scope global proto keepalived eth0\\       valid_lft forever preferred_lft forever',
		'2: eth0    inet 10.9.1.7/24 brd 10.9.1.255 scope global proto kernel_ra eth0\\       valid_lft forever preferred_lft forever',
		'2: eth0    inet6 fd00::100/64 scope global deprecated nodad \\       valid_lft forever preferred_lft 0sec',
		'2: eth0    inet6 fd00::5/64 scope global dynamic mngtmpaddr noprefixroute \\       valid_lft 86400sec preferred_lft 14400sec',
		'2: eth0    inet 10.0.0.102/32 scope global secondary eth0\\       valid_lft forever preferred_lft forever',
	].join('\n');
	expect(classifyInterfaces({links: [{name: 'eth0', flags: ['device']}], addresses, routes: '', arrivedAt: ''})).toEqual([
		{name: 'eth0', kind: 'uplink', addresses: ['10.0.0.5/24', '10.9.1.7/24', 'fd00::5/64']},
		{name: 'eth0', kind: 'secondary', addresses: ['10.0.0.100/24', '10.0.0.101/24', '10.9.0.7/24', 'fd00::100/64']},
		{name: 'eth0', kind: 'virtual', addresses: ['10.0.0.102/32']},
	]);
});

test('leaves out link-local and host addresses', () => {
	const addresses = '1: lo    inet 127.0.0.1/8 scope host lo\\\n2: eth0    inet6 fe80::1/64 scope link \\\n2: eth0@if7    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0\\\n';
	expect(classifyInterfaces({links: [{name: 'lo', flags: []}, {name: 'eth0', flags: ['device']}], addresses, routes: '', arrivedAt: ''})).toEqual([{name: 'eth0', kind: 'uplink', addresses: ['10.0.0.5/24']}]);
});
