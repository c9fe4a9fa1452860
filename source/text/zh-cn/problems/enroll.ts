import type {EnrollProblems} from '../../../core/problem/enroll.ts';
import type {WaitingFor} from '../../../core/run/waiting-for.ts';
import type {ProblemTexts} from '../../catalog.ts';
import {run} from '../run.ts';

/** 节点在等什么。 */
const waits: Readonly<Record<WaitingFor, string>> = {
	'client-request': 'kubelet 还没有提交 CSR',
	'client-approval': 'client CSR 等待批准',
	'client-signer': 'client CSR 已批准，但还没有被签发',
	registration: '已拿到证书，还没有 Node 对象',
	'serving-request': 'kubelet 还没有申请 serving 证书',
	'serving-approval': 'serving CSR 等待批准',
	'serving-signer': 'serving CSR 已批准，但还没有被签发',
	ready: 'Node 已注册，但还不是 Ready',
	nothing: '什么都不缺',
};

const waitHints = (node: string, login: string, request: string): Readonly<Record<WaitingFor, readonly string[]>> => {
	const log = `看它的日志：${login} sudo journalctl -u kubelet -n 50 --no-pager`;
	const signer = 'controller-manager 重启后约需 20 秒才能签发；若一直如此，检查它的 --cluster-signing-cert-file 和 --cluster-signing-key-file';
	return {
		'client-request': [log],
		'client-approval': [`查看：kubenroll csr show ${request}`],
		'client-signer': [signer],
		registration: [log],
		'serving-request': [`Node 有了地址之后 kubelet 才会申请；${log}`],
		'serving-approval': [`查看：kubenroll csr show ${request}`],
		'serving-signer': [signer],
		ready: [`查原因：kubectl describe node ${node}`, '最常见的原因是网络插件（CNI）'],
		nothing: [],
	};
};

/** 计划与执行过程中的问题。 */
export const enrollProblems: ProblemTexts<EnrollProblems> = {
	'run-cancelled': ({phase}) => ({message: `停在“${run.phases[phase]}”阶段`, hints: ['再次运行同一命令即可继续']}),
	'object-refused': ({verb, kind, name, status}) => ({
		message: `apiserver 拒绝对 ${kind} ${name} 执行 ${verb}（HTTP ${status}）`,
		hints: status === 403 ? [`请管理员授权：kubectl auth can-i ${verb} ${kind.toLowerCase()}s`] : ['看上面的原因，处理后再次运行同一命令'],
	}),
	'node-waits': ({waitsFor, seconds, request}, node, login) => ({
		message: `${seconds} 秒后仍未 Ready：${waits[waitsFor]}${request === '' ? '' : `（${request}）`}`,
		hints: waitHints(node, login, request)[waitsFor],
	}),
	'request-held': ({request, verdict, rules}) => ({
		message: `它的 CSR ${request} 判定为 ${verdict}（${rules}），需要人来决定`,
		hints: [`查看：kubenroll csr show ${request}`, `然后 kubenroll csr approve ${request} 或 kubenroll csr deny ${request}，再运行 enroll`],
	}),
	'token-stays': ({secret, expiration}) => ({
		message: `它的 bootstrap token 没能删除，在 ${expiration} 之前仍然有效`,
		hints: [`手动删除：kubectl -n kube-system delete secret ${secret}`],
	}),
	'bootstrap-file-stays': ({path}, _node, login) => ({
		message: `用完的 bootstrap kubeconfig ${path} 没能删除`,
		hints: [`手动删除：${login} sudo rm ${path}`, '其中的 token 已经删除，不能再用'],
	}),
};
