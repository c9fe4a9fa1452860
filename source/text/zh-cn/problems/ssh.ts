import type {SshProblems} from '../../../core/problem/ssh.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** 连接节点时的问题。 */
export const sshProblems: ProblemTexts<SshProblems> = {
	'ssh-unreachable': ({address, port}) => ({message: `${address} 端口 ${port} 没有响应`, hints: ['检查节点是否开机、sshd 是否在监听']}),
};
