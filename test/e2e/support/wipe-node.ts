import type {Host} from '../../lab/host.ts';
import type {Lab} from '../../lab/lab.ts';

/** Makes a node bare again, and its cluster one that has never heard of it nor of kubenroll: a second scenario on a lab costs no second lab. */
export async function wipeNode(lab: Lab, host: Host): Promise<void> {
	const {stderr, exitCode} = await host.exec(`set -e
		if systemctl --quiet is-active kubelet; then systemctl kill --signal=KILL kubelet; systemctl stop kubelet; fi
		rm -rf /etc/kubernetes /etc/systemd/system/kubelet.service* /etc/systemd/system/multi-user.target.wants/kubelet.service
		find /var/lib/kubelet -mindepth 1 -delete
		systemctl daemon-reload
		systemctl reset-failed`);
	if (exitCode !== 0) {
		throw new Error(`${host.name}: couldn't be wiped: ${stderr}`);
	}

	await lab.kubectl('delete', 'node', host.name, '--ignore-not-found');
	await lab.kubectl('delete', 'certificatesigningrequests', '--all');
	await lab.kubectl('delete', 'secrets', '--namespace=kube-system', '--field-selector=type=bootstrap.kubernetes.io/token');
	await lab.kubectl('delete', 'clusterrolebindings', 'kubenroll:node-bootstrapper', 'kubenroll:node-renewal', '--ignore-not-found');
}
