import type {Aspect, Finding, Mark} from '../../core/wizard/finding.ts';
import type {Problem} from '../../core/problem/problem.ts';
import type {Text} from '../../text/catalog.ts';
import {describeFinding} from '../../text/describe-finding.ts';
import {describeProblem, sayProblem} from '../../text/describe-problem.ts';
import {measureText, padEnd} from '../../text/typeset.ts';
import {nameKey} from '../key-map.ts';
import type {Glyph, Tone} from '../theme.ts';
import {breakText} from '../typeset/break-text.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {sayInForm} from './say-in-form.ts';
import type {WizardLayout} from './wizard-layout.ts';

const looks: Readonly<Record<Mark, {readonly glyph: Glyph; readonly tone: Tone; readonly words: Tone}>> = {
	good: {glyph: 'right', tone: 'good', words: 'plain'},
	wrong: {glyph: 'wrong', tone: 'wrong', words: 'plain'},
	attention: {glyph: 'attention', tone: 'attention', words: 'plain'},
	note: {glyph: 'idle', tone: 'faint', words: 'faint'},
	waiting: {glyph: 'working', tone: 'accent', words: 'faint'},
};

const narrow = 60;

// These are about one of many: which one has to be said.
const namesSubject: ReadonlySet<Aspect> = new Set(['host-keys', 'file']);

// A manifest among the hints keeps its lines: it is there to be pasted.
const layOutHint = (hint: string, indent: string, width: number): readonly LineSpans[] =>
	hint.split('\n').flatMap((line) => breakText(line, width - indent.length).map((part): LineSpans => [span(indent + part)]));

const sayAll = (problem: Problem, text: Text): {readonly sentence: string; readonly hints: readonly string[]} => ({sentence: sayProblem(text, problem), hints: describeProblem(text, problem).hints});

const layOutFinding = (finding: Finding, labelWidth: number, layout: WizardLayout): readonly LineSpans[] => {
	const {text, theme, width} = layout;
	const {glyph, tone, words} = looks[finding.mark];
	const isNarrow = width < narrow;
	const head: LineSpans = [span(`${theme.glyph(glyph)} `, tone), span(isNarrow ? text.wizard.aspects[finding.aspect] : padEnd(text.wizard.aspects[finding.aspect], labelWidth + 2), 'faint')];
	const indent = ' '.repeat(isNarrow ? 2 : labelWidth + 4);
	// What is wrong in the file keeps the words of the file.
	const {sentence, hints} = finding.kind === 'said' ? {sentence: describeFinding(text, finding), hints: []} : sayAll(finding.aspect === 'file' ? finding.problem : sayInForm(finding.problem, text), text);
	const subject = finding.line !== undefined ? text.wizard.atLine(finding.line) : finding.kind === 'problem' && namesSubject.has(finding.aspect) ? finding.problem.subject : undefined;
	const placed = subject === undefined ? sentence : `${layout.text.wizard.label(subject)}${sentence}`;
	const [first = '', ...rest] = breakText(placed, Math.max(16, width - indent.length));
	const body = rest.map((line): LineSpans => [span(indent + line, words)]);
	return [...(isNarrow ? [head, [span(indent + first, words)]] : [[...head, span(first, words)]]), ...body, ...hints.flatMap((hint) => layOutHint(hint, indent, width))];
};

/** Every finding as lines: its mark, what it is about, what there is to say, and the next act after what is wrong. */
export const layOutFindings = (findings: readonly Finding[], layout: WizardLayout): readonly LineSpans[] => {
	const labelWidth = Math.max(0, ...findings.map(({aspect}) => measureText(layout.text.wizard.aspects[aspect])));
	return findings.flatMap((finding) => layOutFinding(finding, labelWidth, layout));
};

/** What there is room for, and whether that is less than there is. */
export type Fitted = {readonly lines: readonly LineSpans[]; readonly isCut: boolean};

/** The same in no more than `height` lines, whole lines left out being counted, with the key that shows them; what is wrong comes first then. */
export const fitFindings = (findings: readonly Finding[], height: number, layout: WizardLayout): Fitted => {
	const lines = layOutFindings(findings, layout);
	if (lines.length <= height) {
		return {lines, isCut: false};
	}
	const urgent = findings.toSorted((one, other) => Number(other.mark === 'wrong') - Number(one.mark === 'wrong'));
	const shown = layOutFindings(urgent, layout).slice(0, Math.max(0, height - 1));
	const {theme, text: {wizard, screens}} = layout;
	const more = [span(wizard.label(wizard.moreFindings(lines.length - shown.length)) + nameKey('whole', {text: screens, theme}), 'faint')];
	return {lines: [...shown, more], isCut: true};
};
