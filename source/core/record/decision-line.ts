import * as z from 'zod';
import type {Decision} from './record.ts';

const decisionSchema = z.object({
	at: z.string(),
	request: z.string(),
	node: z.string().exactOptional(),
	kind: z.string(),
	decision: z.enum(['approved', 'denied', 'deleted', 'revoked']),
	verdict: z.string(),
	rules: z.array(z.string()),
	plan: z.string(),
	operator: z.string(),
	policy: z.int().exactOptional(),
	reason: z.string().exactOptional(),
	isOverride: z.literal(true).exactOptional(),
	keySha256: z.string().exactOptional(),
});

/** Reads one line of `.kubenroll/decisions.jsonl`; undefined for what is none: a line that was cut off by a crash, or anything else. */
export const parseDecision = (line: string): Decision | undefined => {
	try {
		return decisionSchema.safeParse(JSON.parse(line)).data;
	} catch {
		return undefined;
	}
};
