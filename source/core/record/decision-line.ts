import {z} from 'zod';
import type {Decision} from './record.ts';

const decisionSchema = z.object({
	at: z.string(),
	request: z.string(),
	node: z.string().exactOptional(),
	kind: z.string(),
	decision: z.enum(['approved', 'denied']),
	verdict: z.string(),
	rules: z.array(z.string()),
	plan: z.string(),
	operator: z.string(),
	keySha256: z.string().exactOptional(),
});

/** One line of `.kubenroll/decisions.jsonl`, without its line feed: JSON escapes every line break that a name may hold. */
export const formatDecision = (decision: Decision): string => JSON.stringify(decision);

/** What `.kubenroll/decisions.jsonl` tells. A line that was cut off by a crash is counted, never fatal: the log is history. */
export const parseDecisions = (text: string): {readonly decisions: readonly Decision[]; /** Numbers of the lines that cannot be read, from 1. */ readonly brokenLines: readonly number[]} => {
	const decisions: Decision[] = [];
	const brokenLines: number[] = [];
	for (const [index, line] of text.split('\n').entries()) {
		if (line.trim() !== '') {
			const parsed = parseLine(line);
			if (parsed === undefined) {
				brokenLines.push(index + 1);
			} else {
				decisions.push(parsed);
			}
		}
	}
	return {decisions, brokenLines};
};

const parseLine = (line: string): Decision | undefined => {
	try {
		return decisionSchema.safeParse(JSON.parse(line)).data;
	} catch {
		return undefined;
	}
};
