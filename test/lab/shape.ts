import {newestKubernetes, type KubernetesVersion} from './kubernetes-releases.ts';

/** How the test's ssh user gets to be root on a host: it is root, or `ops` with a sudo that asks for no password, or for one. */
export type Login = 'root' | 'sudo' | 'sudo-password';

/** How the flags of the control plane are written down; all of these are found in the wild. */
export type UnitStyle = 'multiline' | 'one-line' | 'environment-file' | 'drop-in' | 'template' | 'static-pod' | 'supervised';

/** What a node can be made without. */
export type MissingPart = 'kubelet' | 'containerd' | 'runc' | 'cni' | 'conntrack' | 'iptables' | 'sudo';

/** One node of a lab. */
export type NodeShape = {
	/** Host name, and the name that a kubelet registers with; default n1, n2, … */
	readonly name: string;
	/** Default: the lab's. */
	readonly login: Login;
	/** Release of /usr/local/bin/kubelet; default: the control plane's. */
	readonly kubelet: KubernetesVersion;
	/** Default: the lab's. */
	readonly missing: readonly MissingPart[];
};

/** A whole lab, every field decided. */
export type LabShape = {
	/** Release of the control plane; default the newest. */
	readonly kubernetes: KubernetesVersion;
	/** Hosts with an apiserver and a controller-manager; etcd and the VIP are on the first; default 2. */
	readonly masters: 1 | 2;
	readonly nodes: readonly NodeShape[];
	/** Whether apiservers run with --enable-bootstrap-token-auth; default false. */
	readonly bootstrapTokenAuth: boolean;
	/** Rows of token.csv, as `token,user,uid,"group"`; default none, and then no --token-auth-file either. */
	readonly tokenFileRows: readonly string[];
	/** Whether the apiservers' certificate names the VIP; default true. */
	readonly vipInSans: boolean;
	/** Whether apiservers serve with a CA of their own, other than the one that signs and verifies clients; default false. */
	readonly separateServingCa: boolean;
	/** Key type of the CAs; default rsa. */
	readonly caKey: 'rsa' | 'ecdsa';
	/** Folder of certificates and keys on the masters; default /etc/kubernetes/pki. */
	readonly pkiFolder: string;
	/** Default multiline. */
	readonly unitStyle: UnitStyle;
	/** Admission plugins beyond the default ones, such as NodeRestriction; default none. */
	readonly admissionPlugins: readonly string[];
	/** The controller-manager's --cluster-signing-duration, such as 10m; default '': no flag. */
	readonly clusterSigningDuration: string;
	/** The controller-manager's --controllers, such as `*,bootstrapsigner,tokencleaner`; default '': no flag. */
	readonly controllers: string;
	/** Apiserver flags by name without dashes, over those of the lab; an empty text takes a flag away. */
	readonly apiserverFlags: Readonly<Record<string, string>>;
	/** Controller-manager flags, likewise. */
	readonly controllerManagerFlags: Readonly<Record<string, string>>;
	/** How the test reaches masters; default root. */
	readonly login: Login;
};

/** What a scenario asks for: any field of a shape, the rest is default. `nodes` is a number or a list of what is special about each. */
export type LabOptions = Partial<Omit<LabShape, 'nodes'>> & {
	/** Name of the lab, for its folder; default lab1, lab2, … */
	readonly name?: string;
	/** Default 2. */
	readonly nodes?: number | ReadonlyArray<Partial<NodeShape>>;
	/** What all nodes lack; default nothing. */
	readonly missing?: readonly MissingPart[];
};

const defaults: LabShape = {
	kubernetes: newestKubernetes,
	masters: 2,
	nodes: [],
	bootstrapTokenAuth: false,
	tokenFileRows: [],
	vipInSans: true,
	separateServingCa: false,
	caKey: 'rsa',
	pkiFolder: '/etc/kubernetes/pki',
	unitStyle: 'multiline',
	admissionPlugins: [],
	clusterSigningDuration: '',
	controllers: '',
	apiserverFlags: {},
	controllerManagerFlags: {},
	login: 'root',
};

/** Most nodes of one lab: they have the addresses .21 to .99. */
export const maxNodes = 79;

/** Decides every field of a lab; throws for a shape that the lab can't have. */
export function resolveShape({name: _name, nodes = 2, missing = [], ...options}: LabOptions): LabShape {
	const shape = {...defaults, ...options};
	const asked = typeof nodes === 'number' ? Array.from({length: nodes}, () => ({})) : nodes;
	if (asked.length > maxNodes) {
		throw new RangeError(`a lab has at most ${maxNodes} nodes, not ${asked.length}`);
	}

	return {
		...shape,
		nodes: asked.map((node, index) => ({
			name: `n${index + 1}`,
			login: shape.login,
			kubelet: shape.kubernetes,
			missing,
			...node,
		})),
	};
}
