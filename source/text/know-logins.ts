import type {Answers} from '../core/answers/answers.ts';
import {makeLogin} from '../core/artifacts/manual-login.ts';
import {listMasters} from '../core/control-plane/list-masters.ts';
import type {Text} from './catalog.ts';

/** Lets hints of problems log in to a host as kubenroll itself does: its name in kubenroll.yaml need not be one that ssh knows. Called once the answers are read. */
export const knowLogins = (text: Text, answers: Answers): Text => {
	const logins = new Map([...answers.nodes, ...listMasters(answers, [])].map((host) => [host.name, makeLogin(answers, host)]));
	// Masters that the file does not name are found by their addresses, which are their names then.
	return {...text, loginOf: (host) => logins.get(host) ?? makeLogin(answers, {address: host})};
};
