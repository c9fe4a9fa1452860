import type {PlanProblems, ReenrollReason} from '../../../core/problem/plan.ts';
import {quoteShell} from '../../../core/untrusted/quote-shell.ts';
import type {ProblemTexts} from '../../catalog.ts';

const reenrollReasons: Readonly<Record<ReenrollReason, {readonly message: (detail: string) => string; readonly hints: readonly string[]}>> = {
	'not-ready-node': {message: () => '集群中已有同名 Node（NotReady），而这台主机上没有它的有效证书', hints: []},
	'other-cluster': {message: (detail) => `这台主机属于另一个集群（${detail}）`, hints: ['先在原集群里 drain 该节点']},
	'other-node': {message: (detail) => `这台主机上是另一个节点的证书（${detail}）`, hints: ['先确认名字和地址没有写错位']},
	'own-credentials': {message: (detail) => `${detail} 里的凭据不是 bootstrap 得来的，kubelet 会一直用它`, hints: []},
};

/** 制定计划时发现的问题。 */
export const planProblems: ProblemTexts<PlanProblems> = {
	'node-name-taken': ({node}) => ({
		message: '集群中已有同名 Node 且处于 Ready，而这台主机上没有它的有效证书',
		hints: [`查看是哪台机器：kubectl get node ${quoteShell(node)} -o wide`, '在 kubenroll.yaml 里给这台主机换个名字', `如果那台机器已经不再使用：kubectl delete node ${quoteShell(node)}`],
	}),
	'reenroll-needed': ({node, reason, detail}) => ({
		message: reenrollReasons[reason].message(detail),
		hints: [...reenrollReasons[reason].hints, `要重新入网，在 kubenroll.yaml 里改用完整写法：{name: ${node}, address: …, reenroll: true}；旧凭据会保留在原处旁边`],
	}),
	'file-edited': ({path}) => ({message: `${path} 在上次运行之后被手工改过，本次会重新写入`, hints: ['请看计划里的 diff；要保留的内容应写进 kubenroll.yaml', '现有文件会保留在旁边']}),
	'kubeconfig-server-differs': ({path, server, apiServer}) => ({message: `它的 kubelet 连接 ${server}，新节点连接 ${apiServer}`, hints: [`要切换，在节点上修改 ${path} 里的 server: 并重启 kubelet`]}),
	'record-of-other-cluster': ({recorded, server}) => ({message: `.kubenroll 里是 ${recorded} 的记录，而当前集群是 ${server}`, hints: ['用 --kubeconfig 或在 kubenroll.yaml 里指定正确的集群', '或换个目录：一个集群用一个目录']}),
};
