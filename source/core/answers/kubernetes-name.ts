import {isSubdomain} from './field-readers.ts';

/** Longest name of a Node: DNS-1123 subdomain, k8s.io/apimachinery/pkg/util/validation/validation.go. */
export const maximumNodeName = 253;

/** Longest name that a bootstrap token can be bound to: what the extra group of a token Secret leaves beside kubenroll's prefix (approval policy, P14). */
export const maximumBoundNodeName = 241;

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
