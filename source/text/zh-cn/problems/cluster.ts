import type {ClusterProblems} from '../../../core/problem/cluster.ts';
import {quoteShell} from '../../../core/untrusted/quote-shell.ts';
import type {ProblemTexts} from '../../catalog.ts';

const listNames = (names: readonly string[]): string => (names.length === 0 ? '无' : names.join('、'));

const answerDefects = {
	'not-json': '不是 JSON',
	'too-large': '响应过大，不可能来自 apiserver',
	'cut-off': '响应不完整',
	'unexpected-shape': '内容不符合 Kubernetes API',
} as const;

// What took the place of the auth-providers that kubectl dropped.
const providerPlugins: ReadonlyMap<string, string> = new Map([
	['gcp', '安装 gke-gcloud-auth-plugin，再重新生成该 user：gcloud container clusters get-credentials …'],
	['azure', '安装 kubelogin，再转换该 user：kubelogin convert-kubeconfig'],
]);

/** 打开和读取集群时的问题。 */
export const clusterProblems: ProblemTexts<ClusterProblems> = {
	'cluster-offline': ({folder}) => ({message: 'kubenroll.yaml 写明手边没有集群（cluster.offline），只能生成文件', hints: [`生成文件：kubenroll artifacts -o ${folder}`, '能连上集群时，删除 cluster.offline 并填写 cluster.kubeconfig']}),
	'offline-address-missing': () => ({message: '没有集群时，必须给出 kubelet 要连接的地址', hints: ['填写：cluster.apiServer: 10.0.0.100:6443']}),
	'offline-ca-missing': ({path}) => ({message: `${path} 处没有 CA 证书`, hints: ['从控制平面主机复制：/etc/kubernetes/pki/ca.crt 或你生成的 ca.pem；不要复制私钥']}),
	'offline-ca-invalid': ({path}) => ({message: `${path} 里没有 CA 证书`, hints: ['必须是 PEM 格式的 CA 证书：-----BEGIN CERTIFICATE-----']}),
	'kubeconfig-missing': ({looked}) => ({message: `找不到 kubeconfig，已查找：${listNames(looked)}`, hints: ['用 --kubeconfig 指定，或写在 kubenroll.yaml 的 cluster.kubeconfig']}),
	'kubeconfig-folder': ({path}) => ({message: `${path} 是目录，不是 kubeconfig`, hints: [`请指定文件；查看目录内容：ls ${quoteShell(path)}`]}),
	'kubeconfig-unreadable': ({path}) => ({message: `无法读取 ${path}`, hints: [`检查权限：ls -l ${quoteShell(path)}`]}),
	'kubeconfig-invalid': ({path, line, detail}) => ({message: `${path}${line === 0 ? '' : `:${line}`} 不是有效的 kubeconfig：${detail}`, hints: [`检查：kubectl config view --kubeconfig=${quoteShell(path)}`]}),
	'kubeconfig-no-context': ({path, contexts}) => ({
		message: `${path} 没有 current-context；现有 context：${listNames(contexts)}`,
		hints: ['在 kubenroll.yaml 的 cluster.context 里选择', `或设为默认：kubectl config use-context ${quoteShell(contexts[0] ?? 'NAME')} --kubeconfig=${quoteShell(path)}`],
	}),
	'kubeconfig-context-missing': ({path, context, contexts}) => ({message: `${path} 里没有 context ${context}；现有：${listNames(contexts)}`, hints: ['在 kubenroll.yaml 的 cluster.context 里选择其中一个']}),
	'kubeconfig-entry-missing': ({path, kind, name, context}) => ({
		message: `context ${context} 引用的 ${kind} ${name === '' ? '（空）' : name} 在 ${path} 里不存在`,
		hints: [`查看现有：kubectl config get-${kind}s --kubeconfig=${quoteShell(path)}`],
	}),
	'kubeconfig-server-invalid': ({path, server}) => ({message: `${path} 里的 server 无法连接：${server}`, hints: ['clusters[].cluster.server 应写成 https://主机:端口']}),
	'kubeconfig-proxy-invalid': ({path, cluster, scheme}) => ({
		message: `${path} 中 cluster ${cluster} 的 proxy-url ${scheme === '' ? '不是 URL' : `以 ${scheme}: 开头`}`,
		hints: ['clusters[].cluster.proxy-url 应写成 http://host:port、https://host:port 或 socks5://host:port，不用代理就删掉'],
	}),
	'kubeconfig-insecure': ({path, cluster}) => ({
		message: `${path} 的 cluster ${cluster} 设置了 insecure-skip-tls-verify，无法确认 apiserver 的身份`,
		hints: ['kubenroll 要把 CA 下发到每个节点，请去掉 insecure-skip-tls-verify', `写入 CA：kubectl config set-cluster ${quoteShell(cluster)} --certificate-authority=/etc/kubernetes/pki/ca.crt --embed-certs --kubeconfig=${quoteShell(path)}`],
	}),
	'kubeconfig-no-ca': ({path, cluster}) => ({
		message: `${path} 的 cluster ${cluster} 没有 CA，而每个节点都需要它`,
		hints: [`写入 CA：kubectl config set-cluster ${quoteShell(cluster)} --certificate-authority=/etc/kubernetes/pki/ca.crt --embed-certs --kubeconfig=${quoteShell(path)}`],
	}),
	'kubeconfig-ca-invalid': ({path, cluster}) => ({message: `${path} 的 cluster ${cluster} 的 CA 里没有可读的 PEM 证书`, hints: ['检查 certificate-authority 或 certificate-authority-data：openssl x509 -noout -subject -in ca.crt']}),
	'kubeconfig-file-missing': ({path, field, file}) => ({message: `${path} 的 ${field} 指向 ${file}，但无法读取`, hints: [`检查：ls -l ${quoteShell(file)}`, '相对路径以 kubeconfig 所在目录为起点']}),
	'kubeconfig-no-credentials': ({path, user}) => ({message: `${path} 的 user ${user} 既没有证书，也没有 token 或插件`, hints: ['使用管理员的 kubeconfig：--kubeconfig /etc/kubernetes/admin.conf']}),
	'kubeconfig-auth-provider': ({path, user, provider}) => ({
		message: `${path} 的 user ${user} 通过 auth-provider ${provider} 登录，${providerPlugins.has(provider) ? 'kubectl 1.26 起已移除这种方式' : '但不支持这种方式'}`,
		hints: [providerPlugins.get(provider) ?? '改用 exec 插件登录：kubectl config set-credentials … --exec-command=…', '或使用管理员的 kubeconfig：--kubeconfig /etc/kubernetes/admin.conf'],
	}),
	'kubeconfig-key-mismatch': ({path, user}) => ({message: `${path} 的 user ${user} 的证书和私钥不匹配`, hints: ['重新设置：kubectl config set-credentials … --client-certificate=… --client-key=… --embed-certs']}),
	'client-certificate-invalid': ({path, user}) => ({message: `${path} 的 user ${user} 的客户端证书无法读取`, hints: ['检查是否为 PEM；写在 client-certificate-data 里时只做一次 base64']}),
	'client-certificate-expired': ({path, user, commonName, notAfter}) => ({
		message: `${path} 的 user ${user}（${commonName}）的客户端证书已于 ${notAfter} 过期`,
		hints: ['用集群 CA 重新签发，或用 --kubeconfig 换一个 kubeconfig', '如果这个日期还没到，检查本机时间：date -u'],
	}),
	'exec-plugin-missing': ({path, command}) => ({message: `${path} 用插件 ${command} 登录，但找不到它`, hints: [`安装后检查：command -v ${quoteShell(command)}`]}),
	'exec-plugin-endless': ({path, command, limitMiB}) => ({message: `${path} 的登录插件 ${command} 输出超过 ${limitMiB} MiB，已终止`, hints: [`看看它输出了什么：${quoteShell(command)} | head -c 300`, `检查 ${path} 中的 users[].user.exec`]}),
	'sign-in-failed': ({path, user}) => ({message: `无法以 ${path} 中的 user ${user} 登录`, hints: [`检查这一项：kubectl config view --kubeconfig=${quoteShell(path)}`]}),
	'exec-plugin-failed': ({path, command}) => ({message: `${path} 的登录插件 ${command} 执行失败`, hints: ['先用 kubectl 登录一次，再运行 kubenroll：kubectl auth whoami']}),

	'cluster-unauthorized': ({server, user}) => ({
		message: `${server} 不认可 user ${user} 的凭据（401 Unauthorized）`,
		hints: ['检查：kubectl auth can-i --list', 'token 可能已过期；证书必须由各 kube-apiserver 的 --client-ca-file 里的 CA 签发'],
	}),
	'cluster-forbidden': ({doing, user}) => ({message: `user ${user} 没有权限：${doing}`, hints: ['运行 kubenroll plan：会列出缺少的全部权限和授权方法']}),
	'cluster-not-found': ({path}) => ({message: `apiserver 上没有 ${path}`, hints: ['检查该 API 组是否被 --runtime-config 关闭']}),
	'cluster-call-failed': ({doing, status}) => ({message: `apiserver 对 ${doing} 返回状态码 ${status}`, hints: ['查看 kube-apiserver 日志']}),
	'cluster-answer-unreadable': ({doing, status, detail}) => ({message: `${doing} 的响应（状态码 ${status}）无法使用：${answerDefects[detail]}`, hints: ['检查那里是不是 Kubernetes apiserver，而不是代理或登录页']}),

	'cluster-version-unsupported': ({version, oldest}) => ({message: `apiserver 版本为 ${version}；kubenroll 支持 ${oldest} 及以上`, hints: ['先升级控制平面']}),
	'permissions-missing': ({user, missing, manifest}) => ({
		message: `user ${user} 缺少权限：${missing.join('；')}`,
		hints: [`请集群管理员授权：\nkubectl apply -f - <<'EOF'\n${manifest}EOF`],
	}),
	'client-ca-unreadable': ({user}) => ({
		message: `user ${user} 无权读取客户端 CA（ConfigMap kube-system/extension-apiserver-authentication），而每个 kubelet 都需要它`,
		hints: [`请集群管理员授权：kubectl create rolebinding kubenroll-authentication-reader -n kube-system --role=extension-apiserver-authentication-reader --user=${quoteShell(user)}`],
	}),
	'client-ca-absent': ({configMap}) => ({
		message: `ConfigMap ${configMap} 里没有客户端 CA：apiserver 不接受客户端证书，kubelet 无法登录`,
		hints: ['给每个 kube-apiserver 加上 --client-ca-file=/etc/kubernetes/pki/ca.crt'],
	}),
	'client-ca-differs': ({clientCa, servingCa}) => ({
		message: `签发客户端证书的 CA（${listNames(clientCa)}）与签发 apiserver 证书的 CA（${listNames(servingCa)}）不同`,
		hints: ['这没有问题：前者作为 kubelet 的 clientCAFile，后者写入 kubelet 的 kubeconfig'],
	}),
	'cluster-dns-unknown': () => ({message: '集群里没有找到 DNS Service（kube-system/kube-dns）；没有它 Pod 就无法解析 Service', hints: ['在 kubelet.clusterDNS 里写地址，或先安装 CoreDNS']}),
	'cluster-domain-assumed': ({domain}) => ({message: `读不到集群的 DNS 域，按 ${domain} 处理`, hints: ['如果不是它，请在 kubelet.clusterDomain 里写明']}),
	'service-range-unknown': ({addresses}) => ({
		message: `读不到 Service 网段；${addresses.length === 0 ? '无法防止 serving 证书里出现其中的地址' : `只能保证 serving 证书里不出现 ${listNames(addresses)}`}`,
		hints: ['在 cluster.serviceCIDRs 里写明：即 kube-apiserver 的 --service-cluster-ip-range'],
	}),
	'published-token-active': ({tokenId, secret}) => ({
		message: `bootstrap token ${tokenId} 是公开文档里的示例：任何能访问 apiserver 的人都能冒充节点`,
		hints: [`删除：kubectl delete secret -n kube-system ${quoteShell(secret)}`],
	}),
	'approval-classic': ({binding}) => ({
		message: '审批为 classic 模式：首次请求由 kube-controller-manager 自动批准，任何有效 token 都能以任何节点名（包括 master）入网；serving 请求判定为 PASS 时由 kubenroll 批准',
		hints: [`该权限来自 ClusterRoleBinding ${binding}；改为 approval.mode: guarded 即可收回`, 'token 应保持短期有效、每节点一个（默认如此）'],
	}),
	'gate-not-in-force': ({bindings}) => ({
		message: `这道审批关口没有生效：kube-controller-manager 会自动批准首次请求${bindings.length === 0 ? '' : `（${bindings.join('、')}）`}，任何有效 token 都能以任何节点名入网`,
		hints: [bindings.length === 0 ? '某个角色给了 bootstrap 用户 certificatesigningrequests/nodeclient 的 create 权限，请找出并收回' : `收回权限：kubectl delete clusterrolebinding ${bindings.join(' ')}`, '如果本意如此，请写明：approval.mode: classic'],
	}),
	'dangerous-binding': ({binding, role, subject}) => ({
		message: `ClusterRoleBinding ${binding} 把 ${role} 授予了 ${subject}：拿到该身份就能控制整个集群`,
		hints: [`删除：kubectl delete clusterrolebinding ${quoteShell(binding)}`],
	}),

	'bootstrap-auth-off': ({refusing, accepting}) => ({
		message: `${refusing.join('、')} 没有开启 bootstrap token 认证${accepting.length === 0 ? '' : `（${accepting.join('、')} 已开启）`}`,
		hints: ['给那里的 kube-apiserver 加上 --enable-bootstrap-token-auth=true', '然后重启：systemctl daemon-reload && systemctl restart kube-apiserver', '或把各 master 写进 cluster.controlPlane，由 kubenroll 逐台完成'],
	}),
	'bootstrap-auth-unproved': ({endpoint}) => ({message: `无法直接向 ${endpoint} 确认它是否接受 bootstrap token`, hints: ['检查它的 kube-apiserver 是否带有 --enable-bootstrap-token-auth=true']}),
	'bootstrap-auth-odd': ({endpoint, status}) => ({message: `${endpoint} 对 bootstrap token 返回状态码 ${status}`, hints: ['查看那台 kube-apiserver 的日志']}),
};
