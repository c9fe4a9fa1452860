// The wizard in lines, as on a terminal that cannot draw and before a screen reader: the same questions, answered to a Ready node, with passwords for ssh and sudo.
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {english} from '../../source/text/en/text.ts';
import {opsPassword} from '../lab/base-tree.ts';
import {startLab} from '../lab/start-lab.ts';
import {listReadyNodes} from './support/cluster.ts';
import {openTmux} from './support/tmux.ts';

const program = process.env['KUBENROLL_BIN'] ?? fileURLToPath(new URL('../../bin/kubenroll.js', import.meta.url));

test('leads by questions from an empty folder to a Ready node, in token-file mode and with passwords', async () => {
	await using lab = await startLab({masters: 1, nodes: 1, login: 'sudo-password'});
	const [n1] = lab.nodes;
	const [m1] = lab.masters;
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-plain-'));
	try {
		await using terminal = await openTmux({command: [process.execPath, program, '--lang', 'en'], columns: 120, rows: 50, cwd: folder, env: {KUBECONFIG: lab.kubeconfig, LANG: 'C.UTF-8', TERM: 'dumb'}});
		const {press, type, see} = terminal;
		const {heads, mode, approval, ssh, plain, survey} = english.wizard;
		const answer = async (question: string, ...keys: readonly string[]): Promise<void> => {
			await see(`? ${question}`);
			await press(...keys, 'Enter');
		};
		const write = async (question: string, text: string): Promise<void> => {
			await see(`? ${question}`);
			await type(text);
			await press('Enter');
		};

		await answer(heads.cluster.ask);
		await answer(heads.mode.ask, 'Down');
		await answer(mode.fields.rows);
		await write(mode.fields.spareRows, '1');
		await answer(mode.fields.masters);
		await answer(mode.fields.changes);
		await answer(approval.question);
		await answer(heads.address.title);
		await write(heads.nodes.title, `N1=${n1?.address}`);
		await answer(heads.nodes.title);
		// A name that Kubernetes does not take is told, and asked for once more.
		await write(plain.onceMore, 'y');
		await write(heads.nodes.title, `n1=${n1?.address}`);
		await answer(heads.nodes.title);
		await write(ssh.fields.user, 'ops');
		await answer(ssh.fields.identityFile);
		await answer(ssh.fields.login, 'Down');
		await answer(ssh.fields.sudo, 'Down');
		await write(english.run.ask.ssh, opsPassword);
		await write(english.run.ask.sudo, opsPassword);
		expect(await see(plain.accept)).toContain(`${m1?.address}`);
		await write(plain.accept, 'y');
		if ((await see(plain.goOn, survey.applyFixes)).includes(survey.applyFixes)) {
			await write(survey.applyFixes, 'y');
		}

		await write(plain.goOn, 'y');
		expect(await terminal.exitCode()).toBe(0);
		expect(await listReadyNodes(lab)).toEqual(['n1']);
		const said = await terminal.history();
		expect(said).toContain('kubenroll token remove');
		expect(said, 'no password was ever shown').not.toContain(opsPassword);
		expect(await readFile(join(folder, 'kubenroll.yaml'), 'utf8')).not.toContain(opsPassword);
		expect((await m1?.readFile('/etc/kubernetes/token.csv'))?.split('\n').map(row => row.split(',')[1]).slice(0, 2)).toEqual(['kubenroll-bootstrap:n1', 'kubenroll-bootstrap:spare:1']);
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
});
