import {isNodeName} from '../answers/kubernetes-name.ts';
import type {DecodedRequest} from './csr.ts';

/** What a kubelet's user and common name begin with: k8s.io/api certificates/v1, and kubernetes pkg/apis/certificates/helpers.go. */
export const nodeUserPrefix = 'system:node:';

const readNode = (subject: DecodedRequest['subject']): string | undefined => {
	const [commonName, ...others] = subject.filter(({type}) => type === 'CN');
	if (commonName === undefined || others.length > 0 || !commonName.value.startsWith(nodeUserPrefix)) {
		return undefined;
	}
	const name = commonName.value.slice(nodeUserPrefix.length);
	return isNodeName(name) ? name : undefined;
};

// Asked of all requests at every look, and a subject never changes.
const nodes = new WeakMap<DecodedRequest['subject'], {readonly node: string | undefined}>();

/** The node that a request claims to be: from its only common name, where that is shaped as P6 wants it. */
export const nodeOfSubject = (subject: DecodedRequest['subject']): string | undefined => {
	const known = nodes.get(subject);
	if (known !== undefined) {
		return known.node;
	}
	const node = readNode(subject);
	nodes.set(subject, {node});
	return node;
};
