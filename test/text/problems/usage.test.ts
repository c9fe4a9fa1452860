import {expect, test} from 'vitest';
import {problem} from '../../../source/core/problem/problem.ts';
import {describeProblem} from '../../../source/text/describe-problem.ts';
import {english} from '../../../source/text/en/text.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';

test.each([
	{command: 'token remove', shows: 'kubenroll token remove'},
	{command: 'enroll', shows: 'kubenroll plan'},
	{command: 'csr approve', shows: 'kubenroll csr list'},
])('where nobody can be asked, the first hint of $command is what shows its changes', ({command, shows}) => {
	for (const text of [english, simplifiedChinese]) {
		const [look] = describeProblem(text, problem('confirmation-impossible', 'kubenroll', {command})).hints;
		expect(look).toContain(shows);
		expect(look).not.toContain('--yes');
	}
});
