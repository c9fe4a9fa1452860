import type {ConfigProblems} from '../problem/config.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {expandRanges} from './expand-ranges.ts';
import {type ItemDefect, type ItemReading, type NodeTarget, isIp, pairNodes, readNodeItem, splitHostPort} from './node-item.ts';

/** A node that a line names, with the aliases that an /etc/hosts line gives it. */
export type LineTarget = NodeTarget & {readonly dnsNames: readonly string[]; /** Characters before it on its line. */ readonly offset: number};

/** Why a line, or a part of it, gives no node; a line left out on purpose is a warning. */
export type LineDefect = ItemDefect | {readonly code: 'list-line-skipped'; readonly params: ConfigProblems['list-line-skipped']; readonly offset: number};

/** What a line of a node list holds. */
export type LineReading = {readonly targets: readonly LineTarget[]; readonly defects: readonly LineDefect[]};

type Word = {readonly text: string; readonly offset: number};

// White space and commas part words, except within brackets, where commas belong to a range.
const wordForm = /(?:\[[^\]]*(?:\]|$)|[^\s,[])+/gy;
const gapForm = /[\s,]*/y;

const splitWords = (line: string): readonly Word[] => {
	const words: Word[] = [];
	gapForm.lastIndex = /^\s*-\s/.exec(line)?.[0].length ?? 0;
	while (gapForm.test(line) && gapForm.lastIndex < line.length && line[gapForm.lastIndex] !== '#') {
		wordForm.lastIndex = gapForm.lastIndex;
		const text = wordForm.exec(line)?.[0] ?? '';
		words.push({text, offset: gapForm.lastIndex});
		gapForm.lastIndex += text.length;
	}
	return words;
};

// `10.0.0.11`, and `root@10.0.0.[11-14]:22`, whose first address decides.
const dialsIp = ({text}: Word): boolean => {
	const reading = text.includes('[') ? expandRanges(text) : {isValid: true as const, texts: [text]};
	const first = reading.isValid ? (reading.texts[0] ?? '') : text.replaceAll(/\[[^\]]*\]?/g, '1');
	return isIp(splitHostPort(first.slice(first.lastIndexOf('@') + 1)).host);
};

// Lines that every /etc/hosts has for the machine itself: loopback, unspecified, multicast and the old fe00::0.
const isOwnLine = (address: string, names: readonly string[]): boolean => {
	const firstOctet = Number.parseInt(address, 10);
	const isSelf = address.includes(':') ? /^(?:::1?|f[ef]0[\da-f]::\d?)$/i.test(address) : firstOctet === 127 || firstOctet === 0 || firstOctet >= 224;
	return isSelf || names.some((name) => /^(?:ip6-)?localhost(?:\.localdomain)?\d?$/i.test(name));
};

const read = (reading: ItemReading, start: number, dnsNames: readonly string[] = [], offset = start): LineReading =>
	reading.isValid
		? {targets: reading.targets.map((target) => ({...target, dnsNames, offset})), defects: []}
		: {targets: [], defects: reading.defects.map((defect) => ({...defect, offset: start + defect.offset}))};

const readHostsLine = (address: Word, name: Word, aliases: readonly Word[]): LineReading => {
	const names = [name, ...aliases].map(({text}) => text);
	return isOwnLine(address.text, names)
		? {targets: [], defects: [{code: 'list-line-skipped', params: {address: escapeControls(address.text), names: escapeControls(names.join(' '))}, offset: address.offset}]}
		: read(pairNodes(name, address), 0, names.slice(1), address.offset);
};

/**
 * Reads one line of a typed or pasted list: items parted by commas or spaces, `name address`, or an /etc/hosts line; `#` begins a comment.
 * Offsets count from the line's beginning.
 */
export const readNodeLine = (line: string): LineReading => {
	const words = splitWords(line);
	const [first, second] = words;
	if (first === undefined) {
		return {targets: [], defects: []};
	}
	if (second === undefined) {
		return read(readNodeItem(first.text), first.offset);
	}
	const plain = words.filter(({text}) => !text.includes('='));
	const dialling = plain.filter(dialsIp);
	const firstDials = dialling[0] === first;
	if (firstDials && plain.length === words.length && dialling.length === 1) {
		return readHostsLine(first, second, words.slice(2));
	}
	if (words.length === 2 && plain.length === 2 && ((!firstDials && dialling.length === 1) || second.text.startsWith(`${first.text}.`))) {
		return read(pairNodes(first, second), 0, [], first.offset);
	}
	if (dialling.length > 0 && dialling.length < plain.length) {
		return {targets: [], defects: [{code: 'list-item', offset: first.offset, params: {item: escapeControls(line.trim()), defect: 'ambiguous'}}]};
	}
	const readings = words.map(({text, offset}) => read(readNodeItem(text), offset));
	return {targets: readings.flatMap(({targets}) => targets), defects: readings.flatMap(({defects}) => defects)};
};
