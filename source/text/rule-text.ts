/** The rules of the approval policy, by their public ids. */
export type PolicyRule =
	| 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P7' | 'P8' | 'P9' | 'P10' | 'P11' | 'P12'
	| 'P13' | 'P14' | 'P15' | 'P16' | 'P17' | 'P18' | 'P19' | 'P20' | 'P21' | 'P22' | 'P23' | 'P24'
	| 'P25' | 'P26' | 'P27' | 'P28' | 'P29' | 'P30' | 'P31' | 'P32' | 'P33' | 'P34' | 'P35' | 'P36';

/** What each rule demands, in one sentence: told beside what it found, so that one need not look its number up. */
export type RuleTexts = Readonly<Record<PolicyRule, string>>;

/** What a rule demands, with its id before it; undefined for an id that the policy does not have. */
export const describeRule = (texts: RuleTexts, id: string): string | undefined =>
	// Own keys of a complete record are its rules.
	Object.hasOwn(texts, id) ? `${id}: ${texts[id as PolicyRule]}` : undefined;
