import type {MissingFact} from '../../core/csr/judge-context.ts';
import type {Judgement} from '../../core/csr/judgement.ts';
import type {Decider} from '../../core/csr/decider.ts';
import type {PossessionGap} from '../../core/csr/possession.ts';
import type {ReservedAddress, ReservedName} from '../../core/csr/reason-codes.ts';
import type {ReasonTexts} from '../catalog.ts';
import {describeDefect} from '../defect-text.ts';
import {formatDuration} from '../format-duration.ts';
import {defects} from './defects.ts';

const states: Readonly<Record<Judgement['state'], string>> = {pending: '待审批', approved: '已批准', issued: '已签发', denied: '已拒绝', failed: '已失败'};

/** 处理 CSR 的各方的叫法。 */
export const deciders: Readonly<Record<Exclude<Decider, 'unknown'>, string>> = {
	'controller-manager': 'controller-manager',
	kubectl: 'kubectl',
	kubenroll: 'kubenroll',
	'machine-approver': 'OpenShift 的 machine approver',
};

// condition 的 reason 由写入者自定：不认识的只引用原文。
const describeDecider = (by: Decider, reason: string): string => (by === 'unknown' ? (reason === '' ? '' : `，原因写的是“${reason}”`) : `，由 ${deciders[by]} 处理`);

const gaps: Readonly<Record<PossessionGap, string>> = {
	untrusted: '它的证书不是由 kubelet 的 CA 签发的',
	'not-valid-now': '它的证书目前不在有效期内',
	'other-common-name': '它的证书属于别的名字',
	'other-alt-names': '它的证书包含不同的名字或地址',
};

const describeSeconds = (seconds: string): string => `${seconds} 秒（${formatDuration(Number(seconds) * 1000)}）`;

const missing: Readonly<Record<MissingFact, string>> = {
	nodes: '集群中的 Node 列表',
	tokens: 'bootstrap token Secret',
	'service-range': 'Service 网段（请在 kubenroll.yaml 中设置 cluster.serviceCidrs）',
	'api-server-address': 'apiserver 域名背后的地址',
	clock: 'apiserver 的当前时间',
	'clocks-apart': '请求与 token 的时效（本机与 apiserver 的时钟相差超过 30 秒）',
	'unreadable-range': '保留或允许的地址、网段中有写错的，无法理解',
};

const reservedNames: Readonly<Record<ReservedName, string>> = {
	wildcard: '这是通配符',
	kubernetes: '这是 apiserver 在集群内的名字',
	service: '这是 Service 的名字',
	localhost: '每台机器都有这个名字',
	'ip-literal': '这是写成 DNS 名的 IP 地址',
	cluster: '这是 apiserver 的地址',
	'control-plane': '它属于控制平面主机',
	'other-node': '它属于其他节点',
};

const reservedAddresses: Readonly<Record<ReservedAddress, string>> = {
	loopback: '这是环回地址',
	unspecified: '这是未指定地址',
	'link-local': '这是链路本地地址',
	multicast: '这是组播地址',
	broadcast: '这是广播或保留地址',
	embedded: '其中嵌入了保留的 IPv4 地址',
	cluster: '这是 VIP、负载均衡、集群 DNS 或 kubernetes Service 的地址',
	'cluster-range': '它在 Service 或 Pod 网段内',
	'control-plane': '它属于控制平面主机',
	'other-node': '它属于其他节点',
};

