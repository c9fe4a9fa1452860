import type {SshTarget} from '../../core/problem/ssh.ts';
import {type Problem, problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {greetingLimitMiB} from './await-ready.ts';
import type {WorkEnd} from './session-work.ts';

/** What explaining needs to know beside the words. */
export type FailedLogin = {
	readonly node: string;
	readonly target: SshTarget;
	readonly user: string;
	readonly via?: string;
	readonly connectTimeoutSeconds: number;
	/** The name of the host's keys in known_hosts files, and the file that was looked into first. */
	readonly keyName: string;
	readonly knownHostsFile: string;
	readonly passwordWasGiven: boolean;
	readonly timeoutMs: number;
};

type Explain = (login: FailedLogin, match: RegExpExecArray, words: string) => Problem;

const fingerprintsIn = (words: string): readonly string[] => [...new Set(words.match(/SHA256:[A-Za-z0-9+/]{43}/g))];
// As sshconnect.c writes it: `ED25519 key fingerprint is …`, `The fingerprint for the ED25519 key sent by the remote host is`.
const keyTypesIn = (words: string): {readonly keyTypes?: readonly string[]} => {
	const [, type] = /\b([A-Z][A-Z0-9-]+) key (?:fingerprint is|sent by the remote host)/.exec(words) ?? [];
	return type === undefined || fingerprintsIn(words).length !== 1 ? {} : {keyTypes: [type]};
};

// sudo repeats the whole command line that it refuses, between its reason and the host.
const lineShown = 200;
const shorten = (line: string): string => (line.length > lineShown ? `${line.slice(0, lineShown - 50)} … ${line.slice(-50)}` : line);
/** The last two lines; before them the one that tells why, which others may have followed. */
const lastWords = (words: string, why?: RegExp): string => {
	const lines = words
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '' && !line.startsWith('@@@'));
	const first = why === undefined ? undefined : lines.find((line) => why.test(line));
	const last = lines.slice(-2);
	return escapeControls((first === undefined || last.includes(first) ? last : [first, ...last.slice(-1)]).map(shorten).join('; '));
};
const simply = (code: 'ssh-unreachable' | 'ssh-refused' | 'ssh-name-unknown' | 'ssh-closed-early' | 'ssh-too-many-keys'): Explain =>
	({node, target, via}, _match, words) => (via === undefined ? problem(code, node, target, {cause: lastWords(words)}) : problem('ssh-jump-failed', node, {...target, via}, {cause: lastWords(words)}));
const silent: Explain = ({node, target, connectTimeoutSeconds}, _match, words) => problem('ssh-silent', node, {...target, seconds: connectTimeoutSeconds}, {cause: lastWords(words)});

// The first that matches wins. Words as OpenSSH 7.4 to 10 writes them: sshconnect.c, sshconnect2.c, packet.c, kex.c, mux.c, readconf.c.
const explanations: readonly (readonly [RegExp, Explain])[] = [
	[/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed|REVOKED HOST KEY DETECTED|key .* is revoked/i, ({node, target, keyName, knownHostsFile}, _match, words) => {
		const file = /^Offending \S* key in (.+):\d+$/m.exec(words)?.[1] ?? knownHostsFile;
		return problem('ssh-host-key-changed', node, {address: target.address, fingerprints: fingerprintsIn(words), ...keyTypesIn(words), file: escapeControls(file), name: keyName});
	}],
	[/host key is known for .* and you have requested strict checking|Host key verification failed/, ({node, target, via}, match, words) =>
		via !== undefined && !match[0].includes('strict checking')
			? problem('ssh-jump-failed', node, {...target, via}, {cause: lastWords(words, /Host key verification failed/)})
			: problem('ssh-host-key-unknown', node, {address: target.address, fingerprints: fingerprintsIn(words), ...keyTypesIn(words)}, {cause: lastWords(words)})],
	[/Unable to negotiate with .*?: (.*?)(?:\. Their offer: (.*))?$/m, ({node, target}, match, words) => problem('ssh-algorithms', node, {...target, offered: escapeControls((match[2] ?? match[1] ?? '').trim())}, {cause: lastWords(words)})],
	[/Too many authentication failures/, simply('ssh-too-many-keys')],
	[/Permission denied \(([^)]*)\)/, ({node, target, user, passwordWasGiven}, match, words) =>
		passwordWasGiven
			? problem('ssh-password-wrong', node, {...target, user}, {cause: lastWords(words)})
			: problem('ssh-permission-denied', node, {...target, user, methods: escapeControls(match[1] ?? '').split(',')}, {cause: lastWords(words)})],
	[/Bad configuration option|bad configuration options|Bad owner or permissions on|Can't open user config file|unsupported option|no argument after keyword|missing argument/i, ({node, target}, _match, words) => problem('ssh-config-invalid', node, {command: target.command}, {cause: lastWords(words)})],
	[/Could not resolve hostname/, simply('ssh-name-unknown')],
	[/Connection timed out during banner exchange|Timeout, server .* not responding/, silent],
	[/Connection refused/, simply('ssh-refused')],
	[/Connection timed out|Operation timed out|No route to host|Network is unreachable|Host is (?:down|unreachable)/, simply('ssh-unreachable')],
	[/exchange_identification|banner exchange|Connection (?:closed|reset) by|Broken pipe|stdio forwarding failed|Exceeded MaxStartups/i, simply('ssh-closed-early')],
];

