import fc from 'fast-check';
import {expect, test} from 'vitest';
import {bootstrapGroup, nodeGroup, nodeGroupPrefix, nodeOfGroup} from '../../../source/core/artifacts/node-group.ts';

const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,14}[a-z0-9])?$/);
const nodeName = fc.array(label, {minLength: 1, maxLength: 5}).map((labels) => labels.join('.'));

test('group and node are exact inverses', () => {
	fc.assert(
		fc.property(nodeName, (name) => {
			const group = nodeGroup(name);
			expect(group?.startsWith(nodeGroupPrefix)).toBe(true);
			// k8s.io/cluster-bootstrap token/api/types.go, BootstrapGroupPattern.
			expect(group).toMatch(/^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/);
			expect(nodeOfGroup(group ?? '')).toBe(name);
		}),
	);
});

test('whatever group names a node is the group of that node', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^[a-z0-9:.-]{1,20}$/), (tail) => {
			const name = nodeOfGroup(nodeGroupPrefix + tail);
			expect(name === undefined || nodeGroup(name) === nodeGroupPrefix + tail).toBe(true);
		}),
	);
});

test.each([bootstrapGroup, 'system:bootstrappers', nodeGroupPrefix, `${nodeGroupPrefix}N1`, `${nodeGroupPrefix}a.b`, `${nodeGroupPrefix}a::b`, `${nodeGroupPrefix}:a`, `x${nodeGroupPrefix}a`])('%s names no node', (group) => {
	expect(nodeOfGroup(group)).toBeUndefined();
});

test('a name too long for a group has none', () => {
	const longest = `${'a'.repeat(60)}.`.repeat(3) + 'a'.repeat(300);
	const limit = 'system:bootstrappers:'.length + 256 - nodeGroupPrefix.length;
	expect(nodeGroup(longest.slice(0, limit))).toBeDefined();
	expect(nodeGroup(longest.slice(0, limit + 1))).toBeUndefined();
	expect(nodeGroup('')).toBeUndefined();
	expect(nodeGroup('Node')).toBeUndefined();
});
