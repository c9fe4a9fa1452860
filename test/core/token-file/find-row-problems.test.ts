import {expect, test} from 'vitest';
import {findRowProblems} from '../../../source/core/token-file/find-row-problems.ts';
import {parseTokenFile} from '../../../source/core/token-file/parse-token-file.ts';

const find = (text: string, isMended = false) => findRowProblems('m1', {path: '/etc/kubernetes/token.csv', file: parseTokenFile(text), isMended}).map(({code, severity, params}) => ({code, severity, params}));

const path = '/etc/kubernetes/token.csv';

test('says nothing of right rows', () => {
	expect(find('t,u,1,"a,b"\nt2,u,1\n')).toEqual([]);
});

test.each([
	{title: 'a comment', text: 't,u,1\n# hi\n', found: {code: 'token-row-broken', severity: 'error', params: {path, line: 2, defect: 'too-few-columns', isComment: true, canMend: false}}},
	{title: 'a lost quote', text: 't,u,1,"a,b\n', found: {code: 'token-row-broken', severity: 'error', params: {path, line: 1, defect: 'open-quote', isComment: false, canMend: true}}},
	{title: 'the comma bug', text: 't,u,1,a,b\n', found: {code: 'token-row-misread', severity: 'warning', params: {path, line: 1, user: 'u', lost: ['b'], canMend: true}}},
	{title: 'a byte order mark', text: '\uFEFFt,u,1\n', found: {code: 'token-row-misread', severity: 'warning', params: {path, line: 1, user: 'u', lost: [], canMend: true}}},
	{title: 'an empty token', text: ',kubelet-bootstrap,1\n', found: {code: 'token-row-empty', severity: 'warning', params: {path, line: 1, user: 'kubelet-bootstrap'}}},
	{title: 'one token for two users', text: 't,u,1\nt,v,2\n', found: {code: 'token-row-duplicate', severity: 'error', params: {path, line: 2, first: 1, user: 'v'}}},
	{title: 'a published token', text: '02b50b05283e98dd0fd71db496ef01e8,kubelet-bootstrap,10001,"system:kubelet-bootstrap"\n', found: {code: 'token-row-published', severity: 'warning', params: {path, line: 1, user: 'kubelet-bootstrap'}}},
])('finds $title', ({text, found}) => {
	expect(find(text)).toEqual([found]);
});

test('the same row twice is harmless', () => {
	expect(find('t,u,1\nt,u,1\n')).toEqual([]);
});

test('what is mended with the plan is only worth knowing; what cannot be mended stays in the way', () => {
	expect(find('t,u,1,"a,b\nt2,u,1,a,b\n# note\n', true).map(({code, severity}) => [code, severity])).toEqual([
		['token-row-broken', 'notice'],
		['token-row-broken', 'error'],
		['token-row-misread', 'notice'],
	]);
});
