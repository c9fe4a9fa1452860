import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {findIncludes, parseAnswers} from '../../../source/core/answers/parse-answers.ts';
import type {Answers} from '../../../source/core/answers/answers.ts';
import type {ProblemText} from '../../../source/text/catalog.ts';
import {english} from '../../../source/text/en/text.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';
import {cpuTimeMs} from '../../support/cpu-time.ts';

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/answers/${name}`, import.meta.url), 'utf8');
const head = 'apiVersion: kubenroll.dev/v1alpha1\n';

const parseWell = (text: string, includes: Readonly<Record<string, string>> = {}): Answers => {
	const reading = parseAnswers(text, 'k.yaml', {includes: new Map(Object.entries(includes))});
	if (!reading.isValid) {
		throw new Error(JSON.stringify(reading.problems, undefined, '\t'));
	}
	return reading.answers;
};

const troubles = (text: string, includes: Readonly<Record<string, string>> = {}): readonly string[] => {
	const reading = parseAnswers(text, 'k.yaml', {includes: new Map(Object.entries(includes))});
	return (reading.isValid ? [] : reading.problems).map(({subject, code, params}) => [subject.replace('k.yaml:', ''), code, ...Object.values(params).flat()].join(' '));
};

describe('reads', () => {
	test('the smallest file, with every default', () => {
		expect(parseWell(fixture('minimal.yaml'))).toEqual({
			cluster: {controlPlane: [], controlPlaneChanges: 'needed', serviceCidrs: [], podCidrs: []},
			mode: 'bootstrap-token',
			token: {lifetimeMinutes: 60, scope: 'per-node'},
			tokenFile: {path: '/etc/kubernetes/token.csv', rows: 'per-node', spareRows: 0, mendRows: false, retire: false},
			nodes: [{name: 'node01', address: '10.0.0.11', addresses: [], dnsNames: [], labels: {}, taints: [], hostKeys: [], isControlPlane: false, mayReenroll: false}],
			ssh: {connectTimeoutSeconds: 10, concurrency: 32, sudo: 'auto'},
			kubelet: {
				paths: {
					binary: '/usr/local/bin/kubelet',
					unit: '/etc/systemd/system/kubelet.service',
					config: '/var/lib/kubelet/config.yaml',
					kubeconfig: '/etc/kubernetes/kubelet.conf',
					bootstrapKubeconfig: '/etc/kubernetes/bootstrap-kubelet.conf',
					clientCa: '/etc/kubernetes/pki/ca.crt',
					certificates: '/var/lib/kubelet/pki',
				},
				cgroupDriver: 'auto',
				containerRuntimeEndpoint: 'auto',
				requestsServingCertificates: true,
				labels: {},
				taints: [],
				config: {},
				binaries: {},
			},
			approval: {mode: 'guarded', trustsSharedToken: false, maxExpirationSeconds: 31_536_000, addressAllowList: []},
		});
	});

	test('a file with every field', () => {
		const answers = parseWell(fixture('full.yaml'));
		expect(answers.nodes.map(({name, user, address, port}) => `${name}=${user}@${address}:${port}`)).toEqual([
			'node01=root@10.0.0.11:22',
			'node02=root@10.0.0.12:22',
			'node03=root@10.0.0.13:22',
			'node04=root@10.0.0.14:22',
			'node05=ops@10.0.1.15:2222',
			'node06=root@10.0.1.16:22',
			'gpu01=root@10.0.1.21:22',
			'm3=root@10.0.0.3:22',
		]);
		expect(answers).toMatchObject({
			cluster: {apiServer: {host: '10.0.0.100', port: 6443}, controlPlane: [{name: 'm1', address: '10.0.0.1'}, {name: 'm2'}, {name: 'm3'}]},
			kubelet: {clusterDns: ['10.96.0.10'], config: {maxPods: 200}, taints: [{key: 'example.com/new', effect: 'PreferNoSchedule'}], binaries: {amd64: {source: './kubelet-amd64'}, arm64: {}}},
		});
		expect(answers.nodes[5]?.dnsNames).toEqual(['node06.example.com']);
		expect(answers.nodes[6]).toMatchObject({labels: {'example.com/gpu': 'true'}, taints: [{key: 'dedicated', value: 'gpu', effect: 'NoSchedule'}], addresses: ['192.168.1.21', 'fd00::21']});
		expect(answers.nodes[7]).toMatchObject({isControlPlane: true, mayReenroll: true});
	});

	test('the groups of an inventory that were asked for', () => {
		expect(findIncludes(fixture('inventory.yaml'))).toEqual(['./hosts.ini']);
		expect(parseWell(fixture('inventory.yaml'), {'./hosts.ini': fixture('hosts.ini')}).nodes.map(({name, user = '', address, port = ''}) => `${name} ${user} ${address} ${port}`)).toEqual(['node01 ops node01 ', 'node02 ops node02 ', 'node03  10.0.0.13 2222']);
	});

	test.each([
		['10.0.0.100', {host: '10.0.0.100', port: 6443}],
		['10.0.0.100:443', {host: '10.0.0.100', port: 443}],
		['LB.example.com', {host: 'lb.example.com', port: 6443}],
		['https://lb.example.com:6443', {host: 'lb.example.com', port: 6443}],
		['https://lb.example.com', {host: 'lb.example.com', port: 443}],
		['"[fd00::1]:6443"', {host: 'fd00::1', port: 6443}],
		['fd00:0:0::1', {host: 'fd00::1', port: 6443}],
		['https://[fd00::1]', {host: 'fd00::1', port: 443}],
	])('the API server address %s', (text, expected) => {
		expect(parseWell(`${head}nodes: [a]\ncluster: {apiServer: ${text.includes('"') ? text : JSON.stringify(text)}}`).cluster.apiServer).toEqual(expected);
	});

	test.each([
		['token: {lifetime: 1h30m}', {token: {lifetimeMinutes: 90}}],
		['token: {lifetime: 24h}', {token: {lifetimeMinutes: 1440}}],
		['approval: {trustSharedToken: true}', {tokenFile: {path: '/etc/kubernetes/token.csv', rows: 'shared', spareRows: 0, mendRows: false, retire: false}}],
		['token: {scope: shared}\napproval: {trustSharedToken: true}', {token: {scope: 'shared'}}],
		['kubelet: {binary: {source: ./k, sha256: "' + 'AB'.repeat(32) + '"}}', {kubelet: {binaries: {any: {source: './k', sha256: 'ab'.repeat(32)}}}}],
		['cluster: {serviceCIDRs: [FD00::/108]}', {cluster: {serviceCidrs: ['fd00::/108']}}],
		['x: &x 7\n'.slice(9) + 'ssh: {port: &p 2222}\nkubelet: {config: {healthzPort: *p}}', {kubelet: {config: {healthzPort: 2222}}}],
	])('%j', (body, expected) => {
		expect(parseWell(`${head}nodes: [a]\n${body}`)).toMatchObject(expected);
	});

	test.each(['\uFEFF', '---\n', '# note\n\n', '%YAML 1.2\n---\n'])('a file that begins with %j', (start) => {
		expect(parseWell(`${start}${head}nodes: [a]\n`).nodes).toHaveLength(1);
		expect(parseWell(`${start}${head}nodes: [a]\n`.replaceAll('\n', '\r\n')).nodes).toHaveLength(1);
	});

	test('many sshd\'s on one address, told apart by port', () => {
		expect(parseWell(`${head}cluster: {apiServer: "127.0.0.1:6443"}\nnodes: ["n[1-3]=127.0.0.1:[2201-2203]"]`).nodes.map(({port}) => port)).toEqual([2201, 2202, 2203]);
	});

	test('a single control-plane host that is a node as well', () => {
		expect(parseWell(`${head}cluster: {apiServer: 10.0.0.1, controlPlane: [m1=10.0.0.1]}\nnodes: [{name: m1, address: 10.0.0.1, controlPlane: true}]`).nodes[0]?.isControlPlane).toBe(true);
	});

	test('a user and port for all, unless a node has its own', () => {
		expect(parseWell(`${head}ssh: {user: root, port: 2222}\nnodes: [a, ops@b, c:22]`).nodes.map(({user, port}) => [user, port])).toEqual([['root', 2222], ['ops', 2222], ['root', 22]]);
	});

	test('what is worth a notice, without failing', () => {
		const reading = parseAnswers(`${head}nodes: {inventory: hosts}`, 'k.yaml', {includes: new Map([['hosts', '127.0.0.1 localhost\n10.0.0.1 n1']])});
		expect(reading).toMatchObject({isValid: true, warnings: [{code: 'list-line-skipped', subject: 'hosts:1:1'}]});
	});

	test('five thousand nodes in a moment', () => {
		const text = `${head}nodes:\n${Array.from({length: 5000}, (_, index) => `  - n${index}=10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`).join('\n')}\n`;
		// Takes 150 ms; anything quadratic would take far longer than this.
		expect(cpuTimeMs(() => expect(parseWell(text).nodes).toHaveLength(5000))).toBeLessThan(3000);
	});
});

const long = (length: number): string => `${'a'.repeat(60)}.`.repeat(5).slice(0, length - 1) + 'z';

// Line 1 is apiVersion; each body begins on line 2.
const hostile: readonly (readonly [body: string, expected: string])[] = [
	// Fields.
	['nodes: [a]\nnode: x', '3:1 field-unknown node apiVersion kind cluster mode token tokenFile nodes ssh kubelet approval mode'],
	['nodes: [a]\nclusterDNS: x', '3:1 field-unknown clusterDNS apiVersion kind cluster mode token tokenFile nodes ssh kubelet approval kubelet.clusterDNS'],
	['nodes: [{name: a, adress: b}]', '2:19 field-unknown nodes[0].adress name address user port addresses dnsNames labels taints hostKeys controlPlane reenroll nodes[0].address'],
	['nodes: [a]\n__proto__: {polluted: 1}', '3:1 field-unknown __proto__ apiVersion kind cluster mode token tokenFile nodes ssh kubelet approval'],
	['nodes: [a]\nssh: {constructor: 1}', '3:7 field-unknown ssh.constructor user port configFile identityFile connectTimeout concurrency sudo'],
	['nodes: [a]\n<<: {mode: token-file}', '3:1 field-unknown ["<<"] apiVersion kind cluster mode token tokenFile nodes ssh kubelet approval'],
	['nodes: [a]\nssh: {port: "22"}', '3:13 field-type ssh.port whole-number text 22'],
	['nodes: [a]\nssh: {port: 22.5}', '3:13 field-type ssh.port whole-number number'],
	['nodes: [a]\nssh: {port: .nan}', '3:13 field-type ssh.port whole-number number'],
	['nodes: [a]\nssh: {port: 0}', '3:13 field-range ssh.port 0 1 65535'],
	['nodes: [a]\nssh: {port: 65536}', '3:13 field-range ssh.port 65536 1 65535'],
	['nodes: [a]\nssh: {concurrency: 100000}', '3:20 field-range ssh.concurrency 100000 1 512'],
	['nodes: [a]\nssh:', '3:1 field-empty ssh'],
	['nodes: [a]\nssh: {user: }', '3:7 field-empty ssh.user'],
	['nodes: [a]\nssh: {user: -oX}', '3:13 field-form ssh.user user -oX'],
	['nodes: [a]\nssh: {sudo: aks}', '3:13 field-choice ssh.sudo aks auto ask never ask'],
	['nodes: [a]\nkubelet: {servingCertificates: yes}', '3:32 field-type kubelet.servingCertificates boolean text true'],
	['nodes: [{name: 01}]', '2:16 field-type nodes[0].name text number "01"'],
	['nodes: [a, 5]', '2:12 field-type nodes[1] text-or-mapping number'],
	['nodes: a', '2:8 field-type nodes list text [a]'],
	['nodes: 5', '2:8 field-type nodes list number'],
	['nodes: [[a]]', '2:9 field-type nodes[0] text-or-mapping list'],
	['nodes:', '2:1 field-empty nodes'],
	['nodes: []', '2:1 list-empty'],
	['nodes: [""]', '2:9 field-empty nodes[0]'],
	['nodes: [{port: 22}]', '2:9 field-missing nodes[0].name name: node01'],
	['mode: bootstrap-token', '1:1 field-missing nodes nodes: [node01=10.0.0.11]'],
	['nodes: [a]\nmode: token-file\ntokenFile: {rows: shared}', '4:19 shared-row-not-trusted'],
	['nodes: [a]\nmode: token-file\ntokenFile: {rows: per-node, retire: true}', '4:37 retire-with-token-file'],
	['nodes: [a]\ntokenFile: {spareRows: 501}', '3:24 field-range tokenFile.spareRows 501 0 500'],
	['nodes: [a]\ntokenFile: {path: token.csv}', '3:19 field-form tokenFile.path absolute-path token.csv'],
	['nodes: [a]\nmode: bootstrap-tokens', '3:7 field-choice mode bootstrap-tokens bootstrap-token token-file bootstrap-token'],
	['nodes: [a]\nkind: Cluster', '3:7 field-choice kind Cluster Enrollment'],
	['nodes: [a]\ntoken: abcdef.0123456789abcdef', '3:8 field-type token mapping text'],
	['nodes: [a]\ntoken: {lifetime: 5m}', '3:19 field-range token.lifetime 5m 10m 24h'],
	['nodes: [a]\ntoken: {lifetime: 25h}', '3:19 field-range token.lifetime 25h 10m 24h'],
	['nodes: [a]\ntoken: {lifetime: 1d}', '3:19 field-form token.lifetime duration 1d'],
	['nodes: [a]\ntoken: {lifetime: ""}', '3:19 field-form token.lifetime duration '],
	['nodes: [a]\ntoken: {lifetime: 600s30s}', '3:19 field-form token.lifetime duration 600s30s'],
	['nodes: [a]\ntoken: {lifetime: 90m30s}', '3:19 field-form token.lifetime duration 90m30s'],
	['nodes: [a]\ntoken: {lifetime: 60}', '3:19 field-type token.lifetime text number "60"'],
	['nodes: [a]\ntoken: {scope: shared}', '3:16 shared-token-not-trusted'],
	['nodes: [a]\napproval: {maxExpiration: 1m}', '3:27 field-range approval.maxExpiration 1m 10m 87600h'],
	// The API server.
	['nodes: [a]\ncluster: {apiServer: "https://10.0.0.100:6443/api"}', '3:22 field-form cluster.apiServer api-server-path https://10.0.0.100:6443/api 10.0.0.100:6443'],
	['nodes: [a]\ncluster: {apiServer: "https://root:hunter2@10.0.0.100:6443"}', '3:22 field-form cluster.apiServer api-server-user …@10.0.0.100:6443 10.0.0.100:6443'],
	['nodes: [a]\ncluster: {apiServer: "http://10.0.0.100:6443"}', '3:22 field-form cluster.apiServer api-server-scheme http://10.0.0.100:6443 10.0.0.100:6443'],
	['nodes: [a]\ncluster: {apiServer: "10.0.0.100:99999"}', '3:22 field-form cluster.apiServer api-server-port 10.0.0.100:99999'],
	['nodes: [a]\ncluster: {apiServer: 10.0.0.300}', '3:22 field-form cluster.apiServer api-server-address 10.0.0.300'],
	['nodes: [a]\ncluster: {apiServer: "fe80::1%eth0"}', '3:22 field-form cluster.apiServer api-server-address fe80::1%eth0'],
	['nodes: [a]\ncluster: {apiServer: ""}', '3:22 field-form cluster.apiServer api-server-address '],
	['nodes: [a]\ncluster: {apiServer: "a\\e[2J"}', '3:22 field-form cluster.apiServer api-server-address a\\x1b[2J'],
	['nodes: [a]\ncluster: {serviceCIDRs: [10.96.0.0]}', '3:26 field-form cluster.serviceCIDRs[0] cidr 10.96.0.0 10.96.0.0/32'],
	['nodes: [a]\ncluster: {serviceCIDRs: 10.96.0.0/12}', '3:25 field-type cluster.serviceCIDRs list text [10.96.0.0/12]'],
	['nodes: [a]\ncluster: {podCIDRs: [10.96.0.0/33]}', '3:22 field-form cluster.podCIDRs[0] cidr 10.96.0.0/33'],
	['nodes: [a]\ncluster: {controlPlane: ["m[2-1]"]}', '3:28 list-range [2-1] backwards [1-2]'],
	['nodes: [a]\ncluster: {controlPlane: [{}]}', '3:26 field-empty cluster.controlPlane[0]'],
	// The kubelet.
	['nodes: [a]\nkubelet: {paths: {unit: etc/kubelet.service}}', '3:25 field-form kubelet.paths.unit absolute-path etc/kubelet.service'],
	['nodes: [a]\nkubelet: {paths: {config: /a/../b}}', '3:27 field-form kubelet.paths.config absolute-path /a/../b'],
	['nodes: [a]\nkubelet: {paths: {config: "/a b"}}', '3:27 field-form kubelet.paths.config absolute-path /a b'],
	['nodes: [a]\nkubelet: {paths: {config: /a$(id)}}', '3:27 field-form kubelet.paths.config absolute-path /a$(id)'],
	['nodes: [a]\nkubelet: {paths: {certificates: /a//b/}}', '3:33 field-form kubelet.paths.certificates absolute-path /a//b/ /a/b'],
	['nodes: [a]\nkubelet: {clusterDNS: []}', '3:11 field-empty kubelet.clusterDNS'],
	['nodes: [a]\nkubelet: {clusterDNS: [dns]}', '3:24 field-form kubelet.clusterDNS[0] ip dns'],
	['nodes: [a]\nkubelet: {clusterDomain: Cluster.Local.}', '3:26 field-form kubelet.clusterDomain domain Cluster.Local. cluster.local'],
	['nodes: [a]\nkubelet: {containerRuntimeEndpoint: /run/c.sock}', '3:37 field-form kubelet.containerRuntimeEndpoint unix-socket /run/c.sock unix:///run/c.sock'],
	['nodes: [a]\nkubelet: {containerRuntimeEndpoint: "tcp://1.1.1.1:1"}', '3:37 field-form kubelet.containerRuntimeEndpoint unix-socket tcp://1.1.1.1:1'],
	['nodes: [a]\nkubelet: {config: {authentication: {anonymous: {enabled: true}}}}', '3:20 kubelet-field-owned kubelet.config.authentication authentication security'],
	['nodes: [a]\nkubelet: {config: {readOnlyPort: 10255}}', '3:20 kubelet-field-owned kubelet.config.readOnlyPort readOnlyPort security'],
	['nodes: [a]\nkubelet: {config: {clusterDNS: [1.1.1.1]}}', '3:20 kubelet-field-owned kubelet.config.clusterDNS clusterDNS own-field kubelet.clusterDNS'],
	['nodes: [a]\nkubelet: {labels: {node-role.kubernetes.io/worker: ""}}', '3:20 label-not-allowed kubelet.labels["node-role.kubernetes.io/worker"] node-role.kubernetes.io/worker <node> '],
	['nodes: [{name: n, labels: {x.k8s.io/a: b}}]', '2:28 label-not-allowed nodes[0].labels["x.k8s.io/a"] x.k8s.io/a n b'],
	['nodes: [a]\nkubelet: {labels: {a b: c}}', '3:20 field-form kubelet.labels["a b"] label-key a b'],
	['nodes: [a]\nkubelet: {labels: {a: "b c"}}', '3:23 field-form kubelet.labels.a label-value b c'],
	['nodes: [a]\nkubelet: {labels: {a: true}}', '3:23 field-type kubelet.labels.a text boolean "true"'],
	['nodes: [a]\nkubelet: {taints: [a]}', '3:20 field-form kubelet.taints[0] taint a'],
	['nodes: [a]\nkubelet: {taints: [a=b:noschedule]}', '3:20 field-form kubelet.taints[0] taint a=b:noschedule a=b:NoSchedule'],
	['nodes: [a]\nkubelet: {taints: [{key: a}]}', '3:20 field-missing kubelet.taints[0].effect effect: NoSchedule'],
	['nodes: [a]\nkubelet: {binary: {source: ./k}}', '3:11 field-missing kubelet.binary.sha256'],
	['nodes: [a]\nkubelet: {binary: {}}', '3:11 field-missing kubelet.binary.source source: ./kubelet'],
	['nodes: [a]\nkubelet: {binary: {source: "https://x/k", sha256: abc}}', '3:28 field-form kubelet.binary.source local-path https://x/k'],
	['nodes: [a]\nkubelet: {binary: {source: "https://x/k", sha256: abc}}', '3:51 field-form kubelet.binary.sha256 sha256 abc'],
	// Nodes.
	['nodes: [10.0.0.1]', '2:9 node-name-missing 10.0.0.1'],
	['nodes: [Node_01=10.0.0.1]', '2:9 node-name-invalid Node_01 node-01'],
	['nodes: ["节点=10.0.0.1"]', '2:9 node-name-invalid 节点'],
	['nodes: [{name: "-a.-b-", address: 10.0.0.1}]', '2:9 node-name-invalid -a.-b- a.b'],
	[`nodes: [${long(64)}=10.0.0.1]`, `2:9 node-name-too-long ${long(64)} 64 63`],
	[`nodes: [${long(254)}=10.0.0.1]`, `2:9 node-name-too-long ${long(254)} 254 63`],
	['nodes:\n  - a=10.0.0.1\n  - a=10.0.0.2', '4:5 node-name-duplicate a k.yaml:3:5'],
	['nodes:\n  - a=10.0.0.1\n  - b=10.0.0.1', '4:5 node-address-duplicate 10.0.0.1 k.yaml:3:5'],
	['nodes:\n  - a=10.0.0.1:22\n  - b=10.0.0.1', '4:5 node-address-duplicate 10.0.0.1 k.yaml:3:5'],
	['nodes:\n  - a=fd00::1\n  - b=fd00:0::1', '4:5 node-address-duplicate fd00:0::1 k.yaml:3:5'],
	['nodes:\n  - "n[1-3]=10.0.0.[1-3]"\n  - b=10.0.0.2', '4:5 node-address-duplicate 10.0.0.2 k.yaml:3:5'],
	['nodes:\n  - a=10.0.0.1\n  - {name: b, address: 10.0.0.2, addresses: [10.0.0.1]}', '4:5 node-address-duplicate 10.0.0.1 k.yaml:3:5'],
	['nodes:\n  - a\n  - {name: b, dnsNames: [a]}', '4:5 node-name-duplicate a k.yaml:3:5'],
	['cluster: {apiServer: 10.0.0.100}\nnodes: [a=10.0.0.100]', '3:9 node-is-api-server a 10.0.0.100'],
	['cluster: {apiServer: lb.example.com}\nnodes: [LB.example.com]', '3:9 node-is-api-server LB.example.com lb.example.com'],
	['cluster: {apiServer: 10.0.0.100}\nnodes: [{name: a, addresses: [10.0.0.100], controlPlane: true}]', '3:9 node-is-api-server a 10.0.0.100'],
	['cluster: {controlPlane: [m1=10.0.0.1]}\nnodes: [m1=10.0.0.9]', '3:9 node-is-control-plane m1 m1'],
	['cluster: {controlPlane: [m1=10.0.0.1]}\nnodes: [x=10.0.0.1]', '3:9 node-is-control-plane x m1'],
	['cluster: {controlPlane: [10.0.0.1]}\nnodes: [x=10.0.0.1]', '3:9 node-is-control-plane x 10.0.0.1'],
	['cluster: {controlPlane: ["m[1-3]=10.0.0.[1-3]"]}\nnodes: ["n[1-9]=10.0.0.[1-9]"]', '3:9 node-is-control-plane n1 m1'],
	['nodes: ["n[3-1]"]', '2:11 list-range [3-1] backwards [1-3]'],
	['nodes: ["n[1-3]=10.0.0.[1-2]"]', '2:10 list-counts-differ 3 2'],
	['nodes: [{name: "n[1-3]", address: "10.0.0.[1-2]"}]', '2:17 list-counts-differ 3 2'],
	['nodes: [{name: a, address: "10.0.0.[2-1]"}]', '2:36 list-range [2-1] backwards [1-2]'],
	['nodes: [{name: a, address: root@b}]', '2:28 field-form nodes[0].address root@b host-only'],
	['nodes: ["n[1-6000]"]', '2:11 list-range [1-6000] too-many'],
	['nodes: ["a[1-3000]", "b[1-3000]"]', '2:1 list-too-long 6000 5000'],
	['nodes: [{name: a, hostKeys: ["MD5:16:27:ac"]}]', '2:30 field-form nodes[0].hostKeys[0] fingerprint MD5:16:27:ac'],
	['nodes: [{name: a, hostKeys: ["256 SHA256:2u2vMWTDoDr4bYcPrUqcMWbmCGQEJfxLdDcRkRmR3ZA root@a (ED25519)"]}]', '2:30 field-form nodes[0].hostKeys[0] fingerprint 256 SHA256:2u2vMWTDoDr4bYcPrUqcMWbmCGQEJfxLdDcRkRmR3ZA root@a (ED25519) SHA256:2u2vMWTDoDr4bYcPrUqcMWbmCGQEJfxLdDcRkRmR3ZA'],
	['nodes: {inventory: ./hosts.ini}', '2:20 include-missing ./hosts.ini'],
	['nodes: {groups: [a]}', '2:1 field-missing nodes.inventory inventory: ./hosts.ini'],
	// YAML.
	['nodes: [a]\nnodes: [b]', '3:1 yaml-duplicate-field nodes'],
	['nodes: [{name: a, name: b}]', '2:19 yaml-duplicate-field nodes[0].name'],
	['nodes: [a]\n---\nnodes: [b]', '3:1 yaml-several-documents'],
	['nodes: [a', '2:10 yaml-syntax comma-or-bracket'],
	['nodes: [a]\n\tssh: {}', '3:1 yaml-syntax tab'],
	['nodes: [a]\n ssh: {}', '3:1 yaml-syntax indentation'],
	['nodes: [a]\nmode: "x', '3:9 yaml-syntax quote'],
	['nodes: [a]\nmode: "\\q"', '3:8 yaml-syntax escape'],
	['nodes: [a]\nmode: *x', '3:7 yaml-syntax alias'],
	['nodes: [a]\nkubelet: {config: &c {x: *c}}', '3:26 yaml-syntax alias'],
	['nodes: &n [a, *n]', '2:15 yaml-syntax alias'],
	['nodes: [a]\nmode: !ruby/object x', '3:7 yaml-syntax tag'],
	['nodes: [a]\nmode: !!binary aGk=', '3:7 yaml-syntax tag'],
	['nodes: [a]\n? [x]\n: y', '3:3 yaml-syntax key'],
	['nodes: [a]\nmode: a: b', '3:7 yaml-syntax key'],
];

describe('refuses, at its place', () => {
	test.each(hostile)('%j', (body, expected) => {
		expect(troubles(head + body)).toContain(expected);
	});

	test.each([
		['', '1:1 config-empty k.yaml'],
		['# nothing\n', '1:1 config-empty k.yaml'],
		['---\n', '1:1 config-empty k.yaml'],
		['hello', '1:1 field-type k.yaml mapping text'],
		['- a', '1:1 field-type k.yaml mapping list'],
		['nodes: [a]', '1:1 field-missing apiVersion apiVersion: kubenroll.dev/v1alpha1'],
		['apiVersion: kubenroll.dev/v1\nnodes: [a]', '1:13 field-choice apiVersion kubenroll.dev/v1 kubenroll.dev/v1alpha1 kubenroll.dev/v1alpha1'],
		['['.repeat(20_000), '1:807 yaml-syntax too-deep'],
	])('%.60j', (text, expected) => {
		const found = troubles(text);
		expect(found.map((line) => line.replace(/^1:\d+ yaml/, '1:807 yaml'))).toContain(expected);
		expect(found.length).toBeLessThan(4);
	});

	test('aliases that multiply, in no time', () => {
		const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...Array.from({length: 12}, (_, index) => `${'bcdefghijklm'[index]}: &${'bcdefghijklm'[index]} [${Array.from({length: 9}, () => `*${'abcdefghijkl'[index]}`).join(', ')}]`)].join('\n');
		expect(troubles(`${head}nodes: [a]\n${bomb}`).join('\n')).toContain('yaml-syntax alias');
	});

	test('a file that is far too large', () => {
		expect(troubles(`${head}# ${'x'.repeat(5_000_000)}`)).toContain('1:1 config-too-large 4096');
	});
});

