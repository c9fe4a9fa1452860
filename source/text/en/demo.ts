import type {DemoText} from '../demo-text.ts';

/** The practice cluster, in English. */
export const demo: DemoText = {
	scenes: {
		default: {title: 'Three new nodes, a healthy cluster, and one intruder', guide: 'Watch n1, n2 and n3 become Ready. Then look at the request that nobody should approve: somebody has stolen the token of n1 and wants to be m1.'},
		'first-cluster': {title: 'A control plane that has never seen a node', guide: 'No binding is there yet: see in the plan which ones kubenroll creates, and that they go to the group of its own tokens.'},
		'add-nodes': {title: 'Two nodes more for a cluster that kubenroll enrolled', guide: 'n1 and n2 are there already. See in the plan that they are kept as they are, and that only n3 and n4 are touched.'},
		'token-file': {title: 'The token file, and the way over to bootstrap tokens', guide: 'Token files come with the next version of kubenroll.'},
		'vip-not-in-sans': {title: 'The VIP is missing from the API server\'s certificate', guide: 'See that nothing is changed anywhere, which names the certificate holds, and what to do.'},
		'node-down': {title: 'One node of three does not answer', guide: 'n1 and n3 become Ready; n2 is told with its cause, and the next run finishes it.'},
		'wrong-ca': {title: 'Something between n2 and the API server shows another certificate', guide: 'The kubelet of n2 runs and gets nowhere. After half a minute kubenroll has found the cause in its log.'},
		'expired-token': {title: 'The token of n2 is gone before n2 could use it', guide: 'A cleanup job deletes it. After half a minute kubenroll says that the API server refuses the token, and why that may be.'},
		intruder: {title: 'Four requests that nobody should approve', guide: 'A stolen token, a name that is not its own, the address of the VIP in a serving certificate, a certificate for administrators: find the rule that each one breaks with csr show.'},
		flood: {title: 'A machine that asks and asks', guide: 'One kubelet has left 300 requests behind. See in the list that they are told apart from the requests of your nodes.'},
		'slow-network': {title: 'Every packet to the nodes takes its time', guide: 'See that all nodes are worked on at once, and that none waits for the slowest.'},
		'five-hundred-nodes': {title: 'Five hundred nodes at once', guide: 'See how long it takes from nothing to Ready, all of them on this machine.'},
		'flaky-apiserver': {title: 'A load balancer that drops connections', guide: 'See that the view is told to be stale, that it comes back by itself, and that the run goes on.'},
	},
	guided: (words) => `Demo: ${words}`,
	starting: (folder) => `A practice cluster starts in ${folder}; nothing else on this machine is touched.`,
	started: ({server, version, nodes, seconds}) => `API server ${version} at ${server}, ${nodes} ${nodes === 1 ? 'node' : 'nodes'} with sshd, up in ${seconds}.`,
	withoutNamespaces: 'This system allows no user namespaces: the nodes work in folders of their own instead, which looks the same from outside.',
	withoutSsh: 'There is no ssh on this machine: the same scripts are run on the practice nodes directly. Real nodes need it (Debian, Ubuntu: apt install openssh-client).',
	enrolledBefore: (nodes) => `Enrolled before: ${nodes.join(', ')}.`,
	notYet: 'This scene is not built yet: token files come with the next version. kubenroll demo without --scene shows bootstrap tokens.',
	chapters: {enroll: 'Enrol the nodes', list: 'The requests, each with its verdict', show: 'One request, held against what is expected of it'},
	tryNext: 'Try next, in another terminal:',
	commands: (config, sshConfig, node) => [
		{command: `kubenroll plan --config ${config}`, says: 'nothing is left to do'},
		{command: `kubenroll csr list --config ${config}`, says: 'the requests again'},
		{command: `ssh -F ${sshConfig} ${node} journalctl -u kubelet -n 20`, says: 'what a practice kubelet logs'},
	],
	end: 'End the practice cluster and remove its folder?',
	endless: 'It runs until Ctrl-C.',
	otherwise: (expected, was) => `this scene should have ended with exit code ${expected}, and ended with ${was}`,
	removed: (folder) => `Removed ${folder}; nothing is left.`,
	swept: (folders) => `Removed what a practice cluster left that was killed: ${folders.join(', ')}`,
};
