import type {Answers, KubeletPaths} from '../answers/answers.ts';

/** A file that the survey looks at; the content of a secret one never leaves the node. */
export type SurveyedPath = {readonly path: string; readonly isSecret: boolean};

// Where a kubelet looks for a key pair: k8s.io/client-go util/certificate/certificate_store.go; kubelet.crt: kubernetes cmd/kubelet/app/server.go.
const pairs = ['kubelet-client-current.pem', 'kubelet-client.crt', 'kubelet-client.key', 'kubelet-client.key.tmp', 'kubelet-server-current.pem', 'kubelet-server.crt', 'kubelet-server.key', 'kubelet.crt', 'kubelet.key'];

/** A file in the kubelet's --cert-dir. */
export const certificatePath = (paths: KubeletPaths, name: string): string => `${paths.certificates.replace(/\/+$/, '')}/${name}`;

/** The files whose state decides something, in the order that script and parser share. */
export const listSurveyedPaths = ({kubelet: {paths}}: Pick<Answers, 'kubelet'>): readonly SurveyedPath[] => [
	{path: paths.unit, isSecret: false},
	{path: paths.config, isSecret: false},
	{path: paths.clientCa, isSecret: false},
	{path: paths.kubeconfig, isSecret: true},
	{path: paths.bootstrapKubeconfig, isSecret: true},
	...pairs.map((name) => ({path: certificatePath(paths, name), isSecret: true})),
];

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** The folders that files go to; the kubelet's own one among them only where a binary may have to be installed. */
export const listTargetFolders = ({kubelet: {paths, binaries}}: Pick<Answers, 'kubelet'>): readonly string[] => [
	...new Set([paths.unit, paths.config, paths.clientCa, paths.kubeconfig, paths.bootstrapKubeconfig, ...(Object.keys(binaries).length > 0 ? [paths.binary] : [])].map(folderOf)),
];
