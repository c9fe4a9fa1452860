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

/** Builds a finding whose code and params fit each other; every param is cut to a bearable length and escaped (P27). */
export const makeFinding = <Code extends ReasonCode>(verdict: Verdict, code: Code, params: ReasonParams[Code]): Finding =>
	// The compiler cannot see that a generic code and its own params make a member of the union, nor that the entries keep their keys.
	({verdict, code, params: Object.fromEntries(Object.entries(params).map(([key, value]) => [key, makeSafe(value)]))}) as Finding;
