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

test('tells the last words of a program without what only its log has a use for', () => {
	const cause = String.raw`E1123 07:00:01.123456    4711 run.go:72] "command failed" err="failed to load kubelet config file \"/etc/k.yaml\": EOF"`;
	const lines = layOutProblem(english, problem('kubelet-stopped', 'node-1', {restarts: 3}, {cause}), createPaint(false), 200);
	expect(lines[0]).toContain('command failed: failed to load kubelet config file "/etc/k.yaml": EOF');
	expect(lines.join('\n')).not.toMatch(/run\.go|4711/);
});
