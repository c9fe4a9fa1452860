import {expect, test} from 'vitest';
import {type Problem, problem} from '../../source/core/problem/problem.ts';
import {quoteRemote} from '../../source/core/untrusted/quote-remote.ts';
import {describeProblem} from '../../source/text/describe-problem.ts';
import {english} from '../../source/text/en/text.ts';
import {simplifiedChinese} from '../../source/text/zh-cn/text.ts';

const path = '/etc/token.csv; reboot';

test.each([english, simplifiedChinese])('a command that is pasted has a path as its master calls it in quotes, in $language', (text) => {
	const hintsOf = (found: Problem): string => describeProblem(text, found).hints.join('\n');
	expect(hintsOf(problem('token-file-unreadable', 'm1', {path}))).toContain(`ssh m1 sudo ls -l ${quoteRemote(path)}`);
	expect(hintsOf(problem('token-row-empty', 'm1', {path, line: 1, user: 'u'})), 'an editor wants a terminal').toContain(`ssh -t m1 sudoedit ${quoteRemote(path)}`);
});
