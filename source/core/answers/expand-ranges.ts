import type {RangeDefect} from '../problem/config.ts';
import {canonicalIp} from '../net/ip-address.ts';

/** Most nodes that one file or list may name. */
export const maximumNodes = 5000;

/** The texts that a text with ranges stands for, or the first range that cannot be read; `offset` counts from 0. */
export type RangeReading =
	| {readonly isValid: true; readonly texts: readonly string[]}
	| {readonly isValid: false; readonly defect: RangeDefect; readonly range: string; readonly offset: number; readonly suggestion?: string};

type PartReading = {readonly values: readonly string[]} | {readonly defect: RangeDefect; readonly suggestion?: string};

const expandNumbers = (first: string, last: string): PartReading => {
	const isPadded = [first, last].some((text) => text.length > 1 && text.startsWith('0'));
	if (isPadded && first.length !== last.length) {
		const width = Math.max(first.length, last.length);
		return {defect: 'padding', suggestion: `${first.padStart(width, '0')}-${last.padStart(width, '0')}`};
	}
	if (first.length > 9 || last.length > 9) {
		return {defect: 'too-many'};
	}
	const count = Number(last) - Number(first) + 1;
	if (count < 1) {
		return {defect: 'backwards', suggestion: `${last}-${first}`};
	}
	const width = isPadded ? first.length : 0;
	return count > maximumNodes ? {defect: 'too-many'} : {values: Array.from({length: count}, (_, index) => String(Number(first) + index).padStart(width, '0'))};
};

const expandLetters = (first: string, last: string): PartReading => {
	const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)];
	if (/[a-z]/.test(first) !== /[a-z]/.test(last)) {
		return {defect: 'mixed'};
	}
	return from > to ? {defect: 'backwards', suggestion: `${last}-${first}`} : {values: Array.from({length: to - from + 1}, (_, index) => String.fromCharCode(from + index))};
};

const expandPart = (part: string): PartReading => {
	// Ansible writes 1:9 for 1-9, and a third number is its step.
	const [first = '', last, ...rest] = part.split(/[-:/]/);
	if (first === '' || last === '') {
		return {defect: 'empty'};
	}
	if (rest.length > 0) {
		return {defect: 'step'};
	}
	if (last === undefined) {
		return /^[\w.]+$/.test(first) && !first.includes('.') ? {values: [first]} : {defect: 'mixed'};
	}
	if (/^\d+$/.test(first) && /^\d+$/.test(last)) {
		return expandNumbers(first, last);
	}
	return /^[a-z]$/i.test(first) && /^[a-z]$/i.test(last) ? expandLetters(first, last) : {defect: 'mixed'};
};

const expandBracket = (content: string): PartReading => {
	const parts = content.split(',').map((part) => part.trim());
	const readings = parts.map(expandPart);
	const index = readings.findIndex((reading) => 'defect' in reading);
	const wrong = readings[index];
	if (wrong !== undefined && 'defect' in wrong) {
		return wrong.suggestion === undefined ? wrong : {...wrong, suggestion: `[${parts.with(index, wrong.suggestion).join(',')}]`};
	}
	return {values: readings.flatMap((reading) => ('values' in reading ? reading.values : []))};
};

/** An IPv6 literal in brackets is no range: `[fd00::1]:22`. A zone may follow it. */
const isIpv6Literal = (content: string): boolean => content.includes('::') || content.split(':').length > 3 ? canonicalIp(content.split('%')[0] ?? '') !== undefined : false;

/** Expands `node[01-20]`, `[1-3,7,a-c]` and several ranges in one text (their product, the last counting fastest); zero padding is kept. */
export const expandRanges = (text: string): RangeReading => {
	let texts: readonly string[] = [''];
	let offset = 0;
	while (offset < text.length) {
		const next = text.slice(offset).search(/[[\]]/);
		if (next < 0) {
			const rest = text.slice(offset);
			return {isValid: true, texts: texts.map((head) => head + rest)};
		}
		const open = offset + next;
		const close = text.indexOf(']', open);
		const content = text.slice(open + 1, close);
		if (text[open] === ']' || close < 0 || content.includes('[')) {
			return {isValid: false, defect: 'bracket', range: text.slice(open), offset: open};
		}
		const literal = text.slice(offset, open);
		const reading = isIpv6Literal(content) ? {values: [`[${content}]`]} : expandBracket(content);
		if ('defect' in reading) {
			return {isValid: false, ...reading, range: `[${content}]`, offset: open};
		}
		if (texts.length * reading.values.length > maximumNodes) {
			return {isValid: false, defect: 'too-many', range: `[${content}]`, offset: open};
		}
		texts = texts.flatMap((head) => reading.values.map((value) => head + literal + value));
		offset = close + 1;
	}
	return {isValid: true, texts};
};
