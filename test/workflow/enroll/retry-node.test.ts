import {expect, test} from 'vitest';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import {enroll} from '../../../source/workflow/enroll/enroll.ts';
import {practiceGround} from '../../support/practice-run.ts';

const full = () => new Failure(problem('file-system-full', 'node1', {path: '/etc/kubernetes'}));

/** node1 cannot take its files until it is mended; node2 waits for a request that never comes, so that the run goes on. */
const troubled = () => {
	const ground = practiceGround(['node1', 'node2']);
	ground.hosts.host('node2').kubelet = 'silent';
	ground.hosts.ssh.set('node1', {install: async () => { throw full(); }});
	return {...ground, run: ground.start(enroll)};
};

test('a node that failed is taken to Ready in the same run when it is tried again', async () => {
	const {hosts, clock, run} = troubled();
	run.session.subscribe((event) => {
		if (event.type === 'node-failed' && event.node === 'node1') {
			hosts.ssh.delete('node1');
			void clock.sleep(1000).then(() => run.session.send({type: 'retry', nodes: ['node1']}));
		}
	});
	const report = await run.end();
	expect(report.outcomes).toMatchObject([{node: 'node1', outcome: 'ready'}, {node: 'node2', outcome: 'waiting'}]);
	expect(run.events.filter(({type}) => type === 'node-retried')).toEqual([{type: 'node-retried', node: 'node1'}]);
	// Its first token was given back; it got another one.
	expect(run.stages('node1').filter((stage) => stage === 'token')).toHaveLength(2);
});

test('nobody is tried again who is at work, is Ready, or is not of this run', async () => {
	const {hosts, clock, run} = troubled();
	hosts.ssh.delete('node1');
	run.session.subscribe((event) => {
		if (event.type === 'node-progressed' && event.node === 'node1' && event.stage === 'cleaned') {
			void clock.sleep(1000).then(() => run.session.send({type: 'retry', nodes: ['node1', 'node2', 'node9']}));
		}
	});
	await run.end();
	expect(run.events.filter(({type}) => type === 'node-retried')).toEqual([]);
});

test('a run that is being given up begins nobody again', async () => {
	const {run} = troubled();
	run.session.subscribe((event) => {
		if (event.type === 'node-failed' && event.node === 'node1') {
			run.session.send({type: 'abort'});
			run.session.send({type: 'retry', nodes: ['node1']});
		}
	});
	await run.end();
	expect(run.events.some(({type}) => type === 'node-retried')).toBe(false);
});
