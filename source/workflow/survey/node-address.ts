import type {Answers, NodeAnswers} from '../../core/answers/answers.ts';
import type {NodeAddress} from '../../ports/remote-shell.ts';

/** Whom to dial for a node: its own user and port, else those for all, else what ssh_config says. */
export const nodeAddress = (node: NodeAnswers, {ssh}: Pick<Answers, 'ssh'>): NodeAddress => {
	const user = node.user ?? ssh.user;
	const port = node.port ?? ssh.port;
	return {name: node.name, address: node.address, ...(user === undefined ? {} : {user}), ...(port === undefined ? {} : {port})};
};
