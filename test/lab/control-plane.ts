import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {TreeFile} from './host-tree.ts';
import {composeKubeconfig, type KubeconfigContent} from './kubeconfig.ts';
import {pkiFolderOf, servingCaOf} from './pki.ts';
import {addressOf, type HostPlace, type LabPlace} from './place.ts';
import {renderService, unitNameOf, type Service} from './service.ts';
import type {LabShape} from './shape.ts';
import {renderPodHost, staticPodUnits} from './static-pod.ts';
import {renderSupervisor, supervisorUnit} from './supervisor.ts';

type Flags = Readonly<Record<string, string>>;

/** Units that are started at boot on a master. */
export function listMasterUnits({unitStyle}: LabShape, master: HostPlace): readonly string[] {
	const units = ['kube-apiserver', 'kube-controller-manager'].map(name => unitNameOf(name, unitStyle, master.name)).filter(unit => unit !== undefined);
	return [...(master.id === 'm1' ? ['etcd'] : []), ...(unitStyle === 'static-pod' ? staticPodUnits : unitStyle === 'supervised' ? [supervisorUnit] : units)];
}

/** The apiserver's and the controller-manager's units or pods, which say all that a shape can change after the start. */
export function renderControlPlaneServices(lab: LabPlace, shape: LabShape, master: HostPlace): readonly TreeFile[] {
	const configFolder = configFolderOf(shape);
	const tokenFiles = shape.tokenFileRows.length > 0 ? [tokenFileOf(shape)] : [];
	const services: readonly Service[] = [
		{name: 'kube-apiserver', flags: listApiserverFlags(lab, shape, master), doesNotify: true, configFolder, mounts: [shape.pkiFolder, ...tokenFiles]},
		{name: 'kube-controller-manager', flags: listControllerManagerFlags(shape), doesNotify: false, configFolder, mounts: [shape.pkiFolder, controllerManagerConfOf(shape)]},
	];
	return services.flatMap(service => renderService(service, shape.unitStyle));
}

/** Every file that makes a bare host a master: certificates, kubeconfigs, units. */
export async function renderMaster(lab: LabPlace, shape: LabShape, master: HostPlace): Promise<readonly TreeFile[]> {
	const readPki = async (file: string) => readFile(join(pkiFolderOf(lab), file), 'utf8');
	const pairs = ['ca', servingCaOf(shape), 'etcd-ca', 'etcd', 'apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client'];
	const names = ['sa.pub', 'sa.key', ...new Set(pairs.flatMap(name => [`${name}.crt`, `${name}.key`]))];
	const pki = await Promise.all(names.map(async name => ({
		path: `${shape.pkiFolder}/${name}`,
		content: await readPki(name),
		mode: name.endsWith('.key') ? 0o600 : 0o644,
	})));
	const kubeconfig = async (file: string, content: KubeconfigContent) => ({
		path: `${configFolderOf(shape)}/${file}`,
		content: await composeKubeconfig(lab, shape, content),
		mode: 0o600,
	});
	return [
		...pki,
		await kubeconfig('admin.conf', {certificate: 'admin', user: 'kubernetes-admin'}),
		await kubeconfig('controller-manager.conf', {
			certificate: 'controller-manager', user: 'system:kube-controller-manager', server: 'https://127.0.0.1:6443',
		}),
		...(shape.tokenFileRows.length > 0 ? [{path: tokenFileOf(shape), content: `${shape.tokenFileRows.join('\n')}\n`, mode: 0o600}] : []),
		...(master.id === 'm1' ? renderService({name: 'etcd', flags: listEtcdFlags(shape, master), doesNotify: true, configFolder: configFolderOf(shape), mounts: []}, 'multiline') : []),
		...(shape.unitStyle === 'static-pod' ? renderPodHost(shape.kubernetes, configFolderOf(shape)) : []),
		...(shape.unitStyle === 'supervised' ? renderSupervisor() : []),
		...renderControlPlaneServices(lab, shape, master),
	];
}

