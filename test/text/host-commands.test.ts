import {expect, test} from 'vitest';
import {type Problem, problem} from '../../source/core/problem/problem.ts';
import {quoteRemote} from '../../source/core/untrusted/quote-remote.ts';
import {describeProblem} from '../../source/text/describe-problem.ts';
import {english} from '../../source/text/en/text.ts';
import {knowLogins} from '../../source/text/know-logins.ts';
import {simplifiedChinese} from '../../source/text/zh-cn/text.ts';
import {answersFacts, nodeAnswers} from '../support/plan-facts.ts';

const path = '/etc/token.csv; reboot';

test.each([english, simplifiedChinese])('a command that is pasted has a path as its master calls it in quotes, in $language', (text) => {
	const hintsOf = (found: Problem): string => describeProblem(text, found).hints.join('\n');
	expect(hintsOf(problem('token-file-unreadable', 'm1', {path}))).toContain(`ssh m1 sudo ls -l ${quoteRemote(path)}`);
	expect(hintsOf(problem('token-row-empty', 'm1', {path, line: 1, user: 'u'})), 'an editor wants a terminal').toContain(`ssh -t m1 sudoedit ${quoteRemote(path)}`);
});

test.each([english, simplifiedChinese])('a command that is pasted logs in as kubenroll does, whatever ssh calls the host, in $language', (text) => {
	const answers = answersFacts();
	const known = knowLogins(text, {
		...answers,
		nodes: [nodeAnswers('n1', {address: '10.0.0.21', user: 'ops', port: 2222})],
		cluster: {...answers.cluster, controlPlane: [{name: 'm1', address: '10.0.0.1'}]},
		ssh: {...answers.ssh, user: 'root', configFile: '/home/a b/ssh_config', identityFile: '/key'},
	});
	const hintsOf = (found: Problem): string => describeProblem(known, found).hints.join('\n');
	const files = "-F '/home/a b/ssh_config' -i /key";
	expect(hintsOf(problem('token-file-unreadable', 'm1', {path: '/t'}))).toContain(`ssh ${files} root@10.0.0.1 sudo ls -l /t`);
	expect(hintsOf(problem('token-row-empty', 'm1', {path: '/t', line: 1, user: 'u'}))).toContain(`ssh -t ${files} root@10.0.0.1 sudoedit /t`);
	expect(hintsOf(problem('change-not-begun', 'm1', {component: 'kube-apiserver'}))).toContain(`ssh ${files} root@10.0.0.1 df -h`);
	expect(hintsOf(problem('component-stopped', '10.0.0.2', {component: 'kube-apiserver', path: '/u'})), 'found by its address').toContain(`ssh ${files} root@10.0.0.2 sudo journalctl`);
	expect(hintsOf(problem('kubelet-stopped', 'n1', {restarts: 3}))).toContain(`ssh ${files} -p 2222 ops@10.0.0.21 sudo journalctl`);
});
