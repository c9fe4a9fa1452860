import * as z from 'zod';
import {readApiServerAddress} from './api-server-address.ts';
import {makeDurationReader, readAbsolutePath, readCidr, readDomain, readFingerprint, readIp, readLocalPath, readMinor, readSha256, readText, readUnixSocket, readUser} from './field-readers.ts';
import type {FieldDefect, Reading} from './field-reading.ts';
import {readLabelKey, readLabelValue, readTaint, readTaintKey, taintEffects} from './labels-and-taints.ts';
import {readKubeletField} from './owned-kubelet-fields.ts';

// This file is the one source of kubenroll.yaml: its fields, defaults and limits, the words that editors show, and the JSON Schema.
// Defaults of sections are `{}`, so that every default stands once, at its own field.

/** apiVersion of the file. */
export const apiVersion = 'kubenroll.dev/v1alpha1';

/** An object that takes only the fields named; the message of an unknown one lists them. */
const fields = <Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> =>
	z.strictObject(shape, {error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined)});

/** Text that a reader turns into a value; its defect travels in the issue. */
const text = <Value>(read: (value: string) => Reading<Value>, hints: {readonly pattern?: string; readonly examples?: readonly string[]} = {}) =>
	z
		.string()
		.meta({...(hints.pattern === undefined ? {} : {pattern: hints.pattern}), ...(hints.examples === undefined ? {} : {examples: [...hints.examples]})})
		.transform((value, context) => {
			const reading = read(value);
			if (reading.isValid) {
				return reading.value;
			}
			context.addIssue({code: 'custom', params: {defect: reading.defect}, input: value});
			return z.NEVER;
		});

/** A whole number within limits, both inclusive. */
const whole = (minimum: number, maximum: number) =>
	z
		.int()
		.meta({minimum, maximum})
		.superRefine((value, context) => {
			if (value < minimum || value > maximum) {
				const defect: FieldDefect = {code: 'field-range', params: {value: String(value), minimum: String(minimum), maximum: String(maximum)}};
				context.addIssue({code: 'custom', params: {defect}, input: value});
			}
		});

const port = whole(1, 65_535);
const duration = '^(\\d+h)?(\\d+m)?(\\d+s)?$';
const labels = z.record(text(readLabelKey), text(readLabelValue));
const taint = z.union([
	text(readTaint, {examples: ['dedicated=gpu:NoSchedule']}),
	fields({
		key: text(readTaintKey).describe('Key of the taint.'),
		value: text(readLabelValue).optional().describe('Value of the taint.'),
		effect: z.enum(taintEffects).describe('What it does to pods that do not tolerate it.'),
	}),
]);
const binary = {source: text(readLocalPath).describe('Path on this machine.'), sha256: text(readSha256, {pattern: '^[0-9A-Fa-f]{64}$'}).describe('SHA-256 of the file, 64 hexadecimal digits.')};
const architectureBinary = fields(binary).optional();

/** One node, written as an object; `name` and `address` may hold ranges of equal length. */
export const nodeFields = fields({
	name: z.string().optional().describe('Kubernetes name, or a range such as node[01-20]. Without it the address is the name, if that is a host name.'),
	address: z.string().optional().describe('What ssh dials: host name, IP address, Host of ssh_config, or a range. Without it the name is dialled.'),
	user: text(readUser).optional().describe('User for ssh; else ssh.user, else what ssh_config says.'),
	port: port.optional().describe('Port of sshd; else ssh.port, else what ssh_config says.'),
	addresses: z.array(text(readIp)).prefault([]).describe('More IP addresses of this node that its serving certificate may hold.'),
	dnsNames: z.array(text(readDomain)).prefault([]).describe('More DNS names of this node that its serving certificate may hold.'),
	labels: labels.prefault({}).describe('Labels that the kubelet gives its Node, beside kubelet.labels.'),
	taints: z.array(taint).prefault([]).describe('Taints that the Node starts with, beside kubelet.taints.'),
	hostKeys: z.array(text(readFingerprint, {pattern: '^SHA256:[A-Za-z0-9+/]{43}$'})).prefault([]).describe('Host key fingerprints as ssh-keygen -l prints them; the host must show one of them.'),
	controlPlane: z.boolean().prefault(false).describe('This host runs the control plane and shall be a node all the same.'),
	reenroll: z.boolean().prefault(false).describe('A NotReady Node of this name may be enrolled again.'),
});

const nodeItem = z.union([z.string().meta({examples: ['node[01-20]', 'node01=10.0.0.11', 'node[1-3]=root@10.0.0.[11-13]:22']}), nodeFields]);

