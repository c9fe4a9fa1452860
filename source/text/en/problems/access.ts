import type {AccessProblems} from '../../../core/problem/access.ts';
import type {ProblemTexts} from '../../catalog.ts';

const removeCommand = (name: string): string => `kubenroll access remove ${name}`;

/** Problems of the access of the board. */
export const accessProblems: ProblemTexts<AccessProblems> = {
	'access-name-invalid': ({name}) => ({
		message: `${name} cannot be the name of an access`,
		hints: ['use up to 52 of a-z, 0-9 and -, beginning and ending with a letter or digit'],
	}),
	'access-too-short': ({leastSeconds}) => ({message: `an API server gives no token for less than ${leastSeconds / 60} minutes`, hints: [`--for ${leastSeconds / 60}m, or longer`]}),
	'access-exists': ({name}) => ({message: `the access ${name} is there already`, hints: [`take it away first: ${removeCommand(name)}`, 'or make another: kubenroll access create NAME']}),
	'access-not-ours': ({object}) => ({message: `${object} is there, and kubenroll did not make it`, hints: ['use another name: kubenroll access create NAME']}),
	'access-file-exists': ({path, name}) => ({message: `${path} is there already, and is not overwritten`, hints: [`where it is an earlier access: ${removeCommand(name)}`, 'else move it away']}),
	'access-missing': ({name}) => ({message: `there is no access ${name} in this cluster`, hints: ['see which there are: kubectl -n kube-system get serviceaccounts -l app.kubernetes.io/managed-by=kubenroll']}),
	'access-shortened': ({endsAt}) => ({message: `the API server set another end: ${endsAt}`, hints: ['--service-account-max-token-expiration of kube-apiserver limits it']}),
	'access-excessive': ({user}) => ({message: `${user} may do anything in this cluster; deciding requests needs little`, hints: ['kubenroll access create makes a kubeconfig with just that, for eight hours']}),
};
