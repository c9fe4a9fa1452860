import type {AccessText} from '../access-text.ts';

/** The access of the board, in English. */
export const access: AccessText = {
	created: ({path, name, endsAt, tokens}) => [
		`${path} (mode 0600) may read Nodes, requests and ${tokens === 0 ? 'no bootstrap token (there is none now)' : `${tokens} bootstrap token${tokens === 1 ? '' : 's'}`}, and decide requests of kubelets. Nothing else.`,
		`It ends at ${endsAt}. Tokens that are made later are not in it: make it anew for them.`,
		`use it: kubenroll csr --kubeconfig ${path}`,
		`take it away: kubenroll access remove ${name}`,
	],
	removed: ({objects, path}) => `${objects} object${objects === 1 ? '' : 's'} removed from the cluster${path === undefined ? '' : `, and ${path}`}; the token is refused from now on.`,
};
