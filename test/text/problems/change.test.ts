import {expect, it} from 'vitest';
import {problem} from '../../../source/core/problem/problem.ts';
import {describeProblem} from '../../../source/text/describe-problem.ts';
import {english} from '../../../source/text/en/text.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';

it.each([english, simplifiedChinese])('says where old files lie when no command is known that puts them back, in $language', (text) => {
	const hintsOf = (commands: readonly string[]): readonly string[] => describeProblem(text, problem('change-undo-failed', 'm1', {component: 'kube-apiserver', commands})).hints;
	expect(hintsOf(['sudo rm /x'])).toEqual([expect.stringContaining('m1'), 'sudo rm /x']);
	expect(hintsOf([])).toEqual([expect.stringMatching(/m1 .*\/var\/lib\/kubenroll\/earlier/)]);
});
