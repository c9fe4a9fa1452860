import type {AccessProblems} from '../../../core/problem/access.ts';
import type {ProblemTexts} from '../../catalog.ts';

const removeCommand = (name: string): string => `kubenroll access remove ${name}`;

/** 看板所用权限的问题。 */
export const accessProblems: ProblemTexts<AccessProblems> = {
	'access-name-invalid': ({name}) => ({
		message: `${name} 不能用作名称`,
		hints: ['最多 52 个字符，只能用 a-z、0-9 和 -，首尾必须是字母或数字'],
	}),
	'access-too-short': ({leastSeconds}) => ({message: `apiserver 不签发短于 ${leastSeconds / 60} 分钟的 token`, hints: [`请用 --for ${leastSeconds / 60}m 或更长`]}),
	'access-exists': ({name}) => ({message: `权限 ${name} 已经存在`, hints: [`先收回：${removeCommand(name)}`, '或者换个名称：kubenroll access create NAME']}),
	'access-not-ours': ({object}) => ({message: `${object} 已经存在，但不是 kubenroll 创建的`, hints: ['请换个名称：kubenroll access create NAME']}),
	'access-file-exists': ({path, name}) => ({message: `${path} 已经存在，不会覆盖`, hints: [`如果是以前创建的：${removeCommand(name)}`, '否则请先移走']}),
	'access-missing': ({name}) => ({message: `集群里没有权限 ${name}`, hints: ['查看现有的：kubectl -n kube-system get serviceaccounts -l app.kubernetes.io/managed-by=kubenroll']}),
	'access-shortened': ({endsAt}) => ({message: `apiserver 给的到期时间不同：${endsAt}`, hints: ['受 kube-apiserver 的 --service-account-max-token-expiration 限制']}),
	'access-excessive': ({user}) => ({message: `${user} 在这个集群里什么都能做，而审批 CSR 只需要很少的权限`, hints: ['kubenroll access create 可以生成只有这些权限、八小时后到期的 kubeconfig']}),
};
