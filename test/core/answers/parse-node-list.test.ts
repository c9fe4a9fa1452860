import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseNodeList} from '../../../source/core/answers/parse-node-list.ts';
import {cpuTimeMs} from '../../support/cpu-time.ts';

/** `name=user@address:port +alias`, with `?` for a missing name. */
const brief = (text: string): readonly string[] =>
	parseNodeList(text).nodes.map(({name = '?', user, address, port, dnsNames}) => `${name}=${user === undefined ? '' : `${user}@`}${address}${port === undefined ? '' : `:${port}`}${dnsNames.map((alias) => ` +${alias}`).join('')}`);

const troubles = (text: string): readonly string[] => parseNodeList(text).problems.map(({subject, code, params}) => `${subject} ${code} ${Object.values(params).join(' ')}`);

describe('lines', () => {
	test.each([
		['node01', ['node01=node01']],
		['node[08-11]', ['node08=node08', 'node09=node09', 'node10=node10', 'node11=node11']],
		['n[1-3,7,a-c]', ['n1', 'n2', 'n3', 'n7', 'na', 'nb', 'nc'].map((name) => `${name}=${name}`)],
		['r[1-2]n[1-2]', ['r1n1', 'r1n2', 'r2n1', 'r2n2'].map((name) => `${name}=${name}`)],
		['node[01:02]', ['node01=node01', 'node02=node02']],
		['root@10.0.0.[11-12]:22', ['?=root@10.0.0.11:22', '?=root@10.0.0.12:22']],
		['node[1-2]=10.0.0.[11-12]', ['node1=10.0.0.11', 'node2=10.0.0.12']],
		['n[1-2]=127.0.0.1:[2201-2202]', ['n1=127.0.0.1:2201', 'n2=127.0.0.1:2202']],
		['a=[fd00::1]:2222, b=fd00::2 c=[fd00::3]', ['a=fd00::1:2222', 'b=fd00::2', 'c=fd00::3']],
		['a=fd00::[11-12]', []],
		['n[1-2]=fd00::[11-12]', ['n1=fd00::11', 'n2=fd00::12']],
		['a=fe80::1%eth0', ['a=fe80::1%eth0']],
		['node01 10.0.0.11', ['node01=10.0.0.11']],
		['node01, ops@10.0.0.11:2222', ['node01=ops@10.0.0.11:2222']],
		['node01 node01.example.com', ['node01=node01.example.com']],
		['node1 node2,node3', ['node1=node1', 'node2=node2', 'node3=node3']],
		['10.0.0.1, 10.0.0.2', ['?=10.0.0.1', '?=10.0.0.2']],
		['10.0.0.11 node01 node01.example.com # comment', ['node01=10.0.0.11 +node01.example.com']],
		['10.0.0.[11-12]\tnode[1-2]', ['node1=10.0.0.11', 'node2=10.0.0.12']],
		['- node01\n- node02 # the other\n\n# nothing', ['node01=node01', 'node02=node02']],
		['\uFEFFnode01\r\nnode02\rnode03', ['node01=node01', 'node02=node02', 'node03=node03']],
		['dom\\ops@node01', ['node01=dom\\ops@node01']],
	])('reads %j', (text, expected) => {
		expect(brief(text)).toEqual(expected);
	});

	test.each([
		['node[3-1]', 'nodes:1:5 list-range [3-1] backwards [1-3]'],
		['node[1-03]', 'nodes:1:5 list-range [1-03] padding [01-03]'],
		['node[01-100]', 'nodes:1:5 list-range [01-100] padding [001-100]'],
		['node[1-9:2]', 'nodes:1:5 list-range [1-9:2] step'],
		['node[1-9/2]', 'nodes:1:5 list-range [1-9/2] step'],
		['node[]', 'nodes:1:5 list-range [] empty'],
		['node[1,,2]', 'nodes:1:5 list-range [1,,2] empty'],
		['node[a-F]', 'nodes:1:5 list-range [a-F] mixed'],
		['node[1-f]', 'nodes:1:5 list-range [1-f] mixed'],
		['node[1-3', 'nodes:1:5 list-range [1-3 bracket'],
		['node1-3]', 'nodes:1:8 list-range ] bracket'],
		['a=[fd00::[1-2]]', 'nodes:1:3 list-range [fd00::[1-2]] bracket'],
		['node[1-99999]', 'nodes:1:5 list-range [1-99999] too-many'],
		['n[1-99999999999999999999]', 'nodes:1:2 list-range [1-99999999999999999999] too-many'],
		['n[1-100][1-100]', 'nodes:1:9 list-range [1-100] too-many'],
		['  n1\n  n[1-3]=10.0.0.[11-12]', 'nodes:2:3 list-counts-differ 3 2'],
		['n[1-2]=10.0.0.1', 'nodes:1:1 list-counts-differ 2 1'],
		['=10.0.0.1', 'nodes:1:1 list-item =10.0.0.1 name'],
		['a=', 'nodes:1:3 list-item  host'],
		['10.0.0.300', 'nodes:1:1 list-item 10.0.0.300 host'],
		['a=10.0.0.010', 'nodes:1:3 list-item 10.0.0.010 host'],
		['a=-oProxyCommand=id', 'nodes:1:3 list-item -oProxyCommand=id host'],
		['-oProxyCommand@10.0.0.1', 'nodes:1:1 list-item -oProxyCommand@10.0.0.1 user'],
		['a=$(id)', 'nodes:1:3 list-item $(id) host'],
		['a=b;c@d', 'nodes:1:3 list-item b;c@d user'],
		['a=b:0', 'nodes:1:3 list-item b:0 port'],
		['a=b:022', 'nodes:1:3 list-item b:022 port'],
		['a=b:65536', 'nodes:1:3 list-item b:65536 port'],
		['a=b\u001B[2J', 'nodes:1:5 list-range [2J bracket'],
		['a=b\u0007', 'nodes:1:3 list-item b\\x07 host'],
		['node1 10.0.0.1 node2 10.0.0.2', 'nodes:1:1 list-item node1 10.0.0.1 node2 10.0.0.2 ambiguous'],
		['', 'nodes:1:1 list-empty '],
		['# only this', 'nodes:1:1 list-empty '],
		['n1\nn2 n[2-1]', 'nodes:2:5 list-range [2-1] backwards [1-2]'],
	])('refuses %j', (text, expected) => {
		expect(troubles(text)).toContain(expected);
	});

	test('leaves out the lines that every /etc/hosts has, and says so without failing', () => {
		const {nodes, problems} = parseNodeList('127.0.0.1 localhost\n127.0.1.1 me\n::1 ip6-localhost ip6-loopback\nfe00::0 ip6-localnet\nff02::1 ip6-allnodes\n10.0.0.1 m1\n', 'hosts');
		expect(nodes).toMatchObject([{name: 'm1', address: '10.0.0.1', position: {line: 6, column: 1}}]);
		expect(problems.map(({code, severity}) => [code, severity])).toEqual(Array.from({length: 5}, () => ['list-line-skipped', 'notice']));
	});

	test('places every node where it is written', () => {
		expect(parseNodeList('\n  a b,c\n\td=10.0.0.1').nodes.map(({position}) => position)).toEqual([
			{line: 2, column: 3},
			{line: 2, column: 5},
			{line: 2, column: 7},
			{line: 3, column: 2},
		]);
	});

	test('names every wrong line, not only the first', () => {
		expect(troubles('a=b:0\nok\nn[2-1]\nc=d:0')).toHaveLength(3);
	});

	test('hands on 5000 nodes at most', () => {
		const {nodes, problems} = parseNodeList('a[1-3000]\nb[1-3000]');
		expect(nodes).toHaveLength(5000);
		expect(problems).toMatchObject([{code: 'list-too-long', params: {count: 6000, limit: 5000}}]);
	});

	test('reads ten thousand lines in a moment', () => {
		const text = Array.from({length: 10_000}, (_, index) => `10.0.${index >> 8}.${index & 255} node${index} node${index}.example.com # rack ${index % 40}`).join('\n');
		parseNodeList(text);
		// Takes 40 ms; the slack is for slower machines, and still catches anything quadratic.
		expect(cpuTimeMs(() => parseNodeList(text))).toBeLessThan(1000);
	});

	test('never throws and never hands on what ssh could take for an option', () => {
		fc.assert(
			fc.property(fc.string({unit: fc.constantFrom(...'ab1.0:=@[]-,#% \n\t\\{}*&"'.split(''))}), (text) => {
				for (const {name, address, user} of parseNodeList(text).nodes) {
					expect(address).toMatch(/^[\w:]/);
					expect(user ?? 'none').toMatch(/^\w/);
					expect(name).not.toBe('');
				}
			}),
			{numRuns: 2000},
		);
	});

	test('expands a range to as many nodes as it counts, each once, with its padding', () => {
		fc.assert(
			fc.property(fc.integer({min: 0, max: 900}), fc.integer({min: 0, max: 90}), (start, more) => {
				const names = parseNodeList(`n[${String(start).padStart(4, '0')}-${String(start + more).padStart(4, '0')}]`).nodes.map(({name}) => name);
				expect(new Set(names).size).toBe(more + 1);
				expect(names.every((name) => name?.length === 5)).toBe(true);
			}),
		);
	});
});

