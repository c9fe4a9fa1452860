import type {Answers, ApiServerAddress} from '../answers/answers.ts';
import {isKubeletLabel} from '../kubernetes-versions/kubelet-labels.ts';
import {findVersionSupport, supportedMinors} from '../kubernetes-versions/supported-range.ts';
import {problem, type Problem} from '../problem/problem.ts';
import type {Artifact} from './artifact.ts';
import {assembleKubeletConfig} from './assemble-kubelet-config.ts';
import type {NodeArtifactsInput} from './node-artifacts-input.ts';
import {resolveKubeletSettings, type KubeletSettings} from './kubelet-settings.ts';
import {renderBootstrapKubeconfig} from './render-bootstrap-kubeconfig.ts';
import {renderClientCa} from './render-client-ca.ts';
import {renderKubeletConfig} from './render-kubelet-config.ts';
import {renderUnitArtifacts, type Rendered} from './render-unit-artifacts.ts';

/** What one renderer of the catalog gets: the settings decided, the labels checked, the tables' minor. */
type RenderInput = NodeArtifactsInput & {readonly settings: KubeletSettings};

const toFile = (id: Artifact['id'], path: string, content: string, mode: number): Artifact => ({id, path, content, mode, owner: 'root:root', isSecret: false});

/** Every file of a node that is no secret, in the order that they are put there. */
const catalog: readonly ((input: RenderInput) => Rendered)[] = [
	({answers: {kubelet}, cluster, node, facts}) => {
		// A file with the same certificates keeps its bytes: on a control-plane host the API server reads it too. A cluster that does not
		// tell its client CA mostly has one CA for both.
		const pem = renderClientCa((cluster.clientCa.length > 0 ? cluster.clientCa : cluster.servingCa).map((certificate) => certificate.pem).join('\n'));
		const there = facts?.files.find(({path}) => path === kubelet.paths.clientCa)?.content ?? '';
		return pem === ''
			? {artifacts: [], problems: [problem('client-ca-missing', node.name, {path: kubelet.paths.clientCa})]}
			: {artifacts: [toFile('client-ca', kubelet.paths.clientCa, renderClientCa(there) === pem ? there : pem, 0o644)], problems: []};
	},
	({settings, minor, facts}) => {
		const file = facts?.files.find(({path}) => path === settings.paths.config);
		const existing = file?.exists ? {path: file.path, content: file.content} : undefined;
		const {content, problems} = renderKubeletConfig(settings, minor, existing);
		return {artifacts: [toFile('kubelet-config', settings.paths.config, content, file?.exists ? file.mode : 0o644)], problems};
	},
	({settings, minor, facts}) => renderUnitArtifacts(settings, minor, assembleKubeletConfig(settings, minor).fields, facts),
];

/**
 * Renders every file of a node that is no secret: the client CA, the kubelet's configuration and its unit (or changes to the
 * unit, drop-ins and environment files that are there). Files that stay as they are come back with their own bytes.
 * Problems are the node's; an `error` among them means that the files must not be installed.
 */
export const renderNodeArtifacts = (input: NodeArtifactsInput): {readonly artifacts: readonly Artifact[]; readonly problems: readonly Problem[]} => {
	const subject = input.node.name;
	const {state, minor} = findVersionSupport({major: 1, minor: input.minor});
	if (state === 'older') {
		return {artifacts: [], problems: [problem('kubelet-older-than-tables', subject, {minor: input.minor, oldest: supportedMinors.oldest})]};
	}
	const resolved = resolveKubeletSettings(input);
	const refused = Object.keys(resolved.labels).filter((key) => !isKubeletLabel(key));
	const settings = {...resolved, labels: Object.fromEntries(Object.entries(resolved.labels).filter(([key]) => isKubeletLabel(key)))};
	const rendered = catalog.map((render) => render({...input, minor, settings}));
	return {
		artifacts: rendered.flatMap(({artifacts}) => artifacts),
		problems: [
			...(state === 'newer' ? [problem('kubelet-newer-than-tables', subject, {minor: input.minor, newest: supportedMinors.newest}, {severity: 'warning'})] : []),
			...(refused.length > 0 ? [problem('kubelet-label-refused', subject, {labels: refused}, {severity: 'warning'})] : []),
			...rendered.flatMap(({problems}) => problems),
		],
	};
};

/** Renders the bootstrap kubeconfig as a file for a node; secret, 0600. */
export const renderBootstrapKubeconfigArtifact = ({
	answers,
	server,
	servingCaPem,
	token,
}: {
	readonly answers: Answers;
	readonly server: ApiServerAddress;
	/** PEM bundle that signs the API servers' certificates. */
	readonly servingCaPem: string;
	/** `id.secret`, or a token file's token. */
	readonly token: string;
}): Artifact => ({
	id: 'bootstrap-kubeconfig',
	path: answers.kubelet.paths.bootstrapKubeconfig,
	content: renderBootstrapKubeconfig({server, servingCaPem, token}),
	mode: 0o600,
	owner: 'root:root',
	isSecret: true,
});
