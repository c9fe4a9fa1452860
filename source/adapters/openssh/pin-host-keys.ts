import {randomUUID} from 'node:crypto';
import {chmod, mkdir, open, readFile, rename} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {RemoteShell} from '../../ports/remote-shell.ts';
import {isAbout, parseKnownHosts} from './known-hosts.ts';
import type {ScanSetup} from './scan-host-keys.ts';

/** Adds accepted keys to the pinned file, all or nothing, and keeps what is there; see `RemoteShell.pinHostKeys`. */
export const createPinHostKeys = (setup: Omit<ScanSetup, 'folder' | 'settings'>): RemoteShell['pinHostKeys'] => async (accepted) => {
	const file = setup.pinnedFile;
	const text = await readFile(file, 'utf8').catch(() => '');
	const entries = parseKnownHosts(text, file);
	const lines: string[] = [];
	for (const {node, keys} of accepted) {
		const {keyName} = await setup.resolve(node);
		const pinned = entries.filter((entry) => isAbout(entry, keyName)).map(({key}) => key.line);
		lines.push(...keys.filter(({line}) => !pinned.includes(line)).map(({line}) => `${keyName} ${line}`));
	}
	const added = [...new Set(lines)];
	if (added.length === 0) {
		return;
	}
	await mkdir(dirname(file), {recursive: true, mode: 0o700});
	const beside = `${file}.${randomUUID().slice(0, 8)}.tmp`;
	const handle = await open(beside, 'wx', 0o600);
	try {
		await handle.writeFile(`${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${added.join('\n')}\n`);
		await handle.sync();
	} finally {
		await handle.close();
	}
	await chmod(beside, 0o600);
	await rename(beside, file);
	setup.knownHosts.forget(file);
};
