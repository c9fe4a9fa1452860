import {readApiServerAddress} from '../answers/api-server-address.ts';
import {isUser} from '../answers/node-item.ts';
import {parseNodeList} from '../answers/parse-node-list.ts';
import type {Draft} from './draft.ts';
import {readDraft} from './read-draft.ts';

const isEmpty = (text: string): boolean => text.trim() === '';

/** The fields as kubenroll.yaml may have them: where what was typed is no address, no user or no list of nodes, as `text` has it. The draft itself where nothing is wrong with it. */
export const holdBack = (draft: Draft, text: string | undefined): Draft => {
	const isAddress = isEmpty(draft.apiServer) || readApiServerAddress(draft.apiServer.trim()).isValid;
	const user = draft.user.trim();
	const isList = isEmpty(draft.nodes) || parseNodeList(draft.nodes).problems.every(({severity}) => severity !== 'error');
	if (isAddress && (user === '' || isUser(user)) && isList) {
		return draft;
	}
	const there = readDraft(text ?? '');
	return {
		...draft,
		...(isAddress ? {} : {apiServer: there.apiServer}),
		...(user === '' || isUser(user) ? {} : {user: there.user}),
		...(isList ? {} : {earlierNodes: [], nodes: there.nodes}),
	};
};
