import type {DecisionText} from '../decision-text.ts';

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

/** The words of decisions, in English. */
export const decisions: DecisionText = {
	log: {
		columns: {at: 'WHEN', decision: 'DECISION', request: 'REQUEST', node: 'NODE', verdict: 'VERDICT', operator: 'BY'},
		decisions: {approved: 'approved', denied: 'denied', revoked: 'revoked'},
		override: 'override',
		rules: (rules) => `because of ${rules.join(' ')}`,
		reason: (reason) => `reason: ${reason}`,
		empty: 'Nothing has been decided from this folder yet.',
		whole: (lines, link) => `the chain of ${count(lines, 'line')} is whole; it ends in ${link}`,
		unchained: (lines) => `${count(lines, 'line')} of an earlier format: what was changed in them before the first chained line cannot be told`,
	},
};
