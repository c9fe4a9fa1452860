import {applyPatch} from 'diff';
import {expect, test} from 'vitest';
import type {Answers} from '../../../source/core/answers/answers.ts';
import {parseTokenFile} from '../../../source/core/token-file/parse-token-file.ts';
import {writeArtifacts} from '../../../source/workflow/artifacts/write-artifacts.ts';
import {answersFacts, paths} from '../../support/plan-facts.ts';
import {practiceMasters, tokenPath} from '../../support/practice-masters.ts';
import {practiceGround} from '../../support/practice-run.ts';

const alice = 'alice-token,alice,7,"system:masters"\n';
const unit = '/etc/systemd/system/kube-apiserver.service';
const page = {name: 'STEPS.md', render: (steps: readonly {readonly id: string; readonly host?: string}[]) => steps.map(({id, host = ''}) => `${id} ${host}`.trim()).join('\n')};

const write = async (rows: readonly (string | undefined)[] | undefined, change: Partial<Answers> = {}) => {
	const usual = answersFacts();
	const hosts = [{name: 'm1', address: '10.0.0.1'}, {name: 'm2', address: '10.0.0.2'}];
	const ground = practiceGround(['node-1'], {mode: 'token-file', cluster: {...usual.cluster, controlPlane: rows === undefined ? [] : hosts, controlPlaneChanges: 'none'}, approval: {...usual.approval, trustsSharedToken: true}, ...change});
	const control = practiceMasters(ground, rows === undefined ? [] : hosts.map((host, index) => ({...host, ...(rows[index] === undefined ? {} : {rows: rows[index]})})));
	// The address that the cluster tells of is nobody's whom ssh knows.
	ground.hosts.strangers.add('10.0.0.100');
	const run = ground.start(writeArtifacts('/out', page));
	const report = await run.end();
	return {ground, report, ...control, run, text: (path: string): string => ground.files.contents.get(`/out/${path}`) ?? '', mode: (path: string) => ground.files.modes.get(`/out/${path}`)};
};

test('writes token files whole, units as patches, and the page of all steps; touches no master, even where kubenroll may not', async () => {
	const {text, mode, masters, master, report} = await write([alice, undefined]);
	expect(report.exitCode).toBe(0);
	expect(text(`masters/m1${tokenPath}`)).toMatch(/^alice-token,alice,7,"system:masters"\n\S{32},kubenroll-bootstrap,/);
	expect(text(`masters/m2${tokenPath}`)).toBe(text(`masters/m1${tokenPath}`));
	expect(mode(`masters/m1${tokenPath}`)).toBe(0o600);
	expect(text(`masters/m1${unit}.patch`)).toBe('');
	expect(applyPatch(master('m2').files.get(unit)?.content ?? '', text(`masters/m2${unit}.patch`))).toContain(`--token-auth-file=${tokenPath}`);
	expect(text('STEPS.md').split('\n')).toEqual([
		'put-token-file m1', 'restart-component m1', 'await-apiserver m1', 'prove-row m1',
		'put-token-file m2', 'patch-source m2', 'restart-component m2', 'await-apiserver m2', 'prove-row m2',
		'apply-bindings', 'put-node-files node-1', 'start-kubelet node-1', 'approve-requests node-1', 'await-node node-1', 'burn-bootstrap-kubeconfig node-1', 'remove-rows',
	]);
	expect(masters.map(({restarts}) => restarts)).toEqual([0, 0]);
});

test("a node's bootstrap kubeconfig holds the token of its row, and no bootstrap token is made", async () => {
	const {text} = await write([undefined, undefined], {tokenFile: {...answersFacts().tokenFile, rows: 'per-node'}});
	const [row] = parseTokenFile(text(`masters/m1${tokenPath}`)).rows;
	expect(row?.user).toBe('kubenroll-bootstrap:node-1');
	expect(text(`nodes/node-1${paths.bootstrapKubeconfig}`)).toContain(`token: "${row?.token}"`);
	expect(text('cluster/bootstrap.kubeconfig')).toContain(row?.token);
	expect(text('cluster/bootstrap-tokens.yaml')).toBe('');
});

test('where no master could be read the rows are written for somebody to add', async () => {
	const {text, mode, run} = await write(undefined);
	expect(parseTokenFile(text('masters/token.csv')).rows.map(({user}) => user)).toEqual(['kubenroll-bootstrap']);
	expect(mode('masters/token.csv')).toBe(0o600);
	expect(run.codes()).toContain('masters-unread');
	expect(text('STEPS.md').split('\n').slice(0, 3)).toEqual(['order-masters', 'read-flags 10.0.0.100', 'add-rows 10.0.0.100']);
});

test('in the other mode too, flags that are missing become patches and steps', async () => {
	const {text} = await write([undefined, undefined], {mode: 'bootstrap-token'});
	expect(text(`masters/m1${unit}.patch`)).toContain('--enable-bootstrap-token-auth=true');
	expect(text('STEPS.md').split('\n').slice(0, 3)).toEqual(['patch-source m1', 'restart-component m1', 'await-apiserver m1']);
	expect(text('cluster/bootstrap-tokens.yaml')).toContain('bootstrap-token-');
});