// Of all and of a line: far more than OpenSSH writes, and so little that a node cannot make a search in it long.
const wordsLimit = 16 * 1024;
const lineLimit = 1000;
const cutWords = (words: string): string =>
	words
		.slice(-wordsLimit)
		.split(/\r?\n/)
		.map((line) => line.slice(0, lineLimit))
		.join('\n');

/** Puts what ssh said before it gave up into words for people. */
export const explainWords = (login: FailedLogin, said: string): Problem => {
	const words = cutWords(said);
	for (const [pattern, explain] of explanations) {
		const match = pattern.exec(words);
		if (match !== null) {
			return explain(login, match, words);
		}
	}
	const cause = lastWords(words);
	return problem('ssh-failed', login.node, login.target, cause === '' ? {} : {cause});
};

// sudo(8) with LC_ALL=C: plugins/sudoers/{logging,check,sudoers,auth/sudo_auth}.c.
const sudoExplanations: readonly (readonly [RegExp, 'sudo-not-allowed' | 'sudo-needs-terminal' | 'sudo-password-needed' | 'sudo-password-wrong'])[] = [
	[/is not in the sudoers file|is not allowed to (?:execute|run)|may not run sudo|not in sudoers/, 'sudo-not-allowed'],
	[/must have a tty/, 'sudo-needs-terminal'],
	[/incorrect password|Sorry, try again|Authentication failure/i, 'sudo-password-wrong'],
	[/password is required|no password was provided|terminal is required|no tty present|conversation failure/, 'sudo-password-needed'],
];

/** Puts work that did not come to its script's end into words for people: ssh's own failures, sudo's, and ours. */
export const explainFailure = (login: FailedLogin, ended: WorkEnd): Problem => {
	const {node, target, user} = login;
	const words = cutWords(ended.stderr);
	const cause = lastWords(words);
	const withCause = cause === '' ? {} : {cause};
	if (ended.wasReady) {
		return problem('ssh-connection-lost', node, target, withCause);
	}
	if (ended.refusal !== undefined) {
		return problem(ended.refusal === 'noSudo' ? 'sudo-missing' : 'root-needed', node, {...target, user});
	}
	if (ended.sudoPrompts > 1) {
		return problem('sudo-password-wrong', node, {...target, user});
	}
	const [why, told] = sudoExplanations.find(([pattern]) => pattern.test(words)) ?? [];
	const sudoCode = told ?? (/^sudo: /m.test(words) || ended.sudoPrompts > 0 ? 'sudo-failed' : undefined);
	if (sudoCode !== undefined && ended.exitCode !== 255) {
		const reason = lastWords(words, why);
		return problem(sudoCode, node, {...target, user}, reason === '' ? {} : {cause: reason});
	}
	if (ended.exitCode !== 255) {
		return problem('ssh-no-shell', node, {...target, user}, withCause);
	}
	return explainWords(login, words);
};

/** The same for work that we ended ourselves; undefined where it ended by itself. */
export const explainEnd = (login: FailedLogin, ended: WorkEnd, limitMiB: number): Problem | undefined => {
	const {node, target} = login;
	const reasons: Readonly<Record<WorkEnd['end'], () => Problem | undefined>> = {
		exited: () => undefined,
		cancelled: () => problem('ssh-cancelled', node, {}),
		'timed-out': () => problem('ssh-timeout', node, {...target, seconds: Math.round(login.timeoutMs / 1000)}),
		'too-large': () => problem('ssh-output-too-large', node, {limitMiB: ended.wasReady ? limitMiB : greetingLimitMiB}),
		merged: () => problem('ssh-streams-merged', node, {...target, user: login.user}),
		'input-failed': () => problem('file-unreadable-here', node, {path: escapeControls(ended.unread?.file ?? '')}, {cause: escapeControls(ended.unread?.cause ?? '')}),
		'not-started': () => (ended.startError === 'ENOENT' || ended.startError === 'EACCES' ? problem('ssh-missing', node, {program: 'ssh'}) : problem('ssh-not-started', node, {program: 'ssh'}, {cause: escapeControls(ended.startError ?? '')})),
	};
	return reasons[ended.end]();
};