/** 审批策略各条规则的结论。 */
export const reasons: ReasonTexts = {
	'signer-not-kubelet': ({signer}) => `signer ${signer} 与 kubelet 无关，kubenroll 不会处理`,
	'signer-kubelet': ({signer}) => `signer 为 ${signer}`,
	'already-decided': ({state, by, reason}) => `该 CSR ${states[state]}${describeDecider(by, reason)}`,
	'denied-in-run': ({node}) => `不久前刚有人拒绝过 ${node} 的 CSR`,
	'still-pending': () => '尚无人审批',
	'facts-missing': ({fact}) => `缺少信息：${missing[fact]}`,
	'facts-complete': () => '所需信息齐全',
	'name-unusual': ({name}) => `kubelet 不会把 CSR 命名为 ${name}`,
	'name-usual': () => 'CSR 名称符合 kubelet 的格式',
	'request-unreadable': (params) => describeDefect(defects, params, ['（', '）']),
	'request-readable': () => '内容只有一种读法，自签名有效',
	'usage-beyond-spec': ({usage}) => `请求内容要求 ${usage}，而 spec.usages 中没有`,
	'key-weak': ({key}) => `密钥 ${key} 强度不足`,
	'key-unusual': ({key, hash}) => `密钥 ${key}、签名 ${hash}，kubelet 不会这样生成`,
	'key-of-other-node': ({nodes}) => `同一把密钥还在为 ${nodes} 申请证书，是否克隆了磁盘？`,
	'key-sound': ({key, hash}) => `密钥 ${key}，签名 ${hash}`,
	'organization-wrong': ({organizations}) => `O 必须恰好为 system:nodes，实际为 ${organizations || '空'}`,
	'organization-right': () => 'O 为 system:nodes',
	'common-name-wrong': ({commonNames}) => `CN 必须是唯一的 system:node:<节点名>，实际为 ${commonNames || '空'}`,
	'subject-extra-part': ({types}) => `subject 中还有 ${types}`,
	'subject-string-type': ({types}) => `subject 使用了 ${types} 编码，不同程序读法不一`,
	'common-name-right': ({node}) => `CN 是节点 ${node} 的`,
	'usages-wrong': ({usages, expected}) => `usages 应为 ${expected}（可带 key encipherment），实际为 ${usages || '空'}`,
	'usages-right': ({usages}) => `usages 为 ${usages}`,
	'lifetime-too-short': ({seconds}) => `请求的有效期为 ${seconds} 秒，Kubernetes 至少签发 600 秒`,
	'lifetime-too-long': ({seconds, maximum}) => `请求的有效期为 ${describeSeconds(seconds)}，超过 approval.maxExpiration 允许的 ${describeSeconds(maximum)}`,
	'lifetime-unset': () => '未指定有效期，由 controller-manager 的 --cluster-signing-duration 决定（默认一年）',
	'lifetime-right': ({seconds}) => `请求的有效期为 ${describeSeconds(seconds)}`,
	'age-unknown': ({createdAt}) => `无法从 ${createdAt || '空的时间'} 判断创建时间`,
	'from-future': ({seconds}) => `创建时间比现在晚 ${formatDuration(Number(seconds) * 1000)}`,
	'too-old': ({minutes}) => `已创建 ${minutes} 分钟，kubelet 早已放弃等待`,
	'older-than-run': ({createdAt}) => `创建于 ${createdAt}，早于本次运行`,
	'age-right': ({seconds}) => `创建于 ${formatDuration(Number(seconds) * 1000)} 前`,
	'node-not-planned': ({node}) => `${node} 不在计划中`,
	'control-plane-not-planned': ({node}) => `${node} 是控制平面主机，计划中没有把它列为节点`,
	'node-planned': ({node}) => `${node} 在计划中`,
	superseded: ({newer}) => `已被更新的 ${newer} 取代，kubelet 已不再持有本 CSR 的私钥`,
	'not-superseded': () => '没有更新的 CSR 取代它',
	'client-has-alt-names': ({names}) => `client CSR 不应有 SAN，实际有 ${names || '空列表'}`,
	'client-without-alt-names': () => '没有 SAN',
	'requester-stranger': ({requester}) => `${requester} 不是 kubelet`,
	'requester-foreign-group': ({requester, group}) => `${requester} 属于组 ${group}，而 bootstrap token 不会带来这个组`,
	'requester-other-node': ({requester, node}) => `${requester} 在申请 ${node} 的身份`,
	'requester-legacy-group': ({requester}) => `${requester} 属于旧组 system:kubelet-bootstrap，请在 token.csv 中改用 system:bootstrappers`,
	'requester-token-file-unexpected': ({requester}) => `${requester} 来自 token 文件，而本计划不使用 token 文件`,
	'requester-bootstrap-token': ({tokenId}) => `使用 bootstrap token ${tokenId} 申请`,
	'requester-token-file': ({requester}) => `由 token 文件中的 ${requester} 申请`,
	'requester-node': ({node}) => `由 ${node} 自己申请续期`,
	'token-missing': ({secret}) => `Secret ${secret} 不存在：token 已删除，或不属于本集群`,
	'token-wrong-type': ({secret, type}) => `Secret ${secret} 的类型是 ${type || '空'}`,
	'token-never-expires': ({secret}) => `Secret ${secret} 中的 token 永不过期，kubenroll 不会创建这样的 token`,
	'token-made-for-other-node': ({secret, made, node}) => `Secret ${secret} 中的 token 是为 ${made} 创建的，申请的却是 ${node}`,
	'token-expired': ({secret, expiration}) => `Secret ${secret} 已于 ${expiration} 过期`,
	'token-not-of-plan': ({secret}) => `Secret ${secret} 不是为本计划创建的`,
	'token-cannot-authenticate': ({secret}) => `Secret ${secret} 不允许用于认证`,
	'token-expiration-unreadable': ({secret, expiration}) => `Secret ${secret} 的 expiration 无法解析：${expiration}`,
	'token-id-mismatch': ({secret, tokenId}) => `Secret ${secret} 中的 token-id 是 ${tokenId || '空'}`,
	'token-lacks-node-group': ({secret, group}) => `Secret ${secret} 中没有组 ${group}`,
	'token-right': ({secret}) => `Secret ${secret} 有效，且属于本计划`,
	'token-published': ({secret}) => `Secret ${secret} 的 token 在网上公开过，请删除`,
	'token-of-other-node': ({node, bound}) => `token 绑定的是 ${bound}，申请的却是 ${node}`,
	'token-of-several-nodes': ({groups}) => `token 绑定了多个节点：${groups}`,
	'token-shared': () => 'token 没有绑定节点，持有者可以申请任意节点名',
	'token-shared-trusted': () => 'token 是共享的，kubenroll.yaml 已允许',
	'token-bound': ({node}) => `token 绑定的是 ${node}`,
	'node-ready': ({node}) => `Node ${node} 已存在且为 Ready`,
	'node-not-listed-again': ({node}) => `Node ${node} 已存在，且未列为重新入网`,
	'node-enrols-again': ({node}) => `Node ${node} 已存在且不是 Ready，已列为重新入网`,
	'node-is-control-plane': ({node}) => `${node} 是控制平面主机，计划中没有这样列出`,
	'node-new': ({node}) => `Node ${node} 尚不存在`,
	'second-in-run': ({first}) => `同一节点的 ${first} 已获批准：可能有两台机器持有同一个 token`,
	'second-by-other-requester': ({first, requester}) => `同一节点的 ${first}（申请者 ${requester}）已获批准：是机器重装过，还是有两台机器？`,
	'second-by-node': ({first}) => `同一节点的 ${first} 已获批准：kubelet 很少这么快再次申请`,
	'enrols-anew': ({first}) => `${first} 所用的 token 已删除或过期；本 CSR 使用专为该节点签发的 token，与重装后重新入网的情形相符`,
	'first-in-run': () => '该节点没有其他已批准的 client CSR',
	'renewal-lacks-group': ({group}) => `申请者不在组 ${group} 中`,
	'renewal-without-node': ({node}) => `Node ${node} 不存在，无从续期`,
	'renewal-not-planned': ({node}) => `${node} 申请续期，但不在计划中`,
	'renewal-right': ({node}) => `Node ${node} 为自己的证书续期`,
	'gate-in-force': ({answer}) =>
		({
			no: '首次 CSR 只会由你或 kubenroll 批准',
			yes: 'controller-manager 会自动批准任意节点名的首次 CSR：审批关卡没有生效',
		})[answer],
	'renewals-approved': ({answer}) =>
		({
			yes: 'controller-manager 会自动批准续期，交给它即可',
			no: '续期无人自动批准：请把组 system:nodes 绑定到 system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
		})[answer],
	'key-on-host': ({node}) => `已在主机上证实：私钥就在 ${node} 上`,
	'key-not-on-host': ({node}) => `${node} 上没有对应的私钥：这个 CSR 是别的机器提交的`,
	'key-on-host-unread': ({node}) => `未能证实：${node} 上有一个私钥无法比对，需要主机上有能读取它的 openssl`,
	'serving-requester-other': ({requester, expected}) => `只有 ${expected} 可以申请，实际申请者是 ${requester}`,
	'serving-requester-lacks-group': ({group}) => `申请者不在组 ${group} 中`,
	'serving-requester-right': ({requester}) => `由 ${requester} 为自己申请`,
	'serving-without-node': ({node}) => `Node ${node} 不存在`,
	'serving-node-exists': ({node}) => `Node ${node} 已存在`,
	'serving-without-alt-names': () => '没有任何 SAN',
	'alt-names-too-many': ({count, maximum}) => `SAN 有 ${count} 个，超过 ${maximum} 个`,
	'alt-name-kind-wrong': ({name}) => `${name} 既不是 DNS 名也不是 IP 地址`,
	'dns-name-malformed': ({name}) => `${name} 不是合法的 DNS 名`,
	'dns-name-unknown': ({name}) => `不知道该节点有 DNS 名 ${name}`,
	'dns-name-in-status-only': ({name}) => `DNS 名 ${name} 只出现在 Node 的 status 中，而 status 由节点自己填写`,
	'dns-name-served': ({name}) => `节点当前的证书已包含 DNS 名 ${name}`,
	'dns-name-expected': ({name}) => `DNS 名 ${name} 属于该节点`,
	'address-not-allowed': ({address}) => `${address} 不在 approval.addressAllowList 内`,
	'address-unknown': ({address}) => `不知道该节点有地址 ${address}`,
	'address-secondary': ({address}) => `${address} 是网卡上附加的第二个地址，VIP 也是这样挂上去的；如果它固定属于该节点，请写入该节点的 addresses`,
	'address-in-status-only': ({address}) => `${address} 只出现在 Node 的 status 中，而 status 由节点自己填写`,
	'address-served': ({address}) => `节点当前的证书已包含 ${address}`,
	'address-expected': ({address}) => `${address} 属于该节点`,
	'dns-name-reserved': ({name, because}) => `任何节点都不能使用 ${name}：${reservedNames[because]}`,
	'address-reserved': ({address, because}) => `该节点不能使用 ${address}：${reservedAddresses[because]}`,
	'nothing-reserved': () => '没有保留的名字或地址',
	'possession-proved': ({node}) => `${node} 当前的有效证书恰好包含这些名字，这是它的续期`,
	'possession-unproved': ({node, gap}) => `已连接 ${node}，但${gaps[gap]}，因此逐个判断`,
};
