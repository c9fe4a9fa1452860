import type {TokenFileProblems} from '../../../core/problem/token-file.ts';
import type {RowDefect} from '../../../core/token-file/token-file.ts';
import type {ProblemTexts} from '../../catalog.ts';
import {editOnHost, sudoOnHost} from '../../host-commands.ts';

const defects: Readonly<Record<RowDefect, string>> = {
	'bare-quote': 'a quote stands inside a column that does not begin with one',
	'text-after-quote': 'text follows a closing quote',
	'open-quote': 'a quote is never closed',
	'too-few-columns': 'it has fewer than three columns (token, user, uid)',
};

const mend = 'let the plan mend it: set tokenFile.mendRows: true in kubenroll.yaml and look at the diff';
const remove = 'take them off every master: kubenroll token remove';

/** Problems of token files, in English. */
export const tokenFileProblems: ProblemTexts<TokenFileProblems> = {
	'token-row-broken': ({path, line, defect, isComment, canMend}, _master, login) => ({
		message: `line ${line} of ${path} would keep the API server from starting: ${isComment ? 'a token file knows no comments' : defects[defect]}`,
		hints: [canMend ? mend : `put it right by hand, then run again: ${editOnHost(login, path)}`],
	}),
	'token-row-misread': ({path, line, user, lost, canMend}, _master, login) => ({
		message:
			lost.length > 0
				? `line ${line} of ${path} (${user}) has groups without quotes: the API server ignores ${lost.join(', ')}`
				: `line ${line} of ${path} (${user}) has blanks or odd quotes that the API server takes for part of a name`,
		hints: [canMend ? mend : `put it right by hand, then run again: ${editOnHost(login, path)}`],
	}),
	'token-row-empty': ({path, line, user}, _master, login) => ({
		message: `line ${line} of ${path} (${user}) has no token, so the API server skips it`,
		hints: [`mostly a shell variable was empty when it was written; put it right: ${editOnHost(login, path)}`],
	}),
	'token-row-duplicate': ({path, line, first, user}, _master, login) => ({
		message: `line ${line} of ${path} (${user}) has the same token as line ${first}: the API server takes whoever uses it for the later one`,
		hints: [`give one of them another token: ${editOnHost(login, path)}`],
	}),
	'token-row-published': ({path, line, user}, _master, login) => ({
		message: `line ${line} of ${path} (${user}) has a token that was printed in a guide: anybody may use it`,
		hints: [`take the row off every master and restart each apiserver: ${editOnHost(login, path)}`],
	}),
	'token-row-missing': ({user, on, missingOn}) => ({
		message: `the row of ${user} is on ${on.join(', ')}, not on ${missingOn.join(', ')}: the apiserver there answers it with Unauthorized`,
		hints: ['kubenroll leaves rows of others alone: nobody can tell whether it was added or revoked; put the same rows on every master, then restart each apiserver'],
	}),
	'token-row-lost': ({user, on, missingOn}) => ({
		message: `kubenroll's row of ${user} is on ${on.join(', ')}, not on ${missingOn.join(', ')}: about one in ${on.length + missingOn.length} bootstraps would fail with Unauthorized`,
		hints: ['enroll puts it back, as the plan shows', `or ${remove}`],
	}),
	'token-file-oversized': ({path, bytes}, _master, login) => ({
		message: `${path} has ${Math.ceil(bytes / 2 ** 20)} MiB, more than any token file: it is neither read nor changed`,
		hints: [`see how many lines it has: ${sudoOnHost(login, 'wc', '-l', path)}`, 'let --token-auth-file point to the token file itself, or take out rows that nobody uses'],
	}),
	'token-file-unreadable': ({path}, _master, login) => ({
		message: `${path} could not be read, so it is left as it is`,
		hints: [`look at it: ${sudoOnHost(login, 'ls', '-l', path)}`],
	}),
	'token-file-master-unread': ({masters}) => ({
		message: `${masters.join(', ')} could not be read, and a row has to be on every master: the API server that lacks it answers Unauthorized`,
		hints: ['make it reachable as the problem above says, then run again', 'or take a host that is gone out of cluster.controlPlane'],
	}),
	'token-file-dormant': ({path, users}, _master, login) => ({
		message: `${path} is there and its apiserver does not read it yet: with --token-auth-file the rows of ${users.join(', ')} come into force as well`,
		hints: [`if they are not wanted, move the file away and run again: ${sudoOnHost(login, 'mv', path, `${path}.old`)}`],
	}),
	'token-file-changes-off': ({masters}) => ({
		message: `the token file on ${masters.join(', ')} would have to be changed, and cluster.controlPlaneChanges is none`,
		hints: ['write cluster.controlPlaneChanges: needed in kubenroll.yaml', 'or do it by hand: kubenroll artifacts -o out writes the files, patches and a page of commands'],
	}),
	'token-file-open': ({path, mode}, _master, login) => ({
		message: `${path} has mode ${mode}: whoever has an account on the host can read its tokens`,
		hints: [`close it; the apiserver needs no restart for that: ${sudoOnHost(login, 'chmod', '600', path)}`],
	}),
	'token-file-without-masters': () => ({
		message: 'token-file mode changes a file on every control-plane host, and none of them is known or could be read',
		hints: ['name them in kubenroll.yaml: cluster.controlPlane: [m1=10.0.0.1, m2=10.0.0.2]', 'or let nobody touch them: kubenroll artifacts writes token.csv, patches and a page of commands', 'or use mode: bootstrap-token, which needs no file there'],
	}),
	'token-row-refused': ({refusing, accepting}) => ({
		message: `${refusing.join(', ')} ${refusing.length === 1 ? 'refuses' : 'refuse'} the row of the token file${accepting.length === 0 ? '' : `, and ${accepting.join(', ')} ${accepting.length === 1 ? 'takes' : 'take'} it`}`,
		hints: ['an apiserver reads its token file only when it starts: run kubenroll plan to see which master runs otherwise than its files say', 'a host that answers there and is not in cluster.controlPlane lacks the row: add it to the list'],
	}),
	'token-row-absent': () => ({message: 'the token file has no row for it', hints: ['run again: the plan adds one']}),
	'token-rows-stay': ({users, masters}) => ({
		message: `${users.length === 1 ? 'a row' : `${users.length} rows`} of the token file (${users.join(', ')}) on ${masters.join(', ')} ${users.length === 1 ? 'lets' : 'let'} nodes in for ever: a token file knows no expiry, and only a restart of each apiserver revokes a row`,
		hints: [`once every node has joined, ${remove}`],
	}),
	'token-file-in-use': ({masters}) => ({
		message: `the apiserver of ${masters.join(', ')} reads a token file as well: what lets kubelets in there never expires`,
		hints: ['to go over to bootstrap tokens for good, set tokenFile.retire: true in kubenroll.yaml and look at kubenroll plan: nodes keep their certificates, each apiserver restarts once', 'leave it if other clients need their rows'],
	}),
	'token-rows-left': ({masters, users}) => ({
		message: `rows of others stay in the token file on ${masters.join(', ')} (${users.join(', ')}), and --token-auth-file with them`,
		hints: [],
	}),
	'token-row-still-accepted': ({endpoint, user}) => ({
		message: `the apiserver at ${endpoint} still takes the token of ${user}, whose row is gone`,
		hints: ['another apiserver may answer at that address: look at cluster.controlPlane, and at kubenroll plan'],
	}),
};
