import {expect, test} from 'vitest';
import {chooseContext, parseKubeconfig} from '../../../source/core/facts/parse-kubeconfig.ts';

const parse = (text: string) => {
	const parsed = parseKubeconfig('config', text);
	expect(parsed.isValid).toBe(true);
	return parsed.isValid ? parsed.value : undefined;
};

test('says where YAML cannot be read, and quotes none of it', () => {
	const parsed = parseKubeconfig('config', 'users:\n- name: a\n  user: {token: "s3cr3t\n');
	expect(parsed).toMatchObject({isValid: false, problems: [{code: 'kubeconfig-invalid', params: {path: 'config', line: 4}}]});
	expect(JSON.stringify(parsed)).not.toContain('s3cr3t');
});

test.each([
	['name nothing', 'users: *none'],
	['multiply', `a: &a [${'x,'.repeat(20)}]\nb: &b [${'*a,'.repeat(20)}]\nc: &c [${'*b,'.repeat(20)}]\nusers: [${'*c,'.repeat(20)}]`],
])('refuses aliases that %s', (_, text) => {
	expect(parseKubeconfig('config', text)).toMatchObject({isValid: false, problems: [{code: 'kubeconfig-invalid', params: {detail: 'bad alias'}}]});
});

test('names the field that has the wrong shape', () => {
	expect(parseKubeconfig('config', 'clusters: [{name: a, cluster: {server: 7}}]')).toMatchObject({isValid: false, problems: [{params: {detail: expect.stringContaining('clusters.0.cluster.server')}}]});
});

test('takes empty lists and users that are null, as kubectl writes them', () => {
	expect(parse('clusters: null\nusers: [{name: a, user: null}]\n')).toMatchObject({clusters: [], users: [{name: 'a', user: {}}], contexts: []});
});

test('picks the wanted context before the current one, and each entry from the first file that has it', () => {
	const files = [
		parse('current-context: one\ncontexts: [{name: one, context: {cluster: c, user: u}}, {name: two, context: {cluster: c, user: v}}]\nusers: [{name: u, user: {token: first}}]'),
		parse('current-context: other\nclusters: [{name: c, cluster: {server: "https://a"}}]\nusers: [{name: u, user: {token: second}}, {name: v, user: {token: third}}]'),
	].flatMap((file) => file ?? []);
	expect(chooseContext('config', files)).toMatchObject({isValid: true, value: {context: 'one', userName: 'u', user: {token: 'first'}, cluster: {server: 'https://a'}}});
	expect(chooseContext('config', files, 'two')).toMatchObject({isValid: true, value: {user: {token: 'third'}}});
	expect(chooseContext('config', files, '\u001B[2J')).toMatchObject({isValid: false, problems: [{code: 'kubeconfig-context-missing', params: {context: '\\x1b[2J', contexts: ['one', 'two']}}]});
});
