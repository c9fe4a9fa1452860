// The wizard by its keys alone, in a real terminal: from an empty folder to Ready nodes with a mistake at every step, each mended where it shows; then a third node from home.
import {execFile} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {english} from '../../source/text/en/text.ts';
import {simplifiedChinese} from '../../source/text/zh-cn/text.ts';
import {opsPassword} from '../lab/base-tree.ts';
import {startLab} from '../lab/start-lab.ts';
import {waitUntil} from '../lab/wait-until.ts';
import {listReadyNodes, listTokenSecrets} from './support/cluster.ts';
import {openTmux} from './support/tmux.ts';

const program = process.env['KUBENROLL_BIN'] ?? fileURLToPath(new URL('../../bin/kubenroll.js', import.meta.url));

test.each([
	['zh-CN', simplifiedChinese, 80, 24],
	['en', english, 200, 50],
] as const)('in %s', async (language, text, columns, rows) => {
	await using lab = await startLab({kubernetes: '1.36.3', nodes: 3, bootstrapTokenAuth: true, login: 'sudo-password'});
	const [n1, n2, n3] = lab.nodes;
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-wizard-'));
	try {
		await using terminal = await openTmux({command: [process.execPath, program, '--lang', language], columns, rows, cwd: folder, env: {KUBECONFIG: lab.kubeconfig, LANG: 'C.UTF-8'}});
		const {press, type, see} = terminal;
		const {heads, findings, survey, summary, home} = text.wizard;
		const vip = `${lab.vip}:6443`;
		await n2?.stop();

		// Cluster and mode: as they were found.
		await see(findings['cluster-nodes']({count: 0, ready: 0}));
		await press('Enter');
		await see(heads.mode.ask);
		await press('Enter');

		// Address: one where nothing answers is not taken.
		await see(findings['address-endpoints']({answering: 2, total: 2}));
		await press('C-u');
		await type(vip.replace(/\d+:/, '99:'));
		await see('✗');
		await press('Enter');
		expect(await see(heads.address.ask)).toContain('✗');
		await press('C-u');
		await type(vip);
		await see(findings['address-endpoints']({answering: 2, total: 2}));
		await press('Enter');

		// Nodes: a name that Kubernetes does not take is pointed at, and Tab leads to it.
		await see(heads.nodes.ask);
		await terminal.paste(`N1=${n1?.address}\nn2=${n2?.address}\n`);
		await see(`✗ N1=${n1?.address}`);
		await press('Tab');
		await see(`› N1=${n1?.address}`);
		await press('C-u');
		await type(`n1=${n1?.address}`);
		await see(findings['nodes-fit']({count: 2}));
		await press('Tab');

		// SSH: a wrong password is told by what it leads to, further on.
		await see(heads.ssh.ask);
		await type('ops');
		await press('Down');
		await type(lab.ssh.identityFile);
		await press('Down', 'Down', 'Space', 'Down');
		await type('not the password');
		await see('****');
		await press('Enter');

		// Host keys: the host that is down does not keep the other from going on.
		await see('ED25519');
		await press('y');
		await see(survey.allBlocked);
		expect(await readdir(folder), 'answers are written as one goes').toContain('kubenroll.yaml');
		await n2?.start();
		await press('Escape');
		await see(heads.ssh.ask);
		await type(opsPassword);
		await press('Enter');
		await see('ED25519');
		await press('y');

		// Survey: what is a matter of a line in kubenroll.yaml is written by a key.
		if ((await see(survey.good(2), 'failCgroupV1: false')).includes('failCgroupV1: false')) {
			await press('f');
		}

		await see(survey.good(2));
		await press('Enter');

		// Review: nothing has been changed, until it is confirmed.
		await see(text.screens.review.nothingChanged);
		expect(await readdir(join(folder, '.kubenroll'))).not.toContain('record.json');
		expect((await n1?.exec('ls /etc/kubernetes'))?.exitCode).not.toBe(0);
		await press('c');
		await see(text.screens.review.confirmFinal);
		await press('y');
		await see(summary.remains);
		expect(await listReadyNodes(lab)).toEqual(['n1', 'n2']);
		await press('Tab');
		await see(text.run.stages.cleaned);

		// A third node from home: only what is new is asked.
		await press('h');
		await see(home.nodes(2, 2));
		await press('Enter');
		await see(heads.nodes.ask);
		await type(`n3=${n3?.address}`);
		await press('Tab');
		await see('ED25519');
		await press('y');
		await see(survey.good(1));
		await press('Enter');
		await see(text.screens.review.nothingChanged);
		await press('c');
		await see(text.screens.review.confirmFinal);
		await press('y');
		await see(summary.remains);
		expect(await listReadyNodes(lab)).toEqual(['n1', 'n2', 'n3']);
		expect(await listTokenSecrets(lab)).toEqual([]);

		// A changed host key stops its node, until somebody says that the change is his own.
		await n3?.exec('rm -f /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh');
		await press('h');
		await see(home.nodes(3, 3));
		await press('Down', 'Down', 'Enter');
		await see(`ssh-keygen -f ${folder}/.kubenroll/known_hosts -R`, '-R');
		await promisify(execFile)('ssh-keygen', ['-f', join(folder, '.kubenroll/known_hosts'), '-R', n3?.address ?? '']);
		await press('C-r');
		await see(findings['keys-new']({count: 1}));
		await press('y');
		await see(summary.nothingChanged);

		await press('q');
		expect(await terminal.exitCode()).toBe(0);
		expect(await terminal.history(), 'no password was ever shown').not.toContain(opsPassword);
		const answers = await readFile(join(folder, 'kubenroll.yaml'), 'utf8');
		expect(answers).toContain(`- n3=${n3?.address}`);
		expect(answers, 'nor written').not.toContain(opsPassword);
		expect(await readdir(join(folder, '.kubenroll'))).not.toContain('draft.json');
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
});

test('in token-file mode and with passwords, masters found by the cluster itself, in zh-CN', async () => {
	const text = simplifiedChinese;
	// Two masters with units over many lines and no flag; an apiserver that is told to end waits for its watches, a minute each time unless told otherwise.
	await using lab = await startLab({kubernetes: '1.36.3', nodes: 2, login: 'sudo-password', apiserverFlags: {'request-timeout': '5s'}});
	const [first, second] = lab.masters.map(({address}) => address);
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-wizard-'));
	try {
		await using terminal = await openTmux({command: [process.execPath, program, '--lang', 'zh-CN'], columns: 80, rows: 24, cwd: folder, env: {KUBECONFIG: lab.kubeconfig, LANG: 'C.UTF-8'}});
		const {press, type, see} = terminal;
		const {heads, findings, survey, summary, mode} = text.wizard;

		await see(findings['cluster-nodes']({count: 0, ready: 0}));
		await press('Enter');
		await see(heads.mode.ask);
		await press('Down', 'Space');
		await see(findings['masters-found']({hosts: [first ?? '', second ?? '']}));
		await press('Tab', 'Tab');
		await see(`› ${mode.fields.spareRows}`);
		await type('1');
		await press('Enter');
		await see(findings['address-endpoints']({answering: 2, total: 2}));
		await press('Enter');
		await see(heads.nodes.ask);
		await type(lab.nodes.map(({name, address}) => `${name}=${address}`).join(' '));
		await press('Tab');
		await see(heads.ssh.ask);
		await type('ops');
		await press('Down', 'Down', 'Space', 'Down');
		await type(opsPassword);
		await press('Down', 'Space', 'Down');
		await type(opsPassword);
		await see(`› ${text.wizard.ssh.fields.sudoPassword}`);
		await press('Enter');

		// Masters show their keys beside the nodes, though nobody has named them.
		expect(await see('ED25519')).toContain(findings['keys-new']({count: 4}));
		await press('y');
		if ((await see(survey.good(2), 'failCgroupV1: false')).includes('failCgroupV1: false')) {
			await press('f');
		}

		// The one that holds the VIP comes last.
		await see(survey.masters([second ?? '', first ?? '']));
		await press('Enter');
		await see(text.screens.review.nothingChanged);
		for (let before = await terminal.frame(); !before.includes(`› ▸ ${second}`); before = await terminal.frame()) {
			const shown = before;
			await press('Down');
			// A key that came before the last one was drawn would lead past the row.
			await waitUntil('the cursor moves', async () => (await terminal.frame()) !== shown);
		}

		await see(`› ▸ ${second}`);
		await press('Enter');
		await see(text.run.masterRestarts.changed('kube-apiserver'));
		await press('Down', 'Down', 'Enter');
		await see('+  --token-auth-file=/etc/kubernetes/token.csv');
		await press('Escape');
		await see(`› ▾ ${second}`, text.run.holdsVip);
		await press('c');
		await see(text.screens.review.confirmFinal);
		await press('y');
		await see(text.run.masterStages.changed('kube-apiserver'));
		expect(await see(summary.remains), 'rows do not go by themselves').toContain('kubenroll token remove');
		expect(await listReadyNodes(lab)).toEqual(['n1', 'n2']);
		await press('q');
		expect(await terminal.exitCode()).toBe(0);

		const files = await Promise.all(lab.masters.map(async master => master.readFile('/etc/kubernetes/token.csv')));
		const rows = files[0]?.trimEnd().split('\n').map(row => row.split(',')) ?? [];
		expect(rows.map(([, user]) => user)).toEqual(['kubenroll-bootstrap:n1', 'kubenroll-bootstrap:n2', 'kubenroll-bootstrap:spare:1']);
		expect(files[1]).toBe(files[0]);
		const seen = await terminal.history();
		expect(seen).not.toContain(opsPassword);
		for (const [token = ''] of rows) {
			expect(seen).not.toContain(token);
		}
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
});
