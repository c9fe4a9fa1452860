// Masters whose components are static pods: a kubelet without an API server runs what lies in its folder of manifests.
import {stringify} from 'yaml';
import type {TreeFile} from './host-tree.ts';
import {pauseImage} from './image.ts';
import {labKubeletOverrides} from './kubelet-overrides.ts';
import type {KubernetesVersion} from './kubernetes-releases.ts';
import type {Service} from './service.ts';

/** Units that a master with static pods starts at boot, beside the containerd that every node has. */
export const staticPodUnits = ['lab-images', 'kubelet'] as const;

const runtimeEndpoint = 'unix:///run/containerd/containerd.sock';

/** What a kubelet that only runs static pods is told of the runtime: by a flag until 1.26, by a field since 1.27. */
const runtimeSettings: Readonly<Record<KubernetesVersion, {readonly flags: readonly string[]; readonly fields: Readonly<Record<string, string>>}>> = {
	'1.36.3': {flags: [], fields: {containerRuntimeEndpoint: runtimeEndpoint}},
	'1.24.17': {flags: ['--container-runtime=remote', `--container-runtime-endpoint=${runtimeEndpoint}`], fields: {}},
};

/** The folder that the kubelet of a master reads pods from. */
export function manifestFolderOf(configFolder: string): string {
	return `${configFolder}/manifests`;
}

/** One component as a pod: the program is its host's, and it sees only the folders and files that it needs, as kubeadm's pods do. */
export function renderStaticPod({name, flags, configFolder, mounts}: Service): TreeFile {
	const volumes = ['/usr/local/bin', ...mounts].map((path, index) => ({name: `host-${index}`, path}));
	const pod = {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: {name, namespace: 'kube-system', labels: {component: name, tier: 'control-plane'}},
		spec: {
			hostNetwork: true,
			priorityClassName: 'system-node-critical',
			containers: [{
				name,
				image: pauseImage.name,
				imagePullPolicy: 'Never',
				command: [`/usr/local/bin/${name}`, ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`)],
				volumeMounts: volumes.map(({name: volume, path}) => ({name: volume, mountPath: path, readOnly: true})),
			}],
			volumes: volumes.map(({name: volume, path}) => ({name: volume, hostPath: {path}})),
		},
	};
	// Lines are not folded: people write one flag a line.
	return {path: `${manifestFolderOf(configFolder)}/${name}.yaml`, content: stringify(pod, {lineWidth: 0}), mode: 0o600};
}

/** The kubelet of a master, its containerd, and the image that they need. */
export function renderPodHost(version: KubernetesVersion, configFolder: string): readonly TreeFile[] {
	const {flags, fields} = runtimeSettings[version];
	const config = {
		apiVersion: 'kubelet.config.k8s.io/v1beta1',
		kind: 'KubeletConfiguration',
		staticPodPath: manifestFolderOf(configFolder),
		// Without an API server there is nobody to ask who may do what.
		authentication: {anonymous: {enabled: false}, webhook: {enabled: false}},
		authorization: {mode: 'AlwaysAllow'},
		...labKubeletOverrides[version],
		...fields,
	};
	return [
		{path: '/var/lib/kubelet-config/config.yaml', content: stringify(config)},
		{path: '/etc/containerd/config.toml', content: `version = 3
[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = '${pauseImage.name}'
[plugins.'io.containerd.cri.v1.runtime']
# Below its own nothing may be set where even root lacks CAP_SYS_RESOURCE.
restrict_oom_score_adj = true
`},
		{path: '/etc/systemd/system/lab-images.service', content: `[Unit]
Description=Images that no registry is asked for
After=containerd.service
Requires=containerd.service
Before=kubelet.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/bin/ctr --namespace k8s.io images import ${pauseImage.file}

[Install]
WantedBy=multi-user.target
`},
		{path: '/etc/systemd/system/kubelet.service', content: `[Unit]
Description=kubelet
After=containerd.service lab-images.service
Wants=containerd.service

[Service]
ExecStart=${['/usr/local/bin/kubelet', '--config=/var/lib/kubelet-config/config.yaml', ...flags].join(' ')}
Restart=always
RestartSec=2

[Install]
WantedBy=multi-user.target
`},
	];
}
