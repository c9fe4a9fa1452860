import {expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {writeArtifacts} from '../../../source/workflow/artifacts/write-artifacts.ts';
import {enroll} from '../../../source/workflow/enroll/enroll.ts';
import {answersFacts, paths} from '../../support/plan-facts.ts';
import {practiceGround} from '../../support/practice-run.ts';

type Ground = ReturnType<typeof practiceGround>;
type Secret = {readonly metadata: {readonly name: string}; readonly stringData: Readonly<Record<string, string>>};

const write = async (ground: Ground) => {
	const run = ground.start(writeArtifacts('/out'));
	return {run, report: await run.end()};
};
const list = '/out/.kubenroll.sha256';
const secretsIn = ({files}: Ground): readonly Secret[] => parseAllDocuments(files.contents.get('/out/cluster/bootstrap-tokens.yaml') ?? '').map((document) => document.toJS() as Secret);
const tokenIn = ({files}: Ground, node: string): string | undefined => /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/.exec(files.contents.get(`/out/nodes/${node}${paths.bootstrapKubeconfig}`) ?? '')?.[0];

test('writes the files of each node as they lie there, and the objects of the cluster; changes neither', async () => {
	const ground = practiceGround(['node-1', 'node-2']);
	const {run, report} = await write(ground);
	const ofNode = (name: string): readonly string[] => [paths.clientCa, paths.config, paths.unit, paths.bootstrapKubeconfig].map((path) => `/out/nodes/${name}${path}`);
	const written = [...ofNode('node-1'), ...ofNode('node-2'), '/out/cluster/bindings.yaml', '/out/cluster/bootstrap-tokens.yaml'];
	expect([...ground.files.contents.keys()]).toEqual([list, ...written]);
	expect(run.events.flatMap((event) => (event.type === 'file-written' ? [event.path] : []))).toEqual(written);
	expect(report).toMatchObject({exitCode: 0, outcomes: [{outcome: 'unchanged'}, {outcome: 'unchanged'}], changed: {files: 10, objects: 0}});
	expect([ground.cluster.changes, ground.hosts.host('node-1').files.size, run.asked]).toEqual([[], 0, []]);
});

test('files that hold a token have 0600, the others what they have on a node', async () => {
	const ground = practiceGround(['node-1']);
	await write(ground);
	const secret = [...ground.files.contents].filter(([, content]) => content.includes(tokenIn(ground, 'node-1')?.split('.')[1] ?? 'no token')).map(([path]) => path);
	expect(secret).toEqual([`/out/nodes/node-1${paths.bootstrapKubeconfig}`, '/out/cluster/bootstrap-tokens.yaml']);
	expect([...ground.files.modes].filter(([, mode]) => mode === 0o600).map(([path]) => path)).toEqual([list, ...secret]);
	expect(ground.files.modes.get(`/out/nodes/node-1${paths.config}`)).toBe(0o644);
});

test('each node has a token of its own, and the Secrets are those of the tokens', async () => {
	const ground = practiceGround(['node-1', 'node-2']);
	await write(ground);
	const tokens = ['node-1', 'node-2'].map((node) => tokenIn(ground, node));
	expect(new Set(tokens).size).toBe(2);
	expect(secretsIn(ground).map(({stringData}) => `${stringData['token-id']}.${stringData['token-secret']}`)).toEqual(tokens);
	expect(secretsIn(ground)[0]?.stringData['auth-extra-groups']).toContain('system:bootstrappers:kubenroll:node:node-1');
});

test('a shared token is the same for all', async () => {
	const ground = practiceGround(['node-1', 'node-2'], {token: {lifetimeMinutes: 60, scope: 'shared'}});
	await write(ground);
	expect(tokenIn(ground, 'node-1')).toBe(tokenIn(ground, 'node-2'));
	expect(secretsIn(ground)).toHaveLength(1);
});

test('a node that is enrolled gets its files and no token', async () => {
	const ground = practiceGround(['node-1', 'node-2']);
	await ground.start(enroll).end();
	await write(ground);
	expect(tokenIn(ground, 'node-1')).toBeUndefined();
	expect(ground.files.contents.has(`/out/nodes/node-1${paths.config}`)).toBe(true);
	expect(secretsIn(ground)).toEqual([]);
	expect(ground.files.contents.has('/out/cluster/bootstrap-tokens.yaml')).toBe(false);
});

test('a node that does not answer gets files too, for the minor of the API server', async () => {
	const ground = practiceGround(['node-1']);
	ground.hosts.strangers.add('node-1');
	const {report} = await write(ground);
	expect(report.exitCode).toBe(0);
	expect(tokenIn(ground, 'node-1')).toBeDefined();
});

test('a node whose files cannot be made gets none and no token; the others do', async () => {
	const ground = practiceGround(['node-1'], {});
	ground.cluster.answers.set('GET /version', {body: {gitVersion: 'v1.18.20'}, serverTimeMs: ground.clock.nowMs()});
	ground.hosts.strangers.add('node-1');
	const {run, report} = await write(ground);
	expect(report).toMatchObject({exitCode: 1, outcomes: [{outcome: 'failed', problems: [{code: 'kubelet-older-than-tables'}]}]});
	expect(run.codes()).toContain('kubelet-older-than-tables');
	expect([...ground.files.contents.keys()]).toEqual([list, '/out/cluster/bindings.yaml']);
});

test('given up, it stops between two files and is cancelled', async () => {
	const ground = practiceGround(['node-1', 'node-2'], {ssh: answersFacts().ssh});
	const run = ground.start(writeArtifacts('/out'));
	run.session.subscribe((event) => {
		if (event.type === 'file-written') {
			run.session.send({type: 'abort'});
		}
	});
	await expect(run.end()).rejects.toMatchObject({kind: 'cancelled'});
	// And the list before the first of them.
	expect(ground.files.writes).toHaveLength(2);
});

test('takes an earlier run\'s tokens away where none are needed any more', async () => {
	const ground = practiceGround(['node-1']);
	await write(ground);
	expect(secretsIn(ground)).toHaveLength(1);
	await ground.start(enroll).end();
	const {run} = await write(ground);
	expect([...ground.files.contents.keys()].filter((path) => path.startsWith('/out/') && /token|bootstrap/.test(path))).toEqual([]);
	expect(run.events.flatMap((event) => (event.type === 'problem-found' && event.problem.code === 'artifacts-stale' ? [event.problem.params] : []))).toEqual([
		{folder: '/out', fate: 'removed', paths: [`nodes/node-1${paths.bootstrapKubeconfig}`, 'cluster/bootstrap-tokens.yaml']},
	]);
});

test('no token gets into an event', async () => {
	const ground = practiceGround(['node-1']);
	const {run} = await write(ground);
	expect(JSON.stringify(run.events)).not.toContain(tokenIn(ground, 'node-1')?.split('.')[1] ?? '');
});
