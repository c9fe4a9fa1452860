import {expect, test} from 'vitest';
import type {Answers} from '../../../source/core/answers/answers.ts';
import {parseRecord} from '../../../source/core/record/parse-record.ts';
import {enroll} from '../../../source/workflow/enroll/enroll.ts';
import {planEnrollment} from '../../../source/workflow/plan/plan-enrollment.ts';
import {answersFacts} from '../../support/plan-facts.ts';
import {practiceMasters, tokenPath} from '../../support/practice-masters.ts';
import {practiceGround} from '../../support/practice-run.ts';

const alice = 'alice-token,alice,7,"system:masters"\n';
const hosts = [{name: 'm1', address: '10.0.0.1'}, {name: 'm2', address: '10.0.0.2'}] as const;

const start = (rows: readonly (string | undefined)[], change: Partial<Answers> = {}, nodes: readonly string[] = ['node-1', 'node-2']) => {
	const usual = answersFacts();
	const ground = practiceGround(nodes, {
		mode: 'token-file',
		cluster: {...usual.cluster, controlPlane: hosts},
		approval: {...usual.approval, trustsSharedToken: true},
		...change,
	});
	const control = practiceMasters(ground, hosts.map((host, index) => ({...host, ...(rows[index] === undefined ? {} : {rows: rows[index]})})));
	return {ground, ...control};
};

test('puts one row on every master, one restart each, and every node comes in by it', async () => {
	const {ground, masters} = start([alice, undefined]);
	const run = ground.start(enroll);
	expect(await run.end()).toMatchObject({exitCode: 0, outcomes: [{outcome: 'ready'}, {outcome: 'ready'}]});
	expect(masters.map(({restarts}) => restarts)).toEqual([1, 1]);
	const texts = masters.map(({files}) => files.get(tokenPath));
	expect(texts.map((file) => file?.mode)).toEqual(['600', '600']);
	expect(texts[0]?.content).toBe(texts[1]?.content);
	expect(texts[0]?.content).toMatch(/^alice-token,alice,7,"system:masters"\n\S{32},kubenroll-bootstrap,kubenroll,"system:bootstrappers,system:bootstrappers:kubenroll"\n$/);
	expect(ground.cluster.names('secrets')).toEqual([]);
	expect(run.codes()).toContain('token-rows-stay');
});

test('masters are changed before any node is touched, and the row is proved on each', async () => {
	const {ground} = start([undefined, undefined]);
	const run = ground.start(enroll);
	await run.end();
	const told = run.events.flatMap((event) => (event.type === 'master-progressed' ? [`${event.master} ${event.stage}`] : event.type === 'token-proved' ? ['proved'] : event.type === 'node-progressed' && event.stage === 'files' ? ['files'] : []));
	expect(told).toEqual([...['m1', 'm2'].flatMap((name) => ['written', 'restarted', 'ready', 'proved', 'changed'].map((stage) => `${name} ${stage}`)), 'proved', 'files', 'files']);
});

test('no token is in the plan, an event or the record', async () => {
	const {ground, master} = start([alice, undefined]);
	const run = ground.start(enroll);
	await run.end();
	const tokens = [...master('m1').process.tokens.keys()];
	expect(tokens).toHaveLength(2);
	const told = JSON.stringify([run.events, run.asked, ground.files.contents.get('/run/record.json')]);
	expect(tokens.filter((token) => told.includes(token))).toEqual([]);
	expect(parseRecord('record.json', ground.files.contents.get('/run/record.json') ?? '').tokenRows).toMatchObject([{user: 'kubenroll-bootstrap'}]);
});

test('run again there is nothing to do; a further node needs no restart', async () => {
	const {ground, masters} = start([undefined, undefined], {}, ['node-1']);
	await ground.start(enroll).end();
	const again = ground.start(enroll);
	expect(await again.end()).toMatchObject({exitCode: 0, outcomes: [{outcome: 'unchanged'}], changed: {files: 0, objects: 0}});
	expect(again.asked).toEqual([]);
	ground.hosts.host('node-1').files.clear();
	expect(masters.map(({restarts}) => restarts)).toEqual([1, 1]);
});

const perNode = {tokenFile: {...answersFacts().tokenFile, rows: 'per-node', spareRows: 1}, approval: answersFacts().approval} as const;

test('a row a node lets in that node only, with spare rows beside', async () => {
	const {ground, master} = start([undefined, undefined], perNode);
	expect(await ground.start(enroll).end()).toMatchObject({exitCode: 0});
	expect([...master('m2').process.tokens.values()].map(({user, groups}) => [user, groups.at(-1)])).toEqual([
		['kubenroll-bootstrap:node-1', 'system:bootstrappers:kubenroll:node:node-1'],
		['kubenroll-bootstrap:node-2', 'system:bootstrappers:kubenroll:node:node-2'],
		['kubenroll-bootstrap:spare:1', 'system:bootstrappers:kubenroll'],
	]);
});

test('a node added later gets a spare row: no restart, and its request is bound to it', async () => {
	const spare = 'spare-token-1,kubenroll-bootstrap:spare:1,kubenroll:spare:1,"system:bootstrappers,system:bootstrappers:kubenroll"\n';
	const {ground, masters} = start([spare, spare], perNode, ['node-3']);
	const run = ground.start(enroll);
	expect(await run.end()).toMatchObject({exitCode: 0, outcomes: [{outcome: 'ready'}]});
	expect(masters.map(({restarts}) => restarts)).toEqual([0, 0]);
	expect(parseRecord('record.json', ground.files.contents.get('/run/record.json') ?? '').tokenRows).toMatchObject([{user: 'kubenroll-bootstrap:spare:1', node: 'node-3'}]);
});

test('a row that one master lost is said by plan, and put back by enroll', async () => {
	const {ground, master} = start([undefined, undefined], {}, ['node-1']);
	await ground.start(enroll).end();
	const file = master('m2').files.get(tokenPath);
	master('m2').files.set(tokenPath, {...file!, content: ''});
	const plan = ground.start(planEnrollment);
	await plan.end();
	const [assembled] = plan.events.flatMap((event) => (event.type === 'plan-assembled' ? [event.plan] : []));
	expect(assembled?.problems.map(({code}) => code)).toContain('token-row-lost');
	await ground.start(enroll).end();
	expect(master('m2').files.get(tokenPath)?.content).toBe(master('m1').files.get(tokenPath)?.content);
	expect([master('m1').restarts, master('m2').restarts]).toEqual([1, 2]);
});

test('where a master does not come back nothing is done to nodes, and it is as it was', async () => {
	const {ground, master} = start([alice, alice]);
	master('m1').breaks = true;
	await expect(ground.start(enroll).end()).rejects.toMatchObject({kind: 'failed'});
	expect(master('m1').files.get(tokenPath)?.content).toBe(alice);
	expect(master('m2').restarts).toBe(0);
	expect(ground.hosts.host('node-1').starts).toBe(0);
});

test('goes over to bootstrap tokens with one restart a master', async () => {
	const guide = 'guide-token,kubelet-bootstrap,10001,"system:bootstrappers"\n';
	const {ground, masters} = start([guide, guide], {mode: 'bootstrap-token', tokenFile: {...answersFacts().tokenFile, retire: true}});
	const run = ground.start(enroll);
	expect(await run.end()).toMatchObject({exitCode: 0});
	expect(masters.map(({restarts, process}) => [restarts, process.tokens.size, process.flags.filter((flag) => flag.includes('token')).join(' ')])).toEqual([
		[1, 0, '--enable-bootstrap-token-auth=true'],
		[1, 0, '--enable-bootstrap-token-auth=true'],
	]);
});
