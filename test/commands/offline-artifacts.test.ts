import {copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {runCli} from '../support/run-cli.ts';

const yaml = `apiVersion: kubenroll.dev/v1alpha1
cluster:
  apiServer: 10.0.0.100:6443
  offline: {ca: ./ca.pem, version: "1.32"}
nodes:
  - node[01-02]=10.0.0.[51-52]
`;

let folder = '';
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'kubenroll-offline-'));
	copyFileSync(fileURLToPath(new URL('../fixtures/csr/certificates/ca-ecdsa.pem', import.meta.url)), join(folder, 'ca.pem'));
	writeFileSync(join(folder, 'kubenroll.yaml'), yaml);
});
afterAll(() => rmSync(folder, {recursive: true}));

test('without a cluster the files of every node are made, and what is left to do is said', async () => {
	const {code, stderr} = await runCli(['artifacts', '-o', 'out'], {cwd: folder});
	expect(code, stderr).toBe(0);
	for (const node of ['node01', 'node02']) {
		const bootstrap = join(folder, 'out/nodes', node, 'etc/kubernetes/bootstrap-kubelet.conf');
		expect(readFileSync(bootstrap, 'utf8')).toContain('https://10.0.0.100:6443');
		expect(statSync(bootstrap).mode & 0o777).toBe(0o600);
	}
	expect(stderr).toContain(`kubectl apply -f ${folder}/out/cluster/`);
	expect(readFileSync(join(folder, 'out/STEPS.md'), 'utf8')).toContain('take cluster.offline out of kubenroll.yaml');
});

test('files of nodes that --nodes leaves out stay; those of a node that left kubenroll.yaml go, folders and all', async () => {
	const only = await runCli(['artifacts', '-o', 'out', '--nodes', 'node01'], {cwd: folder});
	expect(only.code, only.stderr).toBe(0);
	expect(only.stderr).toContain('nodes/node02; their tokens are of an earlier run');
	expect(existsSync(join(folder, 'out/nodes/node02/etc/kubernetes/bootstrap-kubelet.conf'))).toBe(true);
	writeFileSync(join(folder, 'fewer.yaml'), yaml.replace('node[01-02]=10.0.0.[51-52]', 'node01=10.0.0.51'));
	const fewer = await runCli(['artifacts', '-o', 'out', '--config', 'fewer.yaml'], {cwd: folder});
	expect(fewer.code, fewer.stderr).toBe(0);
	expect(fewer.stderr).not.toContain('--nodes');
	expect(existsSync(join(folder, 'out/nodes/node02'))).toBe(false);
});

test('what needs a cluster says that there is none, and what can be done', async () => {
	const {code, stderr} = await runCli(['plan'], {cwd: folder});
	expect(code).toBe(2);
	expect(stderr).toContain('no cluster is at hand (cluster.offline)');
	expect(stderr).toContain('kubenroll artifacts -o');
	expect(existsSync(join(folder, '.kubenroll'))).toBe(false);
});
