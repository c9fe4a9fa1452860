import type {Scene} from './scenes.ts';

/** The part of kubenroll.yaml that a scene has filled in. */
export type SceneAnswers = {readonly scene: Pick<Scene, 'concurrency'>; /** `host:port`; unset: not answered yet. */ readonly apiServer?: string; /** Hosts of the control plane, whose token files are to be used. */ readonly masters?: readonly string[]; readonly nodes: readonly string[]};

/** kubenroll.yaml as the operator of a practice cluster would have it, for the folder that the scene's files are in. */
export const formatSceneAnswers = ({scene, apiServer, masters = [], nodes}: SceneAnswers): string => `# A practice cluster of kubenroll demo: a file like yours would be.
apiVersion: kubenroll.dev/v1alpha1
${apiServer === undefined ? '' : `cluster:\n  kubeconfig: kubeconfig\n  apiServer: ${apiServer}\n${masters.length === 0 ? '' : `  controlPlane: [${masters.join(', ')}]\nmode: token-file\n`}`}ssh:
  configFile: ssh_config
${scene.concurrency === undefined ? '' : `  concurrency: ${scene.concurrency}\n`}${nodes.length === 0 ? '' : `nodes:\n${nodes.map((line) => `  - ${line}\n`).join('')}`}`;
