import {expect, test} from 'vitest';
import {readTokenFile} from '../../../source/sandbox/api-server/authentication/token-file.ts';

test.each<[string, readonly string[], readonly (readonly [string, string, readonly string[]])[]]>([
	['one group', ['t,u,1,g'], [['t', 'u', ['g', 'system:authenticated']]]],
	['several groups in quotes, spaces and all', ['t,u,1,"a, b"'], [['t', 'u', ['a', ' b', 'system:authenticated']]]],
	['no group', ['t,u,1'], [['t', 'u', ['system:authenticated']]]],
	['no token, which counts for nothing', [',u,1', ''], []],
	['a token twice, of which the last wins', ['t,u,1', 't,v,2'], [['t', 'v', ['system:authenticated']]]],
])('reads a token file with %s', (_title, rows, expected) => {
	expect([...readTokenFile(rows)].map(([token, {name, groups}]) => [token, name, groups])).toEqual(expected);
});

test('refuses a row of two columns as the API server does', () => {
	expect(() => readTokenFile(['t,u'])).toThrow('token file must have at least 3 columns (token, user name, user uid), found 2');
});
