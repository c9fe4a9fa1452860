import type {SshProblems} from '../../../core/problem/ssh.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** Problems of reaching a node, in English. */
export const sshProblems: ProblemTexts<SshProblems> = {
	'ssh-unreachable': ({address, port}) => ({message: `nothing answers at ${address} port ${port}`, hints: ['check that the node is up and sshd listens']}),
};
