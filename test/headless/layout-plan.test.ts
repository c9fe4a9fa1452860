import {describe, expect, it} from 'vitest';
import {assemblePlan} from '../../source/core/plan/assemble-plan.ts';
import type {Plan} from '../../source/core/plan/plan.ts';
import {problem} from '../../source/core/problem/problem.ts';
import {layOutPlan} from '../../source/headless/layout-plan.ts';
import {createPaint} from '../../source/headless/paint.ts';
import {english} from '../../source/text/en/text.ts';
import {nodeAnswers, nodeFacts, planInput, planNodeInput} from '../support/plan-facts.ts';

const planOf = (nodes: Parameters<typeof planInput>[0]): Plan => assemblePlan(planInput(nodes));
const three = ['node1', 'node2', 'node3'].map((name) => planNodeInput(nodeAnswers(name), nodeFacts(name)));
const blocked = planNodeInput(nodeAnswers('node4'), undefined, {problems: [problem('ssh-cancelled', 'node4', {})]});

const show = (plan: Plan, showsDiffs = true): readonly string[] => layOutPlan(plan, {text: english, paint: createPaint(false), columns: 100, showsDiffs});

describe('the first lines of a plan', () => {
	it('count nodes that are blocked', () => {
		expect(show(planOf([...three, blocked]))[1]).toMatch(/^Nothing has been changed yet\. {2}4 nodes {2}1 blocked {2}create \d+/);
	});

	it('do not call it nothing to do when an error stands before everything', () => {
		const plan = {...planOf([blocked]), problems: [problem('address-unnamed', '10.0.0.1:6443', {host: '10.0.0.1', port: 6443, names: []})]};
		expect(show(plan)[1]).toMatch(/^This cannot begin: mend the errors below\. {2}1 node {2}1 blocked/);
	});
});

describe('the diffs of nodes that are alike', () => {
	it('are shown once, and named for the others', () => {
		const text = show(planOf(three)).join('\n');
		expect(text.split('+kind: KubeletConfiguration').length - 1).toBe(1);
		expect(text.match(/the same as on node1/g)?.length).toBeGreaterThanOrEqual(4);
	});

	it('are left out where nobody asked for them', () => {
		expect(show(planOf(three), false).join('\n')).not.toContain('the same as');
	});
});
