import {makeFinding} from '../finding.ts';
import {onNode, type Rule} from '../rule.ts';

/** P8: only what the plan lists is ever approved without a person. */
export const planRules: readonly Rule[] = [
	{
		id: 'P8',
		kind: 'both',
		judge: onNode((node, _, {plannedNodes, controlPlane}) => {
			if (plannedNodes.has(node)) {
				return [makeFinding('PASS', 'node-planned', {node})];
			}
			return [controlPlane.has(node) ? makeFinding('ASK', 'control-plane-not-planned', {node}) : makeFinding('ASK', 'node-not-planned', {node})];
		}),
	},
];