test('tells everything at once, sorted by place, YAML and all', () => {
	const text = `${head}mode: token-file\ncluster: {apiserver: x}\nmode: x\nnodes:\n  - 10.0.0.1\n  - n=10.0.0.2\n  - n=10.0.0.3\nssh: {port: "22"}\nkubelet: [\n`;
	expect(troubles(text).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
		'3:11 field-unknown',
		'4:1 yaml-duplicate-field',
		'4:7 field-choice',
		'6:5 node-name-missing',
		'8:5 node-name-duplicate',
		'9:13 field-type',
		'10:1 field-type',
		'11:1 yaml-syntax',
	]);
});

test('places what is wrong with an inventory in the inventory', () => {
	const includes = {'hosts.ini': '[workers]\nnode_1\nn[2:1]\n10.0.0.9\n'};
	expect(troubles(`${head}nodes: {inventory: hosts.ini}`, includes).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(['hosts.ini:3:2 list-range', 'hosts.ini:2:1 node-name-invalid', 'hosts.ini:4:1 node-name-missing']);
	expect(troubles(`${head}nodes: {inventory: hosts.ini, groups: [worker]}`, includes)).toContain('2:40 list-group-unknown worker workers all workers');
});

test('says a thing of a range once, not for each of its nodes', () => {
	expect(troubles(`${head}nodes: ["Node[1-100]", "Node[1-100]"]`)).toHaveLength(4);
});

test('never throws, whatever stands in the file', () => {
	const good = fixture('full.yaml');
	fc.assert(
		fc.property(fc.nat({max: good.length}), fc.nat({max: 40}), fc.string({unit: fc.constantFrom(...'a1: -[]{}*&!|>\'"#%@\n\t,=?\u0000\u001B'.split('')), maxLength: 8}), (at, cut, put) => {
			const reading = parseAnswers(good.slice(0, at) + put + good.slice(at + cut), 'k.yaml');
			expect(reading.isValid || reading.problems.length > 0).toBe(true);
		}),
		{numRuns: 300},
	);
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			expect(parseAnswers(JSON.stringify({apiVersion: 'kubenroll.dev/v1alpha1', nodes: value, ssh: value, kubelet: {config: value, binary: value}}), 'k.yaml').isValid).toBe(false);
		}),
		{numRuns: 200},
	);
});

test.each([english, simplifiedChinese])('says every problem in $language, without holes or control characters', ({problems: texts}) => {
	for (const [body] of hostile) {
		const reading = parseAnswers(head + body, 'k.yaml');
		for (const found of reading.isValid ? [] : reading.problems) {
			// The code's own function takes the code's own params; the union hides it.
			const {message, hints} = (texts[found.code] as (params: unknown, subject: string) => ProblemText)(found.params, found.subject);
			for (const sentence of [message, ...hints]) {
				expect(sentence).not.toMatch(/undefined|\[object|\p{Cc}/u);
				expect(sentence).not.toBe('');
			}
		}
	}
});

test('shows no password or token that was put into the wrong field', () => {
	for (const body of ['token: abcdef.0123456789abcdef', 'ssh: {password: hunter2}', 'sudoPassword: hunter2', 'cluster: {apiServer: "https://u:hunter2@h"}', 'ssh: {user: [hunter2]}']) {
		expect(JSON.stringify(parseAnswers(`${head}nodes: [a]\n${body}`, 'k.yaml'))).not.toMatch(/hunter2|0123456789abcdef/);
	}
});
