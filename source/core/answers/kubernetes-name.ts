import {isSubdomain} from './field-readers.ts';

/**
 * Longest name that a kubelet can register. A Node's own name may have 253 characters, but the kubelet writes it into the label
 * kubernetes.io/hostname as well (kubernetes pkg/kubelet/kubelet_node_status.go, initialNode), and a label's value may have 63
 * (k8s.io/apimachinery pkg/util/validation/validation.go, LabelValueMaxLength).
 */
export const maximumNodeName = 63;

/** True for what Kubernetes takes as a Node's name. */
export const isNodeName = (name: string): boolean => name.length <= maximumNodeName && isSubdomain(name);

/** The nearest name that Kubernetes takes; undefined where nothing of the name is left. */
export const proposeNodeName = (name: string): string | undefined => {
	const proposal = name
		.toLowerCase()
		.split('.')
		.map((label) => label.replaceAll(/[^a-z0-9-]+/g, '-').replaceAll(/^-+|-+$/g, ''))
		.filter((label) => label !== '')
		.join('.')
		.slice(0, maximumNodeName)
		.replace(/[-.]+$/, '');
	return proposal === '' ? undefined : proposal;
};
