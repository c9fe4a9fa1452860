import {isUser} from '../answers/node-item.ts';
import {problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {foundFor} from './check.ts';
import {findFileProblems} from './check-file.ts';
import {type Finding, say, tell} from './finding.ts';
import {hostKeysKey, listHosts} from './questions.ts';
import type {WizardState} from './wizard-state.ts';

const checkPassword = (kind: 'ssh' | 'sudo', isWanted: boolean, {passwords}: WizardState): readonly Finding[] => {
	const aspect = kind === 'ssh' ? 'login' : 'sudo';
	return isWanted ? [passwords[kind] ? say('good', aspect, 'password-held', {kind}) : say('wrong', aspect, 'password-missing', {kind})] : [];
};

const checkUser = ({draft: {user}}: WizardState): readonly Finding[] => (user.trim() === '' || isUser(user.trim()) ? [] : [tell('login', problem('field-form', 'ssh.user', {field: 'ssh.user', value: escapeControls(user), form: 'user'}))]);

/** How one logs in: the user's name, and whether every password that is needed is there. */
export const checkSshStep = (state: WizardState): readonly Finding[] => {
	const {login, sudo} = state.draft;
	return [...checkUser(state), ...(login === 'keys' ? [say('note', 'login', 'ssh-by-keys', {})] : checkPassword('ssh', true, state)), ...checkPassword('sudo', sudo === 'ask', state)];
};

/** What the hosts showed of themselves; new keys are for a person to accept, all at once. */
export const checkHostKeysStep = (state: WizardState): readonly Finding[] => {
	const {hostKeys} = state;
	const key = hostKeysKey(state);
	if (hostKeys.state === 'failed' && hostKeys.key === key) {
		return hostKeys.problems.map((each) => tell('host-keys', each));
	}
	if (findFileProblems(state) !== undefined) {
		// No host is asked until the file is sound.
		return [];
	}
	const found = foundFor(hostKeys, key);
	if (found === undefined) {
		return [say('waiting', 'host-keys', 'keys-asking', {count: listHosts(state)?.length ?? state.nodeCount})];
	}
	const {known, fresh, problems} = found;
	return [
		...(state.acceptedKeys === undefined || fresh.length === 0 ? [] : [say('waiting', 'host-keys', 'keys-pinning', {count: fresh.length})]),
		...(known.length === 0 ? [] : [say('good', 'host-keys', 'keys-known', {count: known.length})]),
		...(fresh.length === 0 ? [] : [say('attention', 'host-keys', 'keys-new', {count: fresh.length})]),
		// One host in trouble does not keep the others from going on: it is left out, and the survey says so.
		...problems.map((each): Finding => ({...tell('host-keys', each), mark: known.length + fresh.length === 0 ? 'wrong' : 'attention'})),
	];
};
