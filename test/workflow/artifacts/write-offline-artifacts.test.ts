import {expect, test} from 'vitest';
import type {Answers} from '../../../source/core/answers/answers.ts';
import {parseTokenFile} from '../../../source/core/token-file/parse-token-file.ts';
import {writeOfflineArtifacts} from '../../../source/workflow/artifacts/write-offline-artifacts.ts';
import {answersFacts, paths} from '../../support/plan-facts.ts';
import {caPem} from '../../support/practice-cluster.ts';
import {practiceGround} from '../../support/practice-run.ts';

const list = '/out/.kubenroll.sha256';
const offline: Partial<Answers> = {cluster: {...answersFacts().cluster, apiServer: {host: '10.0.0.100', port: 6443}, offline: {ca: '/here/ca.pem', minor: 32}}};

const page = {name: 'STEPS.md', render: (steps: readonly {readonly id: string; readonly host?: string}[]) => steps.map(({id, host = ''}) => `${id} ${host}`.trim()).join('\n')};

const ground = (ca: string | undefined, change = offline) => {
	const made = practiceGround(['node-1', 'node-2'], change);
	if (ca !== undefined) {
		made.files.contents.set('/here/ca.pem', ca);
	}
	// Whoever asks the cluster or a node for anything fails.
	const edges = {files: made.files, pki: made.edges.pki, clock: made.clock, entropy: made.edges.entropy};
	return {...made, run: made.start((_edges, answers, settings) => writeOfflineArtifacts('/out', page)(edges, answers, settings))};
};

test('makes the files of every node from the CA, the address and the version alone', async () => {
	const {run, files} = ground(caPem);
	const report = await run.end();
	expect(report).toMatchObject({exitCode: 0, outcomes: [{node: 'node-1', outcome: 'unchanged'}, {node: 'node-2', outcome: 'unchanged'}]});
	const made = [...files.contents.keys()].filter((path) => path.startsWith('/out/') && path !== list);
	expect(made).toEqual([...['node-1', 'node-2'].flatMap((name) => [paths.clientCa, paths.config, paths.unit, paths.bootstrapKubeconfig].map((path) => `/out/nodes/${name}${path}`)), '/out/cluster/bindings.yaml', '/out/cluster/bootstrap-tokens.yaml', '/out/STEPS.md']);
	expect(files.contents.get(`/out/nodes/node-1${paths.bootstrapKubeconfig}`)).toContain('https://10.0.0.100:6443');
	expect(files.modes.get('/out/cluster/bootstrap-tokens.yaml')).toBe(0o600);
});

test('tells of a missing CA and a missing address at once, and writes nothing', async () => {
	const {apiServer: _apiServer, ...rest} = answersFacts().cluster;
	const {run, files} = ground(undefined, {cluster: {...rest, offline: {ca: '/here/ca.pem', minor: 32}}});
	await expect(run.end()).rejects.toMatchObject({kind: 'usage', problems: [{code: 'offline-address-missing'}, {code: 'offline-ca-missing'}]});
	expect(files.writes).toEqual([]);
});

test('refuses a CA file without a certificate', async () => {
	const {run} = ground('');
	await expect(run.end()).rejects.toMatchObject({problems: [{code: 'offline-ca-invalid', params: {path: '/here/ca.pem'}}]});
});

test('with a token file, makes a row a node for somebody to put onto every master', async () => {
	const {run, files} = ground(caPem, {...offline, mode: 'token-file', tokenFile: {...answersFacts().tokenFile, rows: 'per-node'}});
	const report = await run.end();
	const {rows} = parseTokenFile(files.contents.get('/out/masters/token.csv') ?? '');
	expect(rows.map(({user}) => user)).toEqual(['kubenroll-bootstrap:node-1', 'kubenroll-bootstrap:node-2']);
	expect(files.modes.get('/out/masters/token.csv')).toBe(0o600);
	expect(files.contents.get(`/out/nodes/node-2${paths.bootstrapKubeconfig}`)).toContain(rows[1]?.token);
	expect(files.contents.has('/out/cluster/bootstrap-tokens.yaml')).toBe(false);
	expect(files.contents.get('/out/cluster/bootstrap.kubeconfig')).toContain(rows[0]?.token);
	const steps = files.contents.get('/out/STEPS.md')?.split('\n') ?? [];
	expect(steps.slice(0, 6)).toEqual(['order-masters', 'read-flags MASTER', 'add-rows MASTER', 'write-flags MASTER', 'verify-unit MASTER', 'restart-component MASTER']);
	expect(steps.slice(-4)).toEqual(['approve-requests node-2', 'await-node node-2', 'burn-bootstrap-kubeconfig node-2', 'remove-rows']);
	expect(report.changed.files).toBe([...files.contents.keys()].filter((path) => path.startsWith('/out/') && path !== list).length);
});
