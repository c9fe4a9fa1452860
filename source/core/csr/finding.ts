import {escapeControls} from '../untrusted/escape-controls.ts';
import type {Verdict} from './judgement.ts';
import type {ReasonCode, ReasonParams} from './reason-codes.ts';

/** What a rule says of a request, before the rule's id is put to it. */
export type Finding = {
	readonly [Code in ReasonCode]: {readonly verdict: Verdict; readonly code: Code; readonly params: ReasonParams[Code]};
}[ReasonCode];

// Longer than any honest value: a node's name has 253 characters at most.
const longest = 300;

const makeSafe = (value: string): string => (value.length > longest ? `${escapeControls(value.slice(0, longest))}…` : escapeControls(value));

const makeAllSafe = (params: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
	const safe: Record<string, string> = {};
	for (const key of Object.keys(params)) {
		safe[key] = makeSafe(params[key] ?? '');
	}
	return safe;
};

/** Builds a finding whose code and params fit each other; every param is cut to a bearable length and escaped (P27). */
export const makeFinding = <Code extends ReasonCode>(verdict: Verdict, code: Code, params: ReasonParams[Code]): Finding =>
	// The compiler cannot see that a generic code and its own params make a member of the union, nor that the entries keep their keys.
	({verdict, code, params: makeAllSafe(params)}) as Finding;
