// Questions that scenarios put to a cluster, in the words of who asks.
import type {Lab} from '../../lab/lab.ts';

type ObjectList = {readonly items: ReadonlyArray<{
	readonly metadata: {readonly name: string};
	readonly status?: {readonly conditions?: ReadonlyArray<{readonly type: string; readonly status: string}>};
	readonly roleRef?: {readonly name: string};
	readonly subjects?: ReadonlyArray<{readonly kind: string; readonly name: string}>;
}>};

async function list(lab: Lab, ...args: readonly string[]): Promise<ObjectList['items']> {
	return (JSON.parse(await lab.kubectl('get', ...args, '--output=json')) as ObjectList).items;
}

/** Names of the Nodes that are Ready. */
export async function listReadyNodes(lab: Lab): Promise<readonly string[]> {
	const nodes = await list(lab, 'nodes');
	return nodes.filter(({status}) => status?.conditions?.some(({type, status}) => type === 'Ready' && status === 'True')).map(({metadata}) => metadata.name).sort();
}

/** Names of the bootstrap tokens' Secrets. */
export async function listTokenSecrets(lab: Lab): Promise<readonly string[]> {
	const secrets = await list(lab, 'secrets', '--namespace=kube-system', '--field-selector=type=bootstrap.kubernetes.io/token');
	return secrets.map(({metadata}) => metadata.name);
}

/** Every ClusterRoleBinding that lets somebody ask for, or be given, a kubelet's certificate, as `role ← group`. Kubernetes itself makes none. */
export async function listBootstrapBindings(lab: Lab): Promise<readonly string[]> {
	const roles = /^system:(node-bootstrapper|certificates\.k8s\.io:)/;
	const bindings = await list(lab, 'clusterrolebindings');
	return bindings.flatMap(({roleRef, subjects = []}) => (roles.test(roleRef?.name ?? '') ? subjects.map(({name}) => `${roleRef?.name} ← ${name}`) : [])).filter(line => !line.endsWith('← kube-controller-manager')).sort();
}

/** What a kubelet answers when the apiserver asks it for `path`, over TLS that the apiserver verifies if the lab has it do so. */
export async function askKubelet(lab: Lab, node: string, path: string): Promise<string> {
	return lab.kubectl('get', '--raw', `/api/v1/nodes/${node}/proxy/${path}`);
}
