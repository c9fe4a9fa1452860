import type {StepId} from '../../core/wizard/step.ts';
import type {Explanation} from '../wizard-text.ts';

/** Why each step exists and what Kubernetes does there, in English. */
export const explanations: Readonly<Record<StepId, Explanation>> = {
	cluster: {
		paragraphs: [
			'kubenroll works in the cluster as the user of this kubeconfig: it reads the version and the CA, creates tokens and bindings, and follows certificate requests. It asks the API server what this user may do and names what is missing, with a manifest that grants just that.',
			'Without the right CA, every node would trust another cluster, or none. That is why a kubeconfig with insecure-skip-tls-verify is refused.',
		],
		link: 'https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/',
	},
	mode: {
		paragraphs: [
			'A new kubelet has no certificate yet. It shows a token, and may do one thing with it: ask for a client certificate (a CertificateSigningRequest). Once that is approved and signed, it throws the token away.',
			'A bootstrap token is a Secret in kube-system that expires by itself. kubenroll makes one for each node, binds the node\'s name into it, and deletes it when the node is Ready: who finds it later finds nothing of use. A token file stays valid until the API servers are restarted without it.',
		],
		link: 'https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/',
	},
	address: {
		paragraphs: [
			'This address goes into the kubeconfig of every kubelet, so it should still be right when one control-plane host is gone: the VIP or the load balancer.',
			'The kubelet checks the certificate that is shown there. It has to be signed by the cluster\'s CA and to have this very address among its subject alternative names; a certificate without it makes every kubelet refuse the server, with x509 errors in its log and a node that never appears.',
		],
		link: 'https://kubernetes.io/docs/setup/best-practices/certificates/',
	},
	nodes: {
		paragraphs: [
			'The name becomes the Node\'s name and part of its certificate (system:node:NAME), and cannot be changed later without enrolling anew. Lower-case letters, digits, hyphens and dots only. The address is what ssh dials.',
			'Ranges count: node[01-03]=10.0.0.[51-53]. A control-plane host or the VIP itself is pointed out, since enrolling one of them by mistake can take the cluster down.',
		],
		link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
	},
	ssh: {
		paragraphs: [
			'kubenroll uses the ssh of this machine, with its agent, its ssh_config and its jump hosts: whatever works when you type ssh NODE works here. Each node is logged in to once, and everything goes over that connection.',
			'Files in /etc and the kubelet\'s service need root. Passwords are asked once, kept in memory until the end, and given to ssh and sudo over a private socket or their input: they are in no file, no command line and no environment.',
		],
		link: 'https://man.openbsd.org/ssh_config',
	},
	'host-keys': {
		paragraphs: [
			'Before any login each host shows its key. A key that is already in known_hosts is compared; one that nobody has seen could be anybody\'s, so a person looks at all of them once. Accepted keys are pinned in .kubenroll/known_hosts, and from then on only they are taken.',
			'A host whose key has changed is left out: either it was installed anew, or something else answers at its address.',
		],
		link: 'https://man.openbsd.org/ssh#VERIFYING_HOST_KEYS',
	},
	files: {
		paragraphs: [
			'Where the cluster cannot be reached from here, kubenroll makes the same files from what you know of it: each node\'s CA, kubelet configuration, unit and bootstrap kubeconfig, and the bindings and token Secrets for the cluster.',
			'What only a node or the cluster could have told gets a default: the container runtime\'s socket, the cgroup driver, the cluster DNS. kubenroll.yaml has a field for each. Tokens begin to count when the files are written.',
		],
		link: 'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/',
	},
	survey: {
		paragraphs: [
			'Every node is looked at in one ssh session that only reads: system, kubelet, container runtime, cgroups, clock, addresses, and what an earlier enrolment left behind. What would keep the kubelet from working is named here, with its fix, rather than after the files are in place.',
		],
		link: 'https://kubernetes.io/docs/setup/production-environment/container-runtimes/',
	},
	review: {
		paragraphs: ['The plan names every file and every object that would be created or changed, with its diff, and every kubelet that would be started or restarted. Nothing else is done, and nothing at all before you confirm. Replaced files are kept beside the new ones.'],
		link: 'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/',
	},
	run: {
		paragraphs: ['Each node gets its files, its kubelet starts and asks for a client certificate; kubenroll compares the request with what this node may ask, and approves it only if all fits. The node registers, asks for its serving certificate, and becomes Ready. Its token is deleted then.'],
		link: 'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/',
	},
	summary: {
		paragraphs: ['Kubelets renew their certificates by themselves before they run out. The controller-manager approves renewals of client certificates where the binding for selfnodeclient is there; for serving certificates Kubernetes has no approver of its own, so somebody or something has to approve each renewal.'],
		link: 'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/#certificate-rotation',
	},
};
