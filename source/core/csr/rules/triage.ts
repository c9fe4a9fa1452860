import {makeFinding} from '../finding.ts';
import {onNode, type Rule} from '../rule.ts';

// client-go util/certificate/csr/csr.go: generateName `csr-` and five characters of its own alphabet; pkg/kubelet/certificate/bootstrap: `node-csr-` and the base64url of a SHA-512/256.
const kubeletName = /^(?:csr-[a-z\d]{5}|node-csr-[\w-]{43})$/;

/** Rules about the request as an object, whatever it asks for. P1 and the decided half of P2 come before all rules, in judge-csr.ts. */
export const triageRules: readonly Rule[] = [
	{
		id: 'P2',
		kind: 'both',
		judge: onNode((node, _, {deniedNodes}) => [deniedNodes.has(node) ? makeFinding('ASK', 'denied-in-run', {node}) : makeFinding('PASS', 'still-pending', {})]),
	},
	{
		id: 'P27',
		kind: 'both',
		judge: ({raw}) => [kubeletName.test(raw.name) ? makeFinding('PASS', 'name-usual', {}) : makeFinding('ASK', 'name-unusual', {name: raw.name})],
	},
	{
		id: 'P36',
		kind: 'both',
		judge: (_, {context, hasUnreadableRange}) => {
			const missing = [...context.missingFacts, ...(hasUnreadableRange ? (['unreadable-range'] as const) : [])];
			return missing.length === 0 ? [makeFinding('PASS', 'facts-complete', {})] : missing.map((fact) => makeFinding('ASK', 'facts-missing', {fact}));
		},
	},
];
