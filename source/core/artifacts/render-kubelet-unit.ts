import {artifactHeader} from './artifact-header.ts';
import {listWantedFlags, type KubeletSettings} from './kubelet-settings.ts';
import {quoteUnitWord} from './unit/quote-unit-word.ts';

// Sockets as the runtimes' own packages and units set them up.
const runtimeUnits: readonly {readonly socket: RegExp; readonly unit: string}[] = [
	{socket: /\/crio(?:\/crio)?\.sock$/, unit: 'crio.service'},
	{socket: /\/cri-dockerd\.sock$/, unit: 'cri-docker.service'},
	{socket: /\/isulad\.sock$/, unit: 'isulad.service'},
	{socket: /\/containerd[^/]*\.sock$/, unit: 'containerd.service'},
];

/** The service that listens at a runtime endpoint; undefined for a socket that no known runtime uses. */
export const findRuntimeUnit = (endpoint: string): string | undefined => runtimeUnits.find(({socket}) => socket.test(endpoint))?.unit;

/** Renders `kubelet.service` for a kubelet's minor, with the labels that a kubelet may set. It starts behind its runtime and is started again for ever, five seconds after each end. */
export const renderKubeletUnit = (settings: KubeletSettings, minor: number): string => {
	const units = ['network-online.target', findRuntimeUnit(settings.containerRuntimeEndpoint)].filter((unit) => unit !== undefined).join(' ');
	const flags = listWantedFlags(settings, minor).filter(({isNeeded}) => isNeeded);
	const command = [settings.paths.binary, ...flags.map(({name, value}) => `--${name}=${value}`)].map(quoteUnitWord).join(' \\\n  ');
	return `${artifactHeader}[Unit]
Description=kubelet: the Kubernetes node agent
Documentation=https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/
After=${units}
Wants=${units}
StartLimitIntervalSec=0

[Service]
ExecStart=${command}
Restart=always
RestartSec=5

[Install]
WantedBy=multi-user.target
`;
};
