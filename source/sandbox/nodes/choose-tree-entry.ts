import {once} from 'node:events';
import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {prepareTreeEntry, spawnInTree, type TreeEntry} from './enter-tree.ts';
import {makeRoot} from './practice-tree.ts';

const namespace: TreeEntry = {kind: 'namespace'};

// Everything that sessions lean on; some systems allow the namespace and not the mounts (AppArmor on Ubuntu 24.04).
const trial = 'set -e; [ "$(id -u)" = 0 ]; echo x > /etc/probe; chown root:root /etc/probe; [ "$(stat -c %U:%G /etc/probe)" = root:root ]; sed -n p /etc/probe; head -c 1 /dev/zero > /dev/null; : > /usr/local/bin/x; if (: > /usr/bin/kubenroll-probe) 2>/dev/null; then rm -f /usr/bin/kubenroll-probe; exit 1; fi; echo fits';

const canEnterNamespace = async (folder: string): Promise<boolean> => {
	const probe = await mkdtemp(join(folder, 'probe-'));
	const [tree, standIns] = [join(probe, 'a tree'), join(probe, 'stand-ins')];
	try {
		await makeRoot(tree);
		await mkdir(standIns);
		await prepareTreeEntry(namespace, tree, standIns);
		const child = spawnInTree(namespace, {tree, command: trial, environment: {LC_ALL: 'C'}});
		let output = '';
		child.stdout?.on('data', (chunk: Buffer) => {
			output += chunk.toString();
		});
		child.stdin?.end();
		const [code] = await once(child, 'close');
		return code === 0 && output === 'x\nfits\n';
	} catch {
		return false;
	} finally {
		await rm(probe, {recursive: true, force: true});
	}
};

/** Finds out, by trying it in a folder of the scene, how sessions can enter trees on this machine. */
export const chooseTreeEntry = async (folder: string): Promise<TreeEntry> => (process.platform === 'linux' && (await canEnterNamespace(folder)) ? namespace : {kind: 'rewrite'});
