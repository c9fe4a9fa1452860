import type {RequestProblems} from '../../../core/problem/request.ts';
import type {ProblemTexts} from '../../catalog.ts';

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
};
