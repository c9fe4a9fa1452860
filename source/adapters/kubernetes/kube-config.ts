/** The one class that we take of client-node, in a file of its own: imported when it is needed, and bundled without the rest. */
export {KubeConfig} from '@kubernetes/client-node';
