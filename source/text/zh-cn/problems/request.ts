import type {RequestProblems} from '../../../core/problem/request.ts';
import type {ProblemTexts} from '../../catalog.ts';
import {reasons} from '../reasons.ts';

const logDefects: Readonly<Record<RequestProblems['decision-log-broken']['defect'], (line: number) => string>> = {
	changed: (line) => `第 ${line} 行与写入时不一致`,
	severed: (line) => `第 ${line} 行之前的内容与写入时不一致：有记录被修改、删除或插入`,
	unreadable: (line) => `第 ${line} 行不是审批记录`,
	unchained: (line) => `第 ${line} 行不是由 kubenroll 写入，或由不支持日志链的旧版本写入`,
	'cut-off': (line) => `日志在第 ${line} 行结束，与写入时不符：末尾的记录缺失或被修改`,
	headless: (line) => `缺少 decisions.head.json，无法判断第 ${line} 行之后是否有记录缺失`,
};

/** 审批 CSR 时的问题。 */
export const requestProblems: ProblemTexts<RequestProblems> = {
	'decision-forbidden': ({request, permission}) => ({
		message: `无权审批 ${request}：缺少权限 ${permission}`,
		hints: [`检查：kubectl auth can-i ${permission}`, '请集群管理员授权，或用 --kubeconfig 换一个 kubeconfig'],
	}),
	'decision-refused': ({request, status}) => ({
		message: `apiserver 没有接受对 ${request} 的审批（HTTP ${status}）`,
		hints: ['重新查看 CSR：kubenroll csr list'],
	}),
	'decision-against-policy': ({request, verdict}) => ({
		message: verdict === 'NOT_OURS' ? `${request} 的 signer 与 kubelet 无关，kubenroll 不会处理` : `${request} 的结论是 ${verdict}，只能由人审批并写明理由`,
		hints: ['查看原因：kubenroll csr list'],
	}),
	'request-not-found': ({request, nearest}) => ({message: `没有 ${request} 这个 CSR`, hints: [...(nearest === undefined ? [] : [`是不是想写 ${nearest}？`]), '查看现有的 CSR：kubenroll csr list', 'CSR 审批一小时后会被 Kubernetes 删除']}),
	'request-decided': ({request, state}) => ({message: `${request} 已有结果：${state}`, hints: ['批准和拒绝都无法撤回；如需重新申请，请重启 kubelet']}),
	'request-changed': ({request}) => ({message: `${request} 在查看期间发生了变化，因此没有审批`, hints: [`重新查看：kubenroll csr show ${request}`]}),
	'token-not-found': ({tokenId, nearest}) => ({message: `没有 bootstrap token ${tokenId}`, hints: [...(nearest === undefined ? [] : [`是不是想写 ${nearest}？`]), '查看现有的 token：kubectl -n kube-system get secrets --field-selector type=bootstrap.kubernetes.io/token']}),
	'facts-missing': ({facts}) => ({message: `缺少必要信息，因此没有 CSR 会判定为 PASS。${facts.map((fact) => reasons['facts-missing']({fact})).join('；')}`, hints: ['在此之前由人审批：kubenroll csr']}),
	'nothing-planned': () => ({message: '没有 kubenroll.yaml 说明计划中的节点，不会批准任何 CSR', hints: ['请把节点写进 kubenroll.yaml', '手动审批：kubenroll csr']}),
	'request-not-alone': ({request, verdict}) => ({message: `${request} 的判定是 ${verdict}，这类 CSR 只能逐个批准`, hints: [`先查看：kubenroll csr show ${request}`, `再单独批准：kubenroll csr approve ${request} --reason '…'`]}),
	'request-needs-reason': ({request, verdict}) => ({message: `${request} 的判定是 ${verdict}，批准时必须写明理由，以便记录`, hints: [`先查看：kubenroll csr show ${request}`, `再写明理由：kubenroll csr approve ${request} --reason '…'`]}),
	'request-needs-node': ({request, node}) =>
		node === ''
			? {message: `${request} 的判定是 REFUSE，且看不出属于哪个节点，无法在此批准`, hints: [`先查看：kubenroll csr show ${request}`]}
			: {message: `${request} 的判定是 REFUSE，批准时必须写出它自称的节点名`, hints: [`先查看：kubenroll csr show ${request}`, '只有当你确信所有反对的规则都不适用时，才加上 --node 和该节点名']},
	'decision-log-broken': ({line, defect}) => ({message: logDefects[defect](line), hints: ['一小时内审批过的 CSR 可从 condition 看出由谁处理：kubectl get csr -o yaml', '与该目录的备份比较；之后的记录会接在现有内容之后']}),
	'proof-without-plan': ({node}) => ({message: `${node === '' ? '该 CSR 没有写明节点' : `${node} 不在 kubenroll.yaml 里`}，无从到主机上核对`, hints: ['把该节点及其地址写进去，或者拒绝该 CSR']}),
	'proof-failed': ({exitCode}) => ({message: `无法在主机上核对密钥（退出码 ${exitCode}）`, hints: ['读取密钥需要 root：用 root 登录，或免密 sudo']}),
	'decision-unknown': ({request}) => ({message: `对 ${request} 的审批没有收到应答，结果未知`, hints: [`先查看：kubenroll csr show ${request}`]}),
};