function configFolderOf({pkiFolder}: LabShape): string {
	return pkiFolder.startsWith('/etc/kubernetes/') ? '/etc/kubernetes' : join(pkiFolder, '../cfg');
}

function tokenFileOf(shape: LabShape): string {
	return `${configFolderOf(shape)}/token.csv`;
}

function controllerManagerConfOf(shape: LabShape): string {
	return `${configFolderOf(shape)}/controller-manager.conf`;
}

function listEtcdFlags({pkiFolder}: LabShape, {name, address}: HostPlace): Flags {
	return {
		name,
		'data-dir': '/var/lib/etcd',
		'listen-client-urls': `https://127.0.0.1:2379,https://${address}:2379`,
		'advertise-client-urls': `https://${address}:2379`,
		'cert-file': `${pkiFolder}/etcd.crt`,
		'key-file': `${pkiFolder}/etcd.key`,
		'trusted-ca-file': `${pkiFolder}/etcd-ca.crt`,
		'client-cert-auth': 'true',
		// Nothing in a lab outlives the machine, and a disk's fsync is what makes a start slow.
		'unsafe-no-fsync': 'true',
	};
}

function listApiserverFlags(lab: LabPlace, shape: LabShape, master: HostPlace): Flags {
	const {pkiFolder} = shape;
	return withoutEmpty({
		'advertise-address': master.address,
		'secure-port': '6443',
		'etcd-servers': `https://${addressOf(lab, 11)}:2379`,
		'etcd-cafile': `${pkiFolder}/etcd-ca.crt`,
		'etcd-certfile': `${pkiFolder}/apiserver-etcd-client.crt`,
		'etcd-keyfile': `${pkiFolder}/apiserver-etcd-client.key`,
		'client-ca-file': `${pkiFolder}/ca.crt`,
		'tls-cert-file': `${pkiFolder}/apiserver.crt`,
		'tls-private-key-file': `${pkiFolder}/apiserver.key`,
		'kubelet-client-certificate': `${pkiFolder}/apiserver-kubelet-client.crt`,
		'kubelet-client-key': `${pkiFolder}/apiserver-kubelet-client.key`,
		'kubelet-preferred-address-types': 'InternalIP,Hostname',
		'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
		'service-account-key-file': `${pkiFolder}/sa.pub`,
		'service-account-signing-key-file': `${pkiFolder}/sa.key`,
		'service-cluster-ip-range': '10.96.0.0/16',
		'authorization-mode': 'Node,RBAC',
		'enable-admission-plugins': shape.admissionPlugins.join(','),
		'enable-bootstrap-token-auth': shape.bootstrapTokenAuth ? 'true' : '',
		'token-auth-file': shape.tokenFileRows.length > 0 ? tokenFileOf(shape) : '',
		...shape.apiserverFlags,
	});
}

function listControllerManagerFlags(shape: LabShape): Flags {
	const {pkiFolder} = shape;
	return withoutEmpty({
		kubeconfig: controllerManagerConfOf(shape),
		'bind-address': '127.0.0.1',
		'leader-elect': 'true',
		'use-service-account-credentials': 'true',
		'cluster-name': 'kubernetes',
		'cluster-signing-cert-file': `${pkiFolder}/ca.crt`,
		'cluster-signing-key-file': `${pkiFolder}/ca.key`,
		'cluster-signing-duration': shape.clusterSigningDuration,
		'root-ca-file': `${pkiFolder}/${servingCaOf(shape)}.crt`,
		'service-account-private-key-file': `${pkiFolder}/sa.key`,
		'service-cluster-ip-range': '10.96.0.0/16',
		controllers: shape.controllers,
		...shape.controllerManagerFlags,
	});
}

function withoutEmpty(flags: Flags): Flags {
	return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== ''));
}