/** The file as written (input) and parsed (output), every default filled in. */
export const answersFile = fields({
	apiVersion: z.literal(apiVersion).describe('Version of this file.'),
	kind: z.literal('Enrollment').prefault('Enrollment').describe('Always Enrollment.'),
	cluster: fields({
		kubeconfig: text(readLocalPath, {examples: ['/etc/kubernetes/admin.conf']}).optional().describe('Kubeconfig of the cluster; else $KUBECONFIG, then the usual places.'),
		context: text(readText, {examples: ['kubernetes-admin@kubernetes']}).optional().describe('Context of the kubeconfig; else its current one.'),
		apiServer: text(readApiServerAddress, {examples: ['10.0.0.100:6443', 'https://lb.example.com:6443', '[fd00::1]:6443']}).optional().describe('The address that kubelets dial: the VIP or load balancer. Else the server of the kubeconfig. Port 6443 where none is said.'),
		offline: fields({
			ca: text(readLocalPath, {examples: ['./ca.pem']}).describe('The cluster\'s CA certificate (ca.crt, ca.pem), on this machine.'),
			version: text(readMinor, {examples: ['1.32']}).describe('Kubernetes version of the cluster.'),
		})
			.optional()
			.meta({description: 'No cluster at hand: only `kubenroll artifacts` works then, from this and apiServer.', examples: [{ca: './ca.pem', version: '1.32'}]}),
		controlPlane: z
			.array(
				z.union([
					z.string(),
					fields({
						name: z.string().optional().describe('Name of the host.'),
						address: z.string().optional().describe('Its address.'),
						user: text(readUser).optional().describe('User for ssh; else ssh.user, else what ssh_config says.'),
						port: port.optional().describe('Port of sshd; else ssh.port, else what ssh_config says.'),
						hostKeys: z.array(text(readFingerprint, {pattern: '^SHA256:[A-Za-z0-9+/]{43}$'})).optional().describe('Host key fingerprints as ssh-keygen -l prints them; the host must show one of them.'),
					}),
				]),
			)
			.prefault([])
			.describe('Hosts that run the control plane, as name=address: kubenroll looks over ssh at what they are told. No node may be one of them unless it says controlPlane: true.'),
		controlPlaneChanges: z
			.enum(['none', 'needed', 'advised'])
			.prefault('needed')
			.describe('How far a run may change the control plane, one host at a time, as the plan shows. none: not at all. needed: what enrolling rests upon. advised: also NodeRestriction, the Node authorizer, tokencleaner and the like.'),
		serviceCIDRs: z.array(text(readCidr)).prefault([]).describe('Service ranges, where the cluster cannot be asked.'),
		podCIDRs: z.array(text(readCidr)).prefault([]).describe('Pod ranges, where the cluster cannot be asked.'),
	})
		.prefault({})
		.describe('The cluster that the nodes join.'),
	mode: z.enum(['bootstrap-token', 'token-file']).prefault('bootstrap-token').describe('How a kubelet proves itself the first time.'),
	token: fields({
		lifetime: text(makeDurationReader('10m', '24h', 'm'), {pattern: duration}).prefault('1h').describe('How long a bootstrap token works: 10m to 24h.'),
		scope: z.enum(['per-node', 'shared']).prefault('per-node').describe('per-node: each token lets in one node only. shared: one token for all; needs approval.trustSharedToken.'),
	})
		.prefault({})
		.describe('Bootstrap tokens.'),
	tokenFile: fields({
		path: text(readAbsolutePath).prefault('/etc/kubernetes/token.csv').describe('Where the file goes on masters whose API server has no --token-auth-file yet.'),
		rows: z.enum(['shared', 'per-node']).optional().meta({description: 'shared: one row for all nodes; needs approval.trustSharedToken. per-node: each row lets in one node only. Else shared where approval.trustSharedToken is true, and per-node where it is not.', examples: ['per-node']}),
		spareRows: whole(0, 500).prefault(0).describe('With per-node: rows to have in reserve, so that nodes can be added later without a restart.'),
		mendRows: z.boolean().prefault(false).describe('Rows of others that are broken, or that the API server misreads, are mended; the plan shows how.'),
		retire: z.boolean().prefault(false).describe('With mode bootstrap-token: every row that lets kubelets in is taken off the masters, and --token-auth-file with the last row.'),
	})
		.prefault({})
		.describe('The token file on every master, with mode token-file: rows never expire, and adding or revoking one restarts the API servers.'),
	nodes: z
		.union([
			z.array(nodeItem),
			fields({
				inventory: text(readLocalPath, {examples: ['./hosts.ini']}).describe('Ansible inventory (INI or YAML) or /etc/hosts-like list, relative to this file.'),
				groups: z.array(text(readText)).optional().describe('Only the hosts of these groups.'),
			}),
		])
		.describe('The nodes to enrol: name=address, ranges such as node[01-20], objects, or an inventory.'),
	ssh: fields({
		user: text(readUser, {examples: ['root']}).optional().describe('User for all nodes; else what ssh_config says.'),
		port: port.optional().meta({description: 'Port of sshd on all nodes; else what ssh_config says.', examples: [22]}),
		configFile: text(readLocalPath, {examples: ['~/.ssh/config']}).optional().describe('An ssh_config to use instead of ~/.ssh/config.'),
		identityFile: text(readLocalPath, {examples: ['~/.ssh/id_ed25519']}).optional().describe('Private key to log in with; else agent and ssh_config.'),
		connectTimeout: text(makeDurationReader('1s', '5m'), {pattern: duration}).prefault('10s').describe('How long to wait for a node to answer.'),
		concurrency: whole(1, 512).prefault(32).describe('How many nodes are worked on at once.'),
		sudo: z.enum(['auto', 'ask', 'never']).prefault('auto').describe('auto: sudo where the user is not root. ask: with a password. never: the user is root.'),
	})
		.prefault({})
		.describe('How nodes are reached, with the system\'s OpenSSH.'),
	kubelet: fields({
		paths: fields({
			binary: text(readAbsolutePath).prefault('/usr/local/bin/kubelet').describe('The kubelet.'),
			unit: text(readAbsolutePath).prefault('/etc/systemd/system/kubelet.service').describe('Its systemd unit.'),
			config: text(readAbsolutePath).prefault('/var/lib/kubelet/config.yaml').describe('Its KubeletConfiguration.'),
			kubeconfig: text(readAbsolutePath).prefault('/etc/kubernetes/kubelet.conf').describe('Its kubeconfig; the kubelet writes it.'),
			bootstrapKubeconfig: text(readAbsolutePath).prefault('/etc/kubernetes/bootstrap-kubelet.conf').describe('The kubeconfig with the bootstrap token; removed once the node is Ready.'),
			clientCA: text(readAbsolutePath).prefault('/etc/kubernetes/pki/ca.crt').describe('The CA that signs client certificates.'),
			certificates: text(readAbsolutePath).prefault('/var/lib/kubelet/pki').describe('Folder of its certificates (--cert-dir).'),
		})
			.prefault({})
			.describe('Where things are, or are put, on every node.'),
		cgroupDriver: z.enum(['auto', 'systemd', 'cgroupfs']).prefault('auto').describe('auto: what the container runtime uses, else systemd.'),
		containerRuntimeEndpoint: text(readUnixSocket, {examples: ['auto', 'unix:///run/containerd/containerd.sock']}).prefault('auto').describe('auto, or the socket of the container runtime.'),
		clusterDNS: z.array(text(readIp)).min(1).optional().meta({description: 'Addresses of the cluster DNS; else asked of the cluster.', examples: [['10.96.0.10']]}),
		clusterDomain: text(readDomain, {examples: ['cluster.local']}).optional().describe('DNS domain of the cluster; else asked of the cluster.'),
		servingCertificates: z.boolean().prefault(true).describe('Kubelets ask the cluster for their serving certificates (serverTLSBootstrap).'),
		labels: labels.prefault({}).describe('Labels that every kubelet gives its Node.'),
		taints: z.array(taint).prefault([]).describe('Taints that every Node starts with.'),
		config: z.record(text(readKubeletField), z.unknown()).prefault({}).describe('Fields of KubeletConfiguration merged over the generated ones.'),
		binary: fields({
			source: binary.source.optional(),
			sha256: binary.sha256.optional(),
			amd64: architectureBinary.describe('For x86_64 nodes.'),
			arm64: architectureBinary.describe('For aarch64 nodes.'),
			arm: architectureBinary.describe('For 32-bit ARM nodes.'),
			ppc64le: architectureBinary.describe('For ppc64le nodes.'),
			riscv64: architectureBinary.describe('For riscv64 nodes.'),
			s390x: architectureBinary.describe('For s390x nodes.'),
		})
			.optional()
			.meta({
				description: 'A kubelet to install where a node has none: source and sha256 for all nodes, or the two under an architecture.',
				examples: [{amd64: {source: './kubelet', sha256: '0'.repeat(64)}}],
			}),
	})
		.prefault({})
		.describe('The kubelets.'),
	approval: fields({
		mode: z.enum(['guarded', 'manual', 'classic']).prefault('guarded').describe('guarded: kubenroll approves requests whose verdict is PASS, and never denies. manual: people approve. classic: the controller-manager approves first requests as with kubeadm, so any valid token can become any node name; serving requests as with guarded.'),
		maxExpiration: text(makeDurationReader('10m', '87600h'), {pattern: duration}).prefault('8760h').describe('Longest lifetime that a certificate request may ask for.'),
		trustSharedToken: z.boolean().prefault(false).describe('A token shared by all nodes is fine here: whoever holds it can become any node.'),
		addressAllowList: z.array(text(readCidr)).prefault([]).describe('If given, serving certificates hold only addresses in these ranges.'),
	})
		.prefault({})
		.describe('Who approves certificate requests, and within which limits.'),
});

/** kubenroll.yaml as people write it. */
export type AnswersInput = z.input<typeof answersFile>;

/** kubenroll.yaml after parsing, before ranges and inventories are expanded. */
export type AnswersFile = z.output<typeof answersFile>;
