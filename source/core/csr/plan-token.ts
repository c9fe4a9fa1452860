import {bootstrapGroup} from '../artifacts/node-group.ts';
import type {TokenFacts} from '../facts/cluster-facts.ts';

/** True for a token that was made for this plan (P13): labelled with one of its nodes, or shared and in kubenroll's own group. */
export const isOfPlan = ({node, extraGroups}: Pick<TokenFacts, 'node' | 'extraGroups'>, plannedNodes: {readonly has: (node: string) => boolean}): boolean =>
	node === undefined ? extraGroups.includes(bootstrapGroup) : plannedNodes.has(node);
