import {describe, expect, test} from 'vitest';
import type {Answers} from '../../../source/core/answers/answers.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import {listMasters} from '../../../source/core/control-plane/list-masters.ts';
import {readControlPlane} from '../../../source/workflow/control-plane/read-control-plane.ts';
import {csrPki} from '../../support/csr-objects.ts';
import {commandResult, fakeRemoteShell} from '../../support/fake-remote-shell.ts';
import {answersFacts, nodeAnswers} from '../../support/plan-facts.ts';

const answersOf = (controlPlane: Answers['cluster']['controlPlane'], change: Partial<Answers> = {}): Answers => answersFacts({nodes: [nodeAnswers('n1', {address: '10.0.0.21'})], cluster: {controlPlane, controlPlaneChanges: 'needed', serviceCidrs: [], podCidrs: []}, ...change});
const endpoints = [{host: '10.0.0.11', port: 6443}, {host: '127.0.0.1', port: 6443}];

describe('which hosts are looked at', () => {
	test.each<readonly [string, Answers, readonly string[]]>([
		['those that the file names, with their own login', answersOf([{name: 'm1', address: '10.0.0.1', user: 'ops', port: 2222}, {name: 'm2'}]), ['m1 10.0.0.1 ops 2222', 'm2 m2  ']],
		['one that is a node too, as the node is reached', answersOf([{name: 'x', address: '10.0.0.21'}]), ['n1 10.0.0.21  ']],
		['none where the file names none and the mode needs none', answersOf([]), []],
		['where API servers answer, in a mode that needs them; but not at a loopback address', answersOf([], {mode: 'token-file'}), ['10.0.0.11 10.0.0.11  ']],
		['where API servers answer, on the way from that mode', answersOf([], {tokenFile: {...answersFacts().tokenFile, retire: true}}), ['10.0.0.11 10.0.0.11  ']],
	])('%s', (_title, answers, expected) => {
		expect(listMasters(answers, endpoints).map(({name, address, user = '', port = ''}) => `${name} ${address} ${user} ${port}`)).toEqual(expected);
	});
});

const survey = 'kubenroll-survey 1\nclock=0\nhostname=m1\nbegin addresses\nMTogZXRoMCAgICBpbmV0IDEwLjAuMC4xMDAvMzIgc2NvcGUgZ2xvYmFsCg==\n.\ndone\n';

const read = async (answers: Answers) => {
	const scripts: string[] = [];
	const shell = fakeRemoteShell({
		run: async ({name}, {text, asRoot}) => {
			scripts.push(`${asRoot} ${text.includes('tell_tokens 0')}`);
			return name === 'm2' ? Promise.reject(new Failure(problem('root-needed', 'm2', {user: 'ops', address: 'm2', port: 22, command: 'ssh m2'}))) : commandResult({stdout: name === 'm1' ? survey : 'Welcome!\n', privilege: 'sudo'});
		},
	});
	const masters = listMasters(answers, []);
	return {scripts, reads: await readControlPlane({shell, pki: csrPki({}), answers, masters, apiServerAddresses: ['10.0.0.100']})};
};

describe('looking', () => {
	const answers = answersOf([{name: 'm3'}, {name: 'm1'}, {name: 'm2'}]);

	test('tells of every host in the order asked; one that cannot be looked at hides no other', async () => {
		const {reads, scripts} = await read(answers);
		expect(reads).toMatchObject([
			{name: 'm3', problems: [{code: 'master-survey-unreadable', subject: 'm3'}]},
			{name: 'm1', facts: {holdsVip: true, privilege: 'sudo', addresses: ['10.0.0.100']}, problems: []},
			{name: 'm2', problems: [{code: 'root-needed'}]},
		]);
		expect(reads.map(({facts}) => facts === undefined)).toEqual([true, false, true]);
		expect(scripts).toEqual(['true false', 'true false', 'true false']);
	});

	test('asks for the text of token files only where the run works with them', async () => {
		expect((await read({...answers, mode: 'token-file'})).scripts).toEqual(['true true', 'true true', 'true true']);
	});
});
