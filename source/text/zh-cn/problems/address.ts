import {formatHostPort} from '../../../core/facts/format-host-port.ts';
import type {AddressProblems} from '../../../core/problem/address.ts';
import type {ProblemTexts} from '../../catalog.ts';

const listNames = (names: readonly string[]): string => (names.length === 0 ? '无' : names.join('、'));

/** 连接 apiserver 时的问题。 */
export const addressProblems: ProblemTexts<AddressProblems> = {
	'address-refused': (dialled) => ({
		message: `${formatHostPort(dialled)} 拒绝连接`,
		hints: ['检查 VIP 或负载均衡是否正常、后面的 kube-apiserver 是否在监听', `在本机检查：curl -k https://${formatHostPort(dialled)}/readyz`],
	}),
	'address-timeout': ({timeoutMs, ...dialled}) => ({
		message: `${formatHostPort(dialled)} 在 ${timeoutMs / 1000} 秒内没有响应`,
		hints: ['检查本机到该地址的路由、防火墙和安全组', `在本机检查：curl -k --max-time 10 https://${formatHostPort(dialled)}/readyz`],
	}),
	'address-unresolved': ({host}) => ({
		message: `无法解析主机名 ${host}`,
		hints: [`检查本机的 DNS 或 /etc/hosts：getent hosts ${host}`, '或者不用主机名，直接填 IP 地址'],
	}),
	'address-unroutable': (dialled) => ({
		message: `没有到 ${formatHostPort(dialled)} 的路由`,
		hints: ['检查 VIP 是否已绑定在某台控制平面主机上：ip address show', `检查本机路由：ip route get ${dialled.host}`],
	}),
	'address-reset': (dialled) => ({
		message: `${formatHostPort(dialled)} 中断了连接`,
		hints: ['检查负载均衡后面是否有健康的 kube-apiserver，并且是 TCP 透传', 'kube-apiserver 正在启动时也会这样，过几秒再试'],
	}),
	'address-not-tls': (dialled) => ({
		message: `${formatHostPort(dialled)} 上的服务不是 TLS`,
		hints: ['请写 apiserver 的安全端口（通常是 6443）', '前面的负载均衡要做 TCP 透传，不能终结 TLS'],
	}),
	'address-tls-failed': (dialled) => ({
		message: `与 ${formatHostPort(dialled)} 的 TLS 握手失败`,
		hints: [`查看对端：openssl s_client -connect ${formatHostPort(dialled)} </dev/null`],
	}),
	'address-client-refused': (dialled) => ({
		message: `${formatHostPort(dialled)} 不接受 kubeconfig 里的客户端证书`,
		hints: ['检查该证书是否由各 kube-apiserver 的 --client-ca-file 里的 CA 签发', '重新签发客户端证书，或用 --kubeconfig 换一个 kubeconfig'],
	}),
	'address-untrusted': ({issuer, expected, ...dialled}) => ({
		message: `${formatHostPort(dialled)} 的证书不是由集群 CA（${listNames(expected)}）签发的${issuer === '' ? '' : `，而是由 ${issuer} 签发`}`,
		hints: [
			'检查该地址是否属于这个集群，而不是别的集群，也不是自己终结 TLS 的负载均衡',
			'检查 kubeconfig 的 certificate-authority-data：必须是签发 kube-apiserver --tls-cert-file 的那个 CA',
			`查看对端证书：openssl s_client -connect ${formatHostPort(dialled)} -showcerts </dev/null`,
		],
	}),
	'address-unnamed': ({names, ...dialled}) => ({
		message: `apiserver 证书的 SAN 里没有 ${dialled.host}；现有：${listNames(names)}`,
		hints: [
			'如果节点能访问其中某个名称，就把 cluster.apiServer 改成它',
			`或者重新签发各 apiserver 证书，在 subjectAltName 里加上 ${/^[\d.]+$|:/.test(dialled.host) ? 'IP' : 'DNS'}:${dialled.host}，再逐台重启 kube-apiserver`,
			`查看 SAN：openssl s_client -connect ${formatHostPort(dialled)} </dev/null | openssl x509 -noout -ext subjectAltName`,
		],
	}),
	'address-expired': ({notAfter, ...dialled}) => ({
		message: `${formatHostPort(dialled)} 的证书已过期${notAfter === '' ? '' : `（${notAfter}）`}`,
		hints: ['重新签发各 apiserver 证书，再逐台重启 kube-apiserver', '检查本机时间：date -u'],
	}),
	'address-not-yet-valid': (dialled) => ({
		message: `${formatHostPort(dialled)} 的证书尚未生效`,
		hints: ['检查本机时间：date -u', '检查签发该证书的机器的时间'],
	}),
	'address-expires-soon': ({notAfter, days, ...dialled}) => ({
		message: `${formatHostPort(dialled)} 的证书还有 ${days} 天过期（${notAfter}）`,
		hints: ['尽快重新签发各 apiserver 证书：一旦过期，所有 kubelet 都会与集群失联'],
	}),
	'address-not-ready': (dialled) => ({
		message: `${formatHostPort(dialled)} 的 apiserver 尚未就绪`,
		hints: ['查看哪项检查失败：kubectl get --raw \'/readyz?verbose\'', '检查 etcd 和 kube-apiserver 日志'],
	}),
	'address-loopback': (dialled) => ({
		message: `${formatHostPort(dialled)} 是回环地址：每个节点都会连自己，除非各节点本机都有负载均衡，否则找不到 apiserver`,
		hints: ['在 cluster.apiServer 里写所有节点都能访问的 VIP、负载均衡或某台 apiserver', `如果每个节点本机都有负载均衡（如 nginx、haproxy），请明确写上：cluster.apiServer: ${formatHostPort(dialled)}`],
	}),
	'address-silent': (dialled) => ({
		message: `${formatHostPort(dialled)} 能建立 TLS，但不像 apiserver 那样应答`,
		hints: [`在本机检查：curl -k https://${formatHostPort(dialled)}/readyz`, '检查负载均衡是否把 TCP 透传到 kube-apiserver'],
	}),
	'address-other-cluster': ({kubeconfigServer, ...dialled}) => ({
		message: `${formatHostPort(dialled)} 与 kubeconfig 的 ${kubeconfigServer} 不是同一个集群（虽然 CA 相同）`,
		hints: ['对比两边：kubectl get namespace kube-system -o jsonpath={.metadata.uid}', '改正 cluster.apiServer，或用 --kubeconfig 指定正确的 kubeconfig'],
	}),
	'endpoint-not-answering': ({others, total, ...dialled}) => ({
		message: `${formatHostPort(dialled)} 的 apiserver 没有应答（该地址后面 ${total} 个里有 ${others} 个正常）`,
		hints: ['检查这台控制平面主机，或本机能否直接访问它', '负载均衡转到它的节点会卡住，直到它恢复或被摘除'],
	}),
};
