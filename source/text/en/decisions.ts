import type {DecisionText} from '../decision-text.ts';

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

/** The words of decisions, in English. */
export const decisions: DecisionText = {
	sweep: {
		none: 'No request is superseded by a newer one.',
		line: (request, newer) => `${request}: ${newer} has taken its place`,
		confirm: (number) => `Delete ${count(number, 'superseded request')}?`,
		done: (request) => `deleted ${request}`,
		kept: (request) => `left ${request} alone: it changed meanwhile, or is gone`,
	},
	revoke: {
		line: (tokenId, node, expiration) => `token ${tokenId}${node === undefined ? ', not made for one node' : ` of ${node}`}${expiration === undefined ? ', never expires' : `, expires ${expiration}`}`,
		confirm: (ids) => `Take ${ids.length === 1 ? 'the token' : 'the tokens'} ${ids.join(', ')} away? Kubelets that still need it will not get in.`,
		done: (tokenId) => `revoked ${tokenId}`,
	},
	allPass: {
		none: 'No request is PASS.',
		confirm: (number) => `Approve ${count(number, 'request')}, all of them PASS? It cannot be taken back.`,
		rest: (number) => `${count(number, 'request')} that ${number === 1 ? 'is' : 'are'} not PASS ${number === 1 ? 'is' : 'are'} left alone: kubenroll csr list`,
	},
	board: {
		automatic: (limit) => `Approve what is PASS by itself? For an hour, at most ${count(limit, 'request')}, until every planned node is Ready. It never denies; t ends it.`,
		on: (approved, limit, until) => `automatic: ${approved} of at most ${limit} approved, until ${until}; t ends it`,
		held: ({requester, tokenId, count: number}) => `held back: ${tokenId === undefined ? requester : `token ${tokenId}`} floods (${number}), the others go on${tokenId === undefined ? '' : '; r takes it away'}`,
		noToken: 'No bootstrap token is behind this row.',
	},
	watch: {
		end: ({outcomes}) => {
			const waiting = outcomes.filter(({outcome}) => outcome !== 'ready').map(({node}) => node);
			return waiting.length === 0 ? `${count(outcomes.length, 'planned node')}, all Ready` : `not Ready: ${waiting.join(', ')}`;
		},
	},
	automatic: {
		on: (until, limit) => `approves what is PASS by itself until ${until}, at most ${count(limit, 'request')}; it never denies`,
		ended: {
			time: (approved) => `automatic approval has ended after its hour, ${count(approved, 'request')} approved; what waits now is for a person`,
			count: (approved) => `automatic approval has ended: ${count(approved, 'request')} approved, more than two for each planned node are for a person`,
			'all-ready': (approved) => `every planned node is Ready: automatic approval has ended, ${count(approved, 'request')} approved`,
			operator: (approved) => `automatic approval is off, ${count(approved, 'request')} approved`,
		},
		held: ({requester, tokenId, cause, count: number, limit}) =>
			`${tokenId === undefined ? requester : `the token ${tokenId}`} floods: ${cause === 'too-many-pending' ? `${count(number, 'request')} of it wait, all together should be at most ${limit}` : `${number} names outside the plan within a minute, more than ${limit}`}; its requests are left to a person, the others go on`,
		revoke: (tokenId) => `take it away: kubenroll csr revoke ${tokenId}`,
		holdsNobody: 'the flood is over: nobody is held back any more',
	},
	log: {
		columns: {at: 'WHEN', decision: 'DECISION', request: 'REQUEST', node: 'NODE', verdict: 'VERDICT', operator: 'BY'},
		decisions: {approved: 'approved', denied: 'denied', deleted: 'deleted', revoked: 'revoked'},
		override: 'override',
		rules: (rules) => `because of ${rules.join(' ')}`,
		reason: (reason) => `reason: ${reason}`,
		empty: 'Nothing has been decided from this folder yet.',
		whole: (lines, link) => `the chain of ${count(lines, 'line')} is whole; it ends in ${link}`,
		unchained: (lines) => `${count(lines, 'line')} of an earlier format: what was changed in them before the first chained line cannot be told`,
		unread: (lines) => `not shown: ${count(lines, 'line')} in a form that this version does not know; use a newer kubenroll to see what was decided`,
	},
};
