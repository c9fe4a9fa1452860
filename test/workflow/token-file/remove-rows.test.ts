import {expect, test} from 'vitest';
import {parseRecord} from '../../../source/core/record/parse-record.ts';
import {enroll} from '../../../source/workflow/enroll/enroll.ts';
import {removeRows} from '../../../source/workflow/token-file/remove-rows.ts';
import {answersFacts} from '../../support/plan-facts.ts';
import {practiceMasters, tokenPath} from '../../support/practice-masters.ts';
import {practiceGround} from '../../support/practice-run.ts';

const alice = 'alice-token,alice,7,"system:masters"\n';

const start = (rows: readonly (string | undefined)[]) => {
	const usual = answersFacts();
	const hosts = [{name: 'm1', address: '10.0.0.1'}, {name: 'm2', address: '10.0.0.2'}];
	const ground = practiceGround(['node-1'], {mode: 'token-file', cluster: {...usual.cluster, controlPlane: hosts}, approval: {...usual.approval, trustsSharedToken: true}});
	return {ground, ...practiceMasters(ground, hosts.map((host, index) => ({...host, ...(rows[index] === undefined ? {} : {rows: rows[index]})})))};
};

test('takes what enrolling added off every master again, one restart each, and forgets it', async () => {
	const {ground, masters, master} = start([undefined, alice]);
	await ground.start(enroll).end();
	const run = ground.start(removeRows);
	expect(await run.end()).toMatchObject({exitCode: 0, changed: {files: 2}});
	expect(masters.map(({process}) => [...process.tokens.values()].map(({user}) => user))).toEqual([['alice'], ['alice']]);
	expect(master('m2').files.get(tokenPath)?.content).toBe(alice);
	expect(parseRecord('record.json', ground.files.contents.get('/run/record.json') ?? '').tokenRows).toBeUndefined();
	expect(run.events.flatMap((event) => (event.type === 'problem-found' && event.problem.code === 'token-rows-left' ? [event.problem.params] : []))).toEqual([{masters: ['m1', 'm2'], users: ['alice']}]);
});

test('with the last row the flag goes too', async () => {
	const {ground, masters} = start([undefined, undefined]);
	await ground.start(enroll).end();
	await ground.start(removeRows).end();
	expect(masters.map(({process, files}) => [process.flags.some((flag) => flag.includes('token')), files.get(tokenPath)?.content])).toEqual([[false, ''], [false, '']]);
});

test('has nothing to do where there are no rows of kubenroll, and asks nobody', async () => {
	const {ground, masters} = start([alice, alice]);
	const run = ground.start(removeRows);
	expect(await run.end()).toMatchObject({exitCode: 0, changed: {files: 0}});
	expect([run.asked, masters.map(({restarts}) => restarts)]).toEqual([[], [0, 0]]);
});

test('changes nothing without consent', async () => {
	const {ground, masters} = start([undefined, undefined]);
	await ground.start(enroll).end();
	await expect(ground.start(removeRows, 'decline').end()).rejects.toMatchObject({kind: 'cancelled'});
	expect(masters.map(({restarts}) => restarts)).toEqual([1, 1]);
});

test('a master that still takes the token afterwards is put back, and the next one is not touched', async () => {
	const {ground, master} = start([undefined, undefined]);
	await ground.start(enroll).end();
	master('m1').clings = true;
	await expect(ground.start(removeRows).end()).rejects.toMatchObject({problems: [{code: 'token-row-still-accepted'}, {code: 'change-undone'}, {code: 'change-stopped'}]});
	expect(master('m1').files.get(tokenPath)?.content).toContain('kubenroll-bootstrap');
	expect(master('m2').restarts).toBe(1);
});
