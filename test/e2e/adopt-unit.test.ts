// A node on which somebody has been before, with a guide for an older Kubernetes: what they wrote is changed as little as must be.
import {expect, test} from 'vitest';
import {startLab} from '../lab/start-lab.ts';
import {askKubelet, listReadyNodes} from './support/cluster.ts';
import {createProject} from './support/project.ts';

const unitOfOldGuide = String.raw`[Unit]
Description=Kubernetes Kubelet Server
Documentation=https://github.com/kubernetes/kubernetes
After=containerd.service
Requires=containerd.service

[Service]
WorkingDirectory=/var/lib/kubelet
ExecStart=/usr/local/bin/kubelet \
  --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf \
  --kubeconfig=/etc/kubernetes/kubelet.conf \
  --config=/var/lib/kubelet/config.yaml \
  --network-plugin=cni \
  --container-runtime=remote \
  --container-runtime-endpoint=unix:///run/containerd/containerd.sock \
  --cgroup-driver=cgroupfs \
  --node-labels=example.com/rack=r1 \
  --v=2
Restart=on-failure
RestartSec=7
# Ours: the monitoring wants core dumps.
LimitCORE=infinity

[Install]
WantedBy=multi-user.target
`;

const unitPath = '/etc/systemd/system/kubelet.service';

test('shows what it changes in an operator\'s own kubelet.service, and makes the node Ready with it', async () => {
	await using lab = await startLab({nodes: 1, bootstrapTokenAuth: true});
	await using project = await createProject(lab);
	const [node] = lab.nodes;
	await node?.writeFile(unitPath, unitOfOldGuide);

	const plan = await project.plan();
	expect(plan.exitCode, plan.stderr).toBe(0);
	const change = plan.plan().nodes[0]?.files.find(({path}) => path === unitPath);
	expect(change?.action).toBe('change');
	// Gone since Kubernetes 1.24 and 1.27: a kubelet of 1.36 ends at once when it is given one of them.
	expect(change?.diff).toContain('-  --network-plugin=cni');
	expect(change?.diff).toContain('-  --container-runtime=remote');

	const run = await project.enroll();
	expect(run.exitCode, run.stderr).toBe(0);
	expect(await listReadyNodes(lab)).toEqual(['n1']);
	expect(await askKubelet(lab, 'n1', 'healthz')).toBe('ok');
	expect(await lab.kubectl('get', 'node', 'n1', '--output=jsonpath={.metadata.labels.example\\.com/rack}')).toBe('r1');

	const unit = await node?.readFile(unitPath);
	expect(unit).toContain('RestartSec=7\n# Ours: the monitoring wants core dumps.\nLimitCORE=infinity');
	const {stdout: kept} = await node?.exec(`cat ${unitPath}.kubenroll-*`) ?? {stdout: ''};
	expect(kept, 'the replaced unit is kept beside').toBe(unitOfOldGuide.trimEnd());
});
