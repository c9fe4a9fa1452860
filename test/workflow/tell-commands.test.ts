import {expect, test} from 'vitest';
import {Failure} from '../../source/core/problem/failure.ts';
import {problem} from '../../source/core/problem/problem.ts';
import type {RunEvent} from '../../source/core/run/event.ts';
import {tellCommands} from '../../source/workflow/tell-commands.ts';
import {commandResult, fakeRemoteShell} from '../support/fake-remote-shell.ts';
import {answersFacts} from '../support/plan-facts.ts';
import {virtualClock} from '../support/virtual-clock.ts';

const node = {name: 'node01', address: '10.0.0.51', user: 'ops'};
const secret = {id: 'bootstrap-kubeconfig', path: '/etc/kubernetes/bootstrap-kubelet.conf', content: 'token: abcdef.0123456789abcdef', mode: 0o600, owner: 'root:root', isSecret: true} as const;

const watch = (fake: Parameters<typeof fakeRemoteShell>[0]) => {
	const events: RunEvent[] = [];
	return {events, shell: tellCommands(fakeRemoteShell(fake), answersFacts(), virtualClock(), (event) => events.push(event))};
};

test('a script is told as what one would type, with the rights that it had', async () => {
	const {shell, events} = watch({run: async () => commandResult({privilege: 'sudo'})});
	await shell.run(node, {text: 'id -u', asRoot: true}, {input: 'never told'});
	expect(events).toEqual([{type: 'command-ran', node: 'node01', command: "ssh ops@10.0.0.51 'sudo sh -s -- \"$SSH_CONNECTION\"' <<'KUBENROLL'\nid -u\nKUBENROLL", exitCode: 0, durationMs: 0}]);
});

test('what a failed script said is told, without its controls', async () => {
	const {shell, events} = watch({run: async () => commandResult({exitCode: 71, stderr: 'one\ntwo\nthree\nfour\nfive\n\u001B[2Jsix\n'})});
	await shell.run(node, {text: 'false', asRoot: false});
	expect(events).toMatchObject([{exitCode: 71, said: expect.stringMatching(/^two\nthree\nfour\nfive\n[^\u001B]*six$/)}]);
});

test('files are told by their place, never by their content', async () => {
	const {shell, events} = watch({install: async () => ({written: [secret.path], unchanged: [], backups: {}})});
	await shell.install(node, [{artifact: secret}]);
	expect(events).toMatchObject([{node: 'node01', exitCode: 0, command: expect.stringContaining('# 0600 root:root /etc/kubernetes/bootstrap-kubelet.conf')}]);
	expect(JSON.stringify(events)).not.toContain('0123456789abcdef');
});

test('what a node has told of its rights holds for its files too', async () => {
	const {shell, events} = watch({run: async () => commandResult({privilege: 'root'}), install: async () => ({written: [], unchanged: [], backups: {}})});
	await shell.run(node, {text: 'id -u', asRoot: true});
	await shell.install(node, [{artifact: secret}]);
	expect(events.at(-1)).toMatchObject({command: expect.stringContaining("ssh ops@10.0.0.51 'ls -l ")});
});

test('work that never came to its end is told without an exit code, and fails as before', async () => {
	const failure = new Failure(problem('ssh-cancelled', 'node01', {}, {cause: 'broken pipe'}));
	const {shell, events} = watch({run: async () => { throw failure; }});
	await expect(shell.run(node, {text: 'true', asRoot: true})).rejects.toBe(failure);
	expect(events).toMatchObject([{type: 'command-ran', said: 'broken pipe'}]);
	expect(events[0]).not.toHaveProperty('exitCode');
});
