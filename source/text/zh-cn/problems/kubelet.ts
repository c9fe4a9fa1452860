import type {KubeletProblems} from '../../../core/problem/kubelet.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** kubelet 起不来或加不进集群的原因。 */
export const kubeletProblems: ProblemTexts<KubeletProblems> = {
	'kubelet-stopped': ({restarts}, _node, login) => ({
		message: `kubelet 起不稳（已重启 ${restarts} 次）`,
		hints: [`看它的日志：${login} sudo journalctl -u kubelet -n 50 --no-pager`],
	}),
	'kubelet-unit-failed': ({unit}, _node, login) => ({
		message: `systemd 无法启动 ${unit}`,
		hints: [`查看状态：${login} systemctl status ${unit}`, `检查 unit 文件：${login} systemd-analyze verify ${unit}`],
	}),
	'kubelet-token-refused': (_params, _node, login) => ({
		message: 'apiserver 不接受这个 bootstrap token（Unauthorized）',
		hints: ['重新运行 kubenroll enroll，会生成新的 token', '确认每个 kube-apiserver 都带 --enable-bootstrap-token-auth=true', `核对时钟：${login} date -u`],
	}),
	'kubelet-request-forbidden': ({user}) => ({
		message: `${user} 无权创建 CSR：没有 ClusterRoleBinding 把它绑到 system:node-bootstrapper`,
		hints: ['运行 kubenroll plan 可看到缺少的 ClusterRoleBinding，enroll 会创建它'],
	}),
	'kubelet-anonymous': (_params, node) => ({
		message: 'kubelet 没带 token，以 system:anonymous 身份提交 CSR',
		hints: [`重新运行 kubenroll enroll --nodes ${node}，会写入完整的 bootstrap kubeconfig`],
	}),
	'kubelet-request-denied': ({reason}, node) => ({
		message: `它的 CSR 被拒绝（${reason}）`,
		hints: ['查看是谁拒绝、为什么：kubenroll csr list', `如果是误拒，运行 kubenroll enroll --nodes ${node}，kubelet 会重新申请`],
	}),
	'kubelet-request-failed': ({reason}) => ({
		message: `签发者不接受它的 CSR（${reason}）`,
		hints: ['查看该请求：kubenroll csr list'],
	}),
	'kubelet-request-timed-out': ({minutes}) => ({
		message: `它的 CSR 在 ${minutes} 分钟内没有被批准或签发`,
		hints: ['查看 CSR：kubenroll csr list', '已批准却没签发：kube-controller-manager 需要 --cluster-signing-cert-file 和 --cluster-signing-key-file'],
	}),
	'kubelet-unknown-authority': ({authority}) => ({
		message: `kubelet 不信任 apiserver 的证书${authority === '' ? '' : `（候选 CA：${authority}）`}`,
		hints: ['对比 kubeconfig 里的 CA 与签发 apiserver 证书的 CA：kubenroll plan 会列出两者', '两个 CA 的 CN 相同时看起来一样，要比指纹'],
	}),
	'kubelet-name-mismatch': ({valid, wanted}) => ({
		message: `apiserver 证书里没有 ${wanted}${valid === '' ? '（证书不含任何 IP）' : `（只有 ${valid}）`}`,
		hints: ['把 cluster.apiServer 改成证书里有的名字，或重签 apiserver 证书并加上这个地址'],
	}),
	'kubelet-clock-wrong': ({detail}, _node, login) => ({
		message: `按节点的时间看，证书不在有效期内：${detail}`,
		hints: [`检查时钟：${login} date -u`, '修好时间同步（chrony、systemd-timesyncd）后再运行 enroll'],
	}),
	'kubelet-server-unreachable': ({server}, _node, login) => ({
		message: `kubelet 连不上 apiserver ${server}`,
		hints: [`在节点上试一下：${login} curl -k https://${server}/readyz`, '检查节点到 VIP 的路由和防火墙'],
	}),
	'kubelet-no-credentials': ({path}, node) => ({
		message: `它没有有效的客户端证书，而 ${path} 也不存在`,
		hints: [`运行 kubenroll enroll --nodes ${node}，会生成 token 并写入该文件`],
	}),
	'kubelet-node-renamed': ({was}, node) => ({
		message: `kubelet 手里还是另一个节点名的证书（${was}）`,
		hints: [`要重新注册，在 kubenroll.yaml 里改用完整写法：{name: ${node}, address: …, reenroll: true}`],
	}),
	'kubelet-unknown-flag': ({flag}) => ({
		message: `这个版本的 kubelet 不认识 ${flag}`,
		hints: [`从 unit 或环境文件里去掉 ${flag}；kubenroll plan 会指出它写在哪里`],
	}),
	'kubelet-config-rejected': ({detail}) => ({
		message: `kubelet 不接受它的配置：${detail}`,
		hints: ['修改 kubenroll.yaml 里的 kubelet.config，再运行 enroll'],
	}),
	'kubelet-cgroup-v1': ({field}) => ({
		message: '节点用的是 cgroup v1，这个版本的 kubelet 拒绝运行',
		hints: ['让节点以 cgroup v2 启动（systemd.unified_cgroup_hierarchy=1）', `或暂时设置 kubelet.config.${field}: false`],
	}),
	'kubelet-swap-on': ({field}, _node, login) => ({
		message: 'swap 没关，kubelet 拒绝运行',
		hints: [`关掉 swap：${login} sudo swapoff -a，并从 /etc/fstab 里去掉`, `或设置 kubelet.config.${field}: false`],
	}),
	'kubelet-runtime-down': ({endpoint}, _node, login) => ({
		message: `容器运行时没有响应${endpoint === '' ? '' : `（${endpoint}）`}`,
		hints: [`启动它：${login} sudo systemctl start containerd`, '或把 kubelet.containerRuntimeEndpoint 设成实际使用的 socket'],
	}),
	'kubelet-runtime-without-cri': (_params, _node, login) => ({
		message: '容器运行时有响应，但没有提供这个 kubelet 需要的 CRI',
		hints: [`看看是否禁用了 cri 插件：${login} grep -n disabled_plugins /etc/containerd/config.toml`, 'kubelet 1.26 及以上需要 containerd 1.6 及以上'],
	}),
	'kubelet-registration-refused': ({detail}) => ({
		message: `apiserver 拒绝注册该 Node：${detail}`,
		hints: ['检查 kubelet.labels 和 kubelet.taints', 'kube-apiserver 需要 --authorization-mode=Node,RBAC'],
	}),
	'kubelet-current-not-symlink': ({path}, _node, login) => ({
		message: `${path} 必须是软链接，现在却是普通文件`,
		hints: [`挪开后重新注册：${login} sudo mv ${path} ${path}.old`],
	}),
	'kubelet-address-in-use': ({address}, _node, login) => ({
		message: `${address} 已被别的程序占用`,
		hints: [`看看是谁：${login} sudo ss -ltnp`, '常见原因：另一个 unit 名下还跑着旧的 kubelet'],
	}),
};