describe('Ansible inventories', () => {
	const ini = `# kubespray-like
bastion ansible_host=10.0.0.250

[all:vars]
ansible_user=root
ansible_become_password=hunter2

[masters]
m[1:2] ansible_user=admin

[workers]
node[01:02]            ansible_port=2222
node03 ansible_host='10.0.0.13' ansible_ssh_user="ops" # mended
[fd00::9]:2200

[workers:vars]
ansible_user = worker

[k8s:children]
masters
workers
`;

	test('reads groups, ranges, variables by precedence and comments of INI', () => {
		expect(brief(ini)).toEqual(['bastion=root@10.0.0.250', 'm1=admin@m1', 'm2=admin@m2', 'node01=worker@node01:2222', 'node02=worker@node02:2222', 'node03=worker@10.0.0.13', '?=worker@fd00::9:2200']);
		expect(parseNodeList(ini).nodes.map(({groups}) => [...groups].sort().join(' '))).toEqual(['all ungrouped', 'all k8s masters', 'all k8s masters', 'all k8s workers', 'all k8s workers', 'all k8s workers', 'all k8s workers']);
	});

	test('names the variables that it does not read, never their values', () => {
		const {problems} = parseNodeList(ini, 'hosts.ini');
		expect(problems).toMatchObject([{code: 'list-variable-ignored', severity: 'warning', subject: 'hosts.ini:6:1', params: {variables: ['ansible_become_password']}}]);
		expect(JSON.stringify(problems)).not.toContain('hunter2');
	});

	test('reads the same from YAML', () => {
		const yaml = `---
all:
  vars: {ansible_user: root}
  children:
    masters:
      hosts:
        m[1:2]: {ansible_user: admin}
    workers:
      vars:
        ansible_port: 2222
      hosts:
        node01:
        node02:
          ansible_host: 10.0.0.12
`;
		expect(brief(yaml)).toEqual(['m1=admin@m1', 'm2=admin@m2', 'node01=root@node01:2222', 'node02=root@10.0.0.12:2222']);
		expect(parseNodeList(yaml).nodes[3]?.position).toEqual({line: 13, column: 9});
	});

	test.each([
		['[workers:var]\nnode01', 'nodes:1:1 list-section-unknown workers:var workers:vars'],
		['[workers]\nnode01 ansible_host', 'nodes:2:8 list-line assignment'],
		['[workers:vars]\nansible_user', 'nodes:2:1 list-line assignment'],
		['[workers]\nn1 ansible_host="{{ base }}.11"', 'nodes:2:4 list-template ansible_host n1'],
		['[workers]\nn1 ansible_port=ssh', 'nodes:2:4 list-item ansible_port=ssh port'],
		['[workers]\nn1 ansible_host=-oProxyCommand=id', 'nodes:2:4 list-item ansible_host=-oProxyCommand=id host'],
		['[workers]\nn[3:1]', 'nodes:2:2 list-range [3:1] backwards [1-3]'],
		['[workers]\nn[1:9:2]', 'nodes:2:2 list-range [1:9:2] step'],
		['all:\n  host:\n    n1:', 'nodes:2:3 list-line inventory'],
		['all:\n  hosts:\n    - n1', 'nodes:2:3 list-line inventory'],
		['all:\n  hosts:\n    n[2:1]:', 'nodes:3:6 list-range [2:1] backwards [1-2]'],
		['all:\n\thosts:', 'nodes:2:1 yaml-syntax tab'],
	])('refuses %j', (text, expected) => {
		expect(troubles(text)).toContain(expected);
	});

	test('ends on groups that hold each other', () => {
		expect(brief('[a]\nn1\n[a:children]\nb\n[b:children]\na\n')).toEqual(['n1=n1']);
	});

	test('takes the nearest group of a long chain first', () => {
		const chain = Array.from({length: 200}, (_, index) => `[g${index}:vars]\nansible_user=u${index}\n[g${index}:children]\ng${index + 1}`).join('\n');
		expect(brief(`${chain}\n[g200]\nn1\n`)).toEqual(['n1=u199@n1']);
	});

	test('reads 20,000 groups in a chain, and names a host that is in too many', () => {
		const chain = Array.from({length: 20_000}, (_, index) => `[g${index}:children]\ng${index + 1}`).join('\n');
		const {nodes, problems} = parseNodeList(`[g3]\nnear\n${chain}\n[g20000]\nfar[1-2]\n`, 'hosts.ini');
		expect(nodes).toMatchObject([{name: 'near', groups: ['g3', 'g2', 'g1', 'g0', 'all']}]);
		expect(problems).toMatchObject([{code: 'list-groups-too-many', params: {host: 'far1', limit: 1000}}]);
	});

	test('reads 3,000 groups in a chain with a host in each, and tells of too many groups once', () => {
		const chain = Array.from({length: 3000}, (_, index) => `[g${index}]\nn${index}\n[g${index}:children]\ng${index + 1}`).join('\n');
		const {nodes, problems} = parseNodeList(chain);
		expect([nodes.length, problems.map(({code}) => code)]).toEqual([1000, ['list-groups-too-many']]);
	});
});
