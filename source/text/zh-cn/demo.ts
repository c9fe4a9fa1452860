import type {DemoText} from '../demo-text.ts';

/** 练习集群的文字。 */
export const demo: DemoText = {
	scenes: {
		default: {title: '三个新节点、一个正常的集群、一个入侵者', guide: '看 n1、n2、n3 变为 Ready；再看那个谁都不该批准的请求：有人偷了 n1 的 token，想冒充 m1。'},
		'first-cluster': {title: '还没有任何节点的控制面', guide: '集群里还没有绑定：在 plan 中看 kubenroll 会创建哪些绑定，并且只给自己 token 的组。'},
		'add-nodes': {title: '给 kubenroll 接入过的集群再加两个节点', guide: 'n1、n2 已经在集群里。在 plan 中看它们保持不变，只动 n3 和 n4。'},
		'token-file': {title: 'token 文件，以及如何迁移到 bootstrap token', guide: 'kubenroll 的下一个版本支持 token 文件。'},
		'vip-not-in-sans': {title: 'apiserver 证书里没有 VIP', guide: '看：任何地方都没有改动；会列出证书里有哪些名称和地址，以及怎么处理。'},
		'node-down': {title: '三个节点中有一个连不上', guide: 'n1、n3 变为 Ready；n2 会给出原因，修好后再运行一次就能完成。'},
		'wrong-ca': {title: 'n2 到 apiserver 的路上有设备换了证书', guide: 'n2 的 kubelet 在运行，但没有进展。半分钟后 kubenroll 会从它的日志里找出原因。'},
		'expired-token': {title: 'n2 还没用上 token，token 就没了', guide: '一个清理任务删掉了它。半分钟后 kubenroll 会说 apiserver 拒绝该 token，以及可能的原因。'},
		intruder: {title: '四个谁都不该批准的请求', guide: '偷来的 token、别人的节点名、serving 证书里的 VIP 地址、管理员组的证书：用 csr show 看每个请求违反了哪条规则。'},
		flood: {title: '一台机器不停地发请求', guide: '一个 kubelet 留下了 300 个请求。看列表如何把它们和您的节点的请求区分开。'},
		'slow-network': {title: '到节点的网络很慢', guide: '看：所有节点同时进行，谁也不用等最慢的那个。'},
		'five-hundred-nodes': {title: '一次五百个节点', guide: '看从零到 Ready 需要多久，全部都在这台机器上。'},
		'flaky-apiserver': {title: '会断开连接的负载均衡', guide: '看：连接断开时会提示数据可能过时，之后自动恢复，运行继续。'},
	},
	guided: (words) => `演示：${words}`,
	starting: (folder) => `练习集群正在 ${folder} 中启动；不会动这台机器上的其他东西。`,
	started: ({server, version, nodes, seconds}) => `apiserver ${version}，地址 ${server}；${nodes} 个带 sshd 的节点；用时 ${seconds}。`,
	withoutNamespaces: '这个系统不允许 user namespace：节点改为在各自的目录里工作，从外面看没有区别。',
	withoutSsh: '这台机器上没有 ssh：直接在练习节点上运行同样的脚本。真实节点需要 ssh（Debian、Ubuntu：apt install openssh-client）。',
	enrolledBefore: (nodes) => `之前已接入：${nodes.join('、')}。`,
	notYet: '这个场景还没有做：下一个版本支持 token 文件。不带 --scene 的 kubenroll demo 演示 bootstrap token。',
	chapters: {enroll: '接入节点', list: '所有请求及其判定', show: '一个请求，与预期逐项对照'},
	tryNext: '接下来可以在另一个终端里试试：',
	commands: (config, sshConfig, node) => [
		{command: `kubenroll plan --config ${config}`, says: '已经没有要做的了'},
		{command: `kubenroll csr list --config ${config}`, says: '再看一次请求'},
		{command: `ssh -F ${sshConfig} ${node} journalctl -u kubelet -n 20`, says: '练习 kubelet 的日志'},
	],
	end: '结束练习集群并删除它的目录？',
	endless: '按 Ctrl-C 结束。',
	otherwise: (expected, was) => `这个场景应以退出码 ${expected} 结束，实际是 ${was}`,
	removed: (folder) => `已删除 ${folder}，没有留下任何东西。`,
	swept: (folders) => `已删除被强行结束的练习集群留下的目录：${folders.join('、')}`,
};
