import {createHash, createHmac} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import type {HostKey} from '../../ports/remote-shell.ts';

/** One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export type KnownHost = {
	readonly marker?: '@cert-authority' | '@revoked';
	/** Comma-separated patterns, or one hashed name `|1|salt|hash`. */
	readonly names: string;
	readonly key: HostKey;
	readonly file: string;
};

/** Builds a host key from the two words that known_hosts and ssh-keyscan write; undefined where they are no key. */
export const readHostKey = (type: string, base64: string): HostKey | undefined => {
	if (!/^[\w@.-]+$/.test(type) || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
		return undefined;
	}
	const digest = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64').replace(/=+$/, '');
	return {type, fingerprint: `SHA256:${digest}`, line: `${type} ${base64}`};
};

/** Reads the text of a known_hosts file; lines that are no entry are left out, as ssh does. */
export const parseKnownHosts = (text: string, file: string): readonly KnownHost[] =>
	text.split('\n').flatMap((line) => {
		const words = line.trim().split(/\s+/);
		const marker = words[0] === '@cert-authority' || words[0] === '@revoked' ? words[0] : undefined;
		const [names = '', type = '', base64 = ''] = marker === undefined ? words : words.slice(1);
		const key = names.startsWith('#') ? undefined : readHostKey(type, base64);
		return key === undefined ? [] : [{...(marker === undefined ? {} : {marker}), names, key, file}];
	});

const matchesHash = (hashed: string, name: string): boolean => {
	const [, , salt = '', hash = ''] = hashed.split('|');
	return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
};

const matchesPattern = (pattern: string, name: string): boolean => {
	// Nearly all are plain names, and each is held against each node.
	if (!/[*?]/.test(pattern)) {
		return pattern.toLowerCase() === name;
	}
	const source = pattern.toLowerCase().replaceAll(/[.+^$()|[\]{}\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
	return new RegExp(`^${source}$`).test(name);
};

/** True where the line is about this host; a negated pattern that matches wins over any other. `name` is lower case. */
export const isAbout = ({names}: KnownHost, name: string): boolean => {
	if (names.startsWith('|1|')) {
		return matchesHash(names, name);
	}
	const patterns = names.split(',');
	return patterns.some((pattern) => matchesPattern(pattern, name)) && !patterns.some((pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), name));
};

/** Reads known_hosts files, each once a run; one that is missing or may not be read holds nothing. */
export const createKnownHostsReader = (): {readonly read: (file: string) => Promise<readonly KnownHost[]>; readonly forget: (file: string) => void} => {
	const entriesByFile = new Map<string, Promise<readonly KnownHost[]>>();
	return {
		read(file) {
			const entries = entriesByFile.get(file) ?? readFile(file, 'utf8').then((text) => parseKnownHosts(text, file), () => []);
			entriesByFile.set(file, entries);
			return entries;
		},
		forget(file) {
			entriesByFile.delete(file);
		},
	};
};
