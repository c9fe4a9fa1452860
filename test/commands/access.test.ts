import {existsSync, readFileSync, statSync} from 'node:fs';
import {expect, it} from 'vitest';
import {startApiServer} from '../../source/sandbox/api-server/start-api-server.ts';
import {openFolder} from '../adapters/kubernetes/kubeconfig-folder.ts';
import {runCli} from '../support/run-cli.ts';

it('makes a kubeconfig for the board, uses it, and takes it away', async () => {
	await using server = await startApiServer();
	using folder = openFolder();
	folder.write('admin.conf', await server.kubeconfig());
	const run = async (...args: readonly string[]) => runCli([...args, '--kubeconfig', 'admin.conf'], {cwd: folder.path});
	const file = `${folder.path}/kubenroll-night.kubeconfig`;

	const created = await run('access', 'create', 'night', '--for', '10m');
	expect(created).toMatchObject({code: 0, stderr: ''});
	expect(created.stdout).toMatch(/^kubenroll-night\.kubeconfig \(mode 0600\) may read Nodes, requests and no bootstrap token \(there is none now\), .*\nIt ends at \d{4}-\S+Z\./);
	expect(statSync(file).mode & 0o777).toBe(0o600);
	const [, token = '-'] = /token: (\S+)/.exec(readFileSync(file, 'utf8')) ?? [];
	expect(created.stdout).not.toContain(token);

	const listed = await runCli(['csr', 'list', '--kubeconfig', file], {cwd: folder.path});
	expect([listed.code, listed.stderr]).toEqual([0, '']);

	expect((await run('access', 'create', 'night')).stderr).toContain('the access night is there already');
	expect(await run('access', 'remove', 'night')).toEqual({code: 0, stderr: '', stdout: '7 objects removed from the cluster, and kubenroll-night.kubeconfig; the token is refused from now on.\n'});
	expect(existsSync(file)).toBe(false);
	const again = await run('access', 'remove', 'night');
	expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('there is no access night in this cluster')]);
});

it('refuses a name that Kubernetes would, and lets nothing in it act on the terminal', async () => {
	await using server = await startApiServer();
	using folder = openFolder();
	folder.write('admin.conf', await server.kubeconfig());
	const {code, stderr} = await runCli(['access', 'create', 'a\u001B[2Jb', '--kubeconfig', 'admin.conf'], {cwd: folder.path});
	expect(code).toBe(1);
	expect(stderr).toContain(String.raw`a\x1b[2Jb cannot be the name of an access`);
	expect(stderr).not.toContain('\u001B');
});
