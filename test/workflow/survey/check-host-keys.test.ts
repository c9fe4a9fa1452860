import {expect, test} from 'vitest';
import {problem} from '../../../source/core/problem/problem.ts';
import type {HostKey, HostKeyState} from '../../../source/ports/remote-shell.ts';
import {checkHostKeys} from '../../../source/workflow/survey/check-host-keys.ts';
import {answersFacts, nodeAnswers} from '../../support/plan-facts.ts';

const key = (name: string): HostKey => ({type: 'ssh-ed25519', fingerprint: `SHA256:${name}`, line: `ssh-ed25519 ${name}`});

const check = async (states: Readonly<Record<string, HostKeyState>>, options: {readonly hostKeys?: Readonly<Record<string, readonly string[]>>; readonly acceptsNew?: boolean} = {}) => {
	const pinned: string[] = [];
	const nodes = Object.keys(states).map((name) => nodeAnswers(name, {hostKeys: options.hostKeys?.[name] ?? []}));
	const result = await checkHostKeys({
		shell: {
			scanHostKeys: async (asked, {skipsKnown} = {}) => {
				expect([asked.map(({name}) => name), skipsKnown]).toEqual([Object.keys(states), true]);
				return new Map(Object.entries(states));
			},
			pinHostKeys: async (keys) => {
				pinned.push(...keys.flatMap(({node, keys}) => keys.map(({line}) => `${node.name} ${line}`)));
			},
		},
		answers: answersFacts({nodes}),
		nodes,
		acceptsNew: options.acceptsNew ?? false,
	});
	const problems = Object.fromEntries([...result.problems].map(([name, list]) => [name, list.map(({code}) => code)]));
	return {trusted: Object.fromEntries(result.trusted.map(({node, how}) => [node, how])), problems, pinned};
};

test('trusts hosts that are on file, and asks nothing of the others without leave', async () => {
	expect(await check({known: {state: 'known', keys: [key('a')]}, fresh: {state: 'unknown', keys: [key('b')]}})).toEqual({trusted: {known: 'known'}, problems: {fresh: ['ssh-host-key-unknown']}, pinned: []});
});

test('pins new keys where that is allowed', async () => {
	expect(await check({fresh: {state: 'unknown', keys: [key('a'), key('b')]}}, {acceptsNew: true})).toEqual({trusted: {fresh: 'accepted'}, problems: {}, pinned: ['fresh ssh-ed25519 a', 'fresh ssh-ed25519 b']});
});

test('pins only the key that the file names, and refuses a host that shows none of them, leave or not', async () => {
	const hostKeys = {right: ['SHA256:a'], wrong: ['SHA256:x'], knownButWrong: ['SHA256:x']};
	const states = {right: {state: 'unknown', keys: [key('a'), key('b')]}, wrong: {state: 'unknown', keys: [key('a')]}, knownButWrong: {state: 'known', keys: [key('a')]}} as const;
	expect(await check(states, {hostKeys, acceptsNew: true})).toEqual({
		trusted: {right: 'in-file'},
		problems: {wrong: ['ssh-host-key-unexpected'], knownButWrong: ['ssh-host-key-unexpected']},
		pinned: ['right ssh-ed25519 a'],
	});
});

test('a changed key and a host that is down stop their own node only', async () => {
	const states = {fine: {state: 'known', keys: [key('a')]}, changed: {state: 'changed', keys: [key('b')]}, down: {state: 'unreachable', keys: [], problems: [problem('ssh-refused', 'down', {address: 'x', port: 22, command: 'ssh x'})]}, mute: {state: 'unreachable', keys: []}} as const;
	expect(await check(states, {acceptsNew: true})).toEqual({trusted: {fine: 'known'}, problems: {changed: ['ssh-host-key-changed'], down: ['ssh-refused'], mute: ['ssh-unreachable']}, pinned: []});
});
