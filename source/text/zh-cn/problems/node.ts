import type {NodeProblems} from '../../../core/problem/node.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** 节点勘察发现的问题。 */
export const nodeProblems: ProblemTexts<NodeProblems> = {
	'survey-unreadable': ({detail}) => ({message: `看不懂勘察脚本的输出：${detail}`, hints: ['检查登录脚本是否在每个会话里都打印内容，然后重新运行']}),
	'root-rights-missing': ({user}) => ({message: `${user} 在该节点上没有 root 权限`, hints: ['用 root 登录，或给该用户 sudo 权限']}),
	'kubelet-missing': ({path, elsewhere}) => ({
		message: `${path} 处没有 kubelet`,
		hints: [...(elsewhere === undefined ? [] : [`${elsewhere} 处有一个：写 kubelet.paths.binary: ${elsewhere}`]), '把 kubelet 复制过去，或在 kubenroll.yaml 里写 kubelet.binary'],
	}),
	'kubelet-not-running-here': ({path}) => ({message: `${path} 无法执行`, hints: ['可能架构不对或文件不完整，用 file 和 sha256sum 检查；在 kubenroll.yaml 里写 kubelet.binary 可替换它']}),
	'kubelet-version-unknown': ({path}) => ({message: `无法得知 ${path} 的版本`, hints: [`在节点上看它怎么说：${path} --version`]}),
	'kubelet-newer': ({version, serverVersion}) => ({message: `kubelet ${version} 比 apiserver ${serverVersion} 新`, hints: ['安装与 apiserver 同一 minor 或更旧的 kubelet（kubelet.binary），或先升级控制面']}),
	'kubelet-too-old': ({version, serverVersion, oldest}) => ({message: `kubelet ${version} 对 apiserver ${serverVersion} 来说太旧`, hints: [`安装 ${oldest} 或更新的 kubelet，最好与 apiserver 同一 minor（kubelet.binary）`]}),
	'runtime-missing': ({tried}) => ({message: '没有找到容器运行时', hints: [`${tried.join('、')} 处都没有 socket：安装并启动 containerd，或写 kubelet.containerRuntimeEndpoint`]}),
	'runtime-down': ({name, endpoint}) => ({message: `${name} 没有在 ${endpoint} 监听`, hints: [`启动：systemctl enable --now ${name}；日志：journalctl -u ${name} -n 20`]}),
	'runtime-too-old': ({name, version, minimum, kubeletVersion}) => ({message: `${name} ${version} 对 kubelet ${kubeletVersion} 来说太旧`, hints: [`该 kubelet 只支持 CRI v1：把 ${name} 升级到 ${minimum} 或更新`]}),
	'runtime-cri-disabled': ({file}) => ({message: `${file} 关闭了 containerd 的 CRI 插件`, hints: ['从 disabled_plugins 中去掉 "cri"（Docker 的软件包会加上它），再执行：systemctl restart containerd']}),
	'cgroup-driver-differs': ({runtime, runtimeDriver, kubeletDriver}) => ({message: `${runtime} 的 cgroup driver 是 ${runtimeDriver}，而 kubelet 要用 ${kubeletDriver}`, hints: ['设置 kubelet.cgroupDriver: auto，或修改运行时（containerd：SystemdCgroup）并重启它']}),
	'cgroup-v1': ({kubeletVersion}) => ({message: `节点用的是 cgroup v1，kubelet ${kubeletVersion} 在其上无法启动`, hints: ['加内核参数 systemd.unified_cgroup_hierarchy=1 后重启', '或暂时在 kubelet.config 下设置 failCgroupV1: false']}),
	'swap-on': () => ({message: '开着 swap，kubelet 默认不会启动', hints: ['swapoff -a，并从 /etc/fstab 中去掉', '或在 kubelet.config 下设置 failSwapOn: false']}),
	'systemd-missing': () => ({message: '节点上没有运行 systemd', hints: ['kubenroll 用 systemd 启动 kubelet；可用 kubenroll artifacts 只生成文件']}),
	'clock-skewed': ({seconds}) => ({message: `时钟比本机${seconds > 0 ? '快' : '慢'} ${Math.abs(seconds)} 秒`, hints: ['时钟不准，证书会尚未生效或已经过期：两边都启动 chrony 或 systemd-timesyncd', '检查：timedatectl']}),
	'hostname-differs': ({hostname}) => ({message: `机器的主机名是 ${hostname}`, hints: ['没有关系：kubelet 用 --hostname-override 取节点名；kube-proxy 也要用同一个名字']}),
	'node-address-not-local': ({address, addresses}) => ({message: `${address} 不在它的任何网卡上（${addresses.join('、') || '没有找到'}）`, hints: ['经过 NAT 时就是这样；把节点自己的地址写到它的 addresses，serving 证书才能包含它们']}),
	'machine-id-shared': ({machineId, others}) => ({message: `machine-id 与 ${others.join('、')} 相同（${machineId}）`, hints: ['多半是克隆的磁盘：rm /etc/machine-id && systemd-machine-id-setup，然后重启', '若两个名字是同一台机器，去掉一个']}),
	'host-key-shared': ({fingerprint, others}) => ({message: `主机密钥与 ${others.join('、')} 相同（${fingerprint}）`, hints: ['克隆的磁盘，或同一台机器写了两个名字；若是克隆：rm /etc/ssh/ssh_host_*_key* && ssh-keygen -A && systemctl restart ssh sshd']}),
	'kubeconfig-of-other-cluster': ({path, server}) => ({message: `${path} 属于另一个集群（${server}）`, hints: ['启动 kubelet 之前会把它改名保留在原处；请先在旧集群里 drain 该节点']}),
	'kubeconfig-with-credentials': ({path}) => ({message: `${path} 自带凭据，kubelet 不会再做 bootstrap`, hints: ['可能是复制来的 admin kubeconfig；启动 kubelet 之前会把它改名保留在原处']}),
	'certificate-of-other-cluster': ({path, issuer}) => ({message: `${path} 由另一个 CA 签发（${issuer}）`, hints: ['启动 kubelet 之前会把它改名保留在原处']}),
	'certificate-of-other-node': ({path, commonName}) => ({message: `${path} 属于 ${commonName}，不是本节点`, hints: ['启动 kubelet 之前会把它改名保留在原处；请检查节点名或地址有没有写混']}),
	'folder-read-only': ({path}) => ({message: `${path} 写不了：文件系统是只读的`, hints: ['对该目录执行 findmnt -T，并用 dmesg | tail 看磁盘错误']}),
	'folder-is-file': ({path}) => ({message: `${path} 建不了：路径上有一个不是目录`, hints: [`查看：ls -ld ${path}`]}),
	'disk-full': ({freeMiB, neededMiB}) => ({message: `目标磁盘只剩 ${freeMiB} MiB，需要 ${neededMiB} MiB`, hints: ['查看：df -h；journalctl --vacuum-size=200M 往往有用']}),
};
