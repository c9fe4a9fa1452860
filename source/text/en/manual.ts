import type {ManualText} from '../manual-text.ts';

/** The page of steps, in English. */
export const manual: ManualText = {
	title: 'What kubenroll would do, by hand',
	before: [
		'Run the commands in this folder, one after the other, with a kubeconfig that may do it all. Change one master at a time, never two, and begin the next one only when the one before answers again. Files of mode 0600 hold tokens: delete this folder when you are done.',
		'If an apiserver does not come back: put the file back that `patch -b` kept beside it as `.orig`, run `systemctl daemon-reload`, restart, and look at `journalctl -u kube-apiserver`.',
	],
	steps: {
		'order-masters': () => 'No master was looked at, so these steps say what each of them needs. One after the other: the one that has the address which kubelets dial comes last: the command below prints a line there and nothing elsewhere. Where it says MASTER, do the steps for every host of the control plane, with its name in that place.',
		'read-flags': (host) => `On ${host}: see how apiserver and controller-manager are started, as which user, and where their flags are written: in the unit, in a drop-in, in an environment file that it names, or in a manifest of the kubelet. Where the paths or names below differ from yours, yours hold.`,
		'add-rows': (host) => `On ${host}: add kubenroll's rows to the token file, once. Rows that are there stay; the file before is kept beside as .orig. If the apiserver does not run as root, give the file to its user. What is printed last must be the same on all masters whose files were the same before.`,
		'write-flags': (host, component) => `On ${host}: see that ${component} has all of these flags, and write those that it lacks beside the others. One that is there keeps its value, lists get what is missing; the paths are those of your CA. In a manifest, ${component} restarts by itself when it is saved: then leave out the next two steps.`,
		'verify-unit': (host, component) => `On ${host}: let systemd read the unit of ${component} before anything is restarted. What it says must be nothing that it did not say before.`,
		'put-token-file': (host) => `On ${host}: put the token file in place. It holds the rows that are there today and those of kubenroll.`,
		'put-token-file-without-rows': (host) => `On ${host}: put the token file in place. The rows that let kubelets in are gone from it, and all others stay; where there were no others it is empty.`,
		'patch-source': (host, component) => `On ${host}: change the flags of ${component} where they are written.`,
		'put-source': (host, component) => `On ${host}: add the file that gives ${component} its flags.`,
		'restart-component': (host, component) => `On ${host}: restart ${component}, which reads flags and token file only when it starts.`,
		'await-apiserver': (host) => `Wait until the apiserver of ${host} itself is ready.`,
		'await-controller-manager': (host) => `Wait until a controller-manager leads again, after that of ${host} was restarted: until then requests are approved and not issued.`,
		'prove-row': (host) => `Prove that the apiserver of ${host} takes the row: the answer is yes, or no without "Unauthorized". Then go on to the next master.`,
		'apply-bindings': () => 'Give bootstrapping kubelets their rights.',
		'apply-tokens': () => 'Store the bootstrap tokens. They expire by themselves.',
		'delete-bindings': () => 'Delete the bindings that served only the rows of the token file.',
		'skip-nodes': (hosts) => `Nothing is to be done on ${hosts}: enrolled and Ready, with the files as they shall be.`,
		'leave-offline': () => 'For the steps with kubenroll, where the API server can be reached: take cluster.offline out of kubenroll.yaml, or name another file with --config. With it kubenroll only makes files.',
		'put-node-files': (host) => `On ${host}: put the files of the kubelet in place.`,
		'start-kubelet': (host) => `On ${host}: start the kubelet.`,
		'approve-requests': (host) => `Look at the certificate requests of ${host}, and approve those that are PASS: one now, and one for its serving certificate when its Node is there.`,
		'approve-serving-request': (host) => `Look at the certificate requests of ${host}, and approve the one for its serving certificate if it is PASS.`,
		'await-node': (host) => `Wait until ${host} is Ready.`,
		'burn-bootstrap-kubeconfig': (host) => `On ${host}: remove the bootstrap kubeconfig, which has done its work.`,
		'remove-rows': () => 'Once every node has joined, take the rows off every master: they never expire. Without kubenroll: delete them from token.csv on each master and restart its apiserver, one at a time.',
	},
	nothingToDo: 'There is nothing to do.',
};
