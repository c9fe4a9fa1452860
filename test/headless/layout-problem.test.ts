import {expect, test} from 'vitest';
import {renderGrant} from '../../source/core/facts/grant.ts';
import {problem} from '../../source/core/problem/problem.ts';
import {layOutProblem} from '../../source/headless/layout-problem.ts';
import {createPaint} from '../../source/headless/paint.ts';
import {english} from '../../source/text/en/text.ts';

test('prints a here-document so that it can be pasted', () => {
	const manifest = renderGrant('alice');
	const lines = layOutProblem(english, problem('permissions-missing', 'cluster', {user: 'alice', missing: ['list nodes'], manifest}), createPaint(false), 80);
	expect(lines.join('\n')).toContain(`\nkubectl apply -f - <<'EOF'\n${manifest}EOF`);
});
