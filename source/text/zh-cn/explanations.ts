import type {StepId} from '../../core/wizard/step.ts';
import type {Explanation} from '../wizard-text.ts';

/** 每一步为什么存在，Kubernetes 在这里做了什么。 */
export const explanations: Readonly<Record<StepId, Explanation>> = {
	cluster: {
		paragraphs: [
			'kubenroll 以这个 kubeconfig 里的用户身份操作集群：读取版本和 CA，创建 token 和 RBAC 绑定，跟踪 CSR。它会逐项询问 apiserver 这个用户有没有权限，缺哪项就列出来，并给出只授予这些权限的 manifest。',
			'CA 不对，节点就会信任别的集群，或者谁都不信任。所以带 insecure-skip-tls-verify 的 kubeconfig 不予使用。',
		],
		link: 'https://kubernetes.io/zh-cn/docs/concepts/configuration/organize-cluster-access-kubeconfig/',
	},
	mode: {
		paragraphs: [
			'新的 kubelet 还没有证书。它出示 token，而凭 token 只能做一件事：申请客户端证书（CertificateSigningRequest）。批准并签发之后，token 就没用了。',
			'bootstrap token 是 kube-system 里的一个 Secret，会自己过期。kubenroll 给每个节点单独建一个，把节点名绑进去，节点 Ready 后删除：之后谁捡到都没用。token 文件则一直有效，直到删掉那一行并重启 apiserver。',
		],
		link: 'https://kubernetes.io/zh-cn/docs/reference/access-authn-authz/bootstrap-tokens/',
	},
	address: {
		paragraphs: [
			'这个地址会写进每个 kubelet 的 kubeconfig。某台控制平面主机挂掉时它也应该可用，所以应填 VIP 或负载均衡。',
			'kubelet 会校验这里出示的证书：必须由集群的 CA 签发，并且 SAN 里要有这个地址。SAN 里没有的话，每个 kubelet 都会拒绝连接，日志里是 x509 错误，节点始终不会出现。',
		],
		link: 'https://kubernetes.io/zh-cn/docs/setup/best-practices/certificates/',
	},
	nodes: {
		paragraphs: [
			'名称会成为 Node 名，并写进证书（system:node:名称），以后要改只能重新入网。只能用小写字母、数字、- 和 .。地址是 ssh 连接的地址。',
			'支持范围写法：node[01-03]=10.0.0.[51-53]。误把控制平面主机或 VIP 当成节点时会提示，因为那可能让整个集群停摆。',
		],
		link: 'https://kubernetes.io/zh-cn/docs/concepts/overview/working-with-objects/names/',
	},
	ssh: {
		paragraphs: [
			'kubenroll 用的是本机的 ssh，包括 agent、ssh_config 和跳板机：平时 ssh 节点能通，这里就能通。每个节点只登录一次，所有操作都走这一条连接。',
			'写 /etc 和启动 kubelet 需要 root。密码只问一次，运行结束前留在内存里，通过私有 socket 或标准输入交给 ssh 和 sudo，不会出现在文件、命令行和环境变量里。',
		],
		link: 'https://man.openbsd.org/ssh_config',
	},
	'host-keys': {
		paragraphs: [
			'登录之前，每台主机会出示自己的密钥。known_hosts 里已有的会比对；没见过的可能是任何人的，所以要由人统一看一遍。接受后记录在 .kubenroll/known_hosts，以后只认这些。',
			'密钥变了的主机会被跳过：要么重装过系统，要么那个地址上换了别的机器。',
		],
		link: 'https://man.openbsd.org/ssh#VERIFYING_HOST_KEYS',
	},
	files: {
		paragraphs: [
			'从这里连不上集群时，kubenroll 按你已知的信息生成同样的文件：每个节点的 CA、kubelet 配置、systemd unit 和 bootstrap kubeconfig，以及集群所需的绑定和 token Secret。',
			'只有节点或集群才知道的内容使用默认值：容器运行时的 socket、cgroup driver、集群 DNS。kubenroll.yaml 里都有对应字段。token 的有效期从写文件时开始计算。',
		],
		link: 'https://kubernetes.io/zh-cn/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/',
	},
	survey: {
		paragraphs: ['对每个节点开一个只读的 ssh 会话：看系统、kubelet、容器运行时、cgroup、时钟、地址，以及以前入网留下的文件。会让 kubelet 起不来的问题，在这里就连同解决办法一起列出，而不是等文件放好之后。'],
		link: 'https://kubernetes.io/zh-cn/docs/setup/production-environment/container-runtimes/',
	},
	review: {
		paragraphs: ['计划列出每个要新建或修改的文件和对象（可看 diff），以及每个要启动或重启的 kubelet。除此之外什么都不做；确认之前一处都不会动。被替换的文件保留在新文件旁边。'],
		link: 'https://kubernetes.io/zh-cn/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/',
	},
	run: {
		paragraphs: ['文件就位后 kubelet 启动并申请客户端证书；kubenroll 把 CSR 与这个节点应有的内容逐项比对，全部相符才批准。随后节点注册、申请 serving 证书并变为 Ready，它的 token 随即删除。'],
		link: 'https://kubernetes.io/zh-cn/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/',
	},
	summary: {
		paragraphs: ['kubelet 会在证书到期前自动申请续期。有 selfnodeclient 绑定时，客户端证书的续期由 controller-manager 批准；serving 证书 Kubernetes 自己没有批准者，每次续期都要由人或工具批准。'],
		link: 'https://kubernetes.io/zh-cn/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/#certificate-rotation',
	},
};
