/*
The log of decisions is a chain: every line holds the digest of its own text and that of the line before, and the head, a small file of
its own, holds the number of lines and the last digest. So an edit, a line taken out and an end cut off all show. Whoever rewrites every
later line and the head as well is not found out by the files alone: the head's digest, kept elsewhere, finds him.
*/
import * as z from 'zod';
import {parseDecision} from './decision-line.ts';
import type {Decision} from './record.ts';

/** SHA-256 over the UTF-8 bytes, lower-case hex. */
export type Digest = (text: string) => string;

/** The end of the chain: how many lines there are, and the link of the last. */
export type ChainHead = {readonly lines: number; readonly link: string};

/** What is wrong at a line, from 1. */
export type ChainDefect = {
	readonly line: number;
	readonly defect:
		/** Its text is not what it was when it was written. */
		| 'changed'
		/** What stands before it is not what stood there: lines were changed, taken out or put in. */
		| 'severed'
		/** It is no decision, and no later line vouches for it. */
		| 'unreadable'
		/** It came after chained lines and is not chained itself, and no later line vouches for it. */
		| 'unchained'
		/** The head knows of more lines than there are up to here, or of other ones. */
		| 'cut-off'
		/** There are chained lines up to here and no head: whether more followed nobody can tell. */
		| 'headless';
};

/** A decision with the line that it stands on. */
export type LoggedDecision = {readonly line: number; readonly decision: Decision};

/** What a log tells. Without defects it is whole. */
export type ReadLog = {
	readonly decisions: readonly LoggedDecision[];
	readonly defects: readonly ChainDefect[];
	/** Of the file as it is. */
	readonly head: ChainHead;
	/** Lines from before the log was a chain; the first chained line vouches for them. */
	readonly unchained: number;
	/** Chained lines in a form that this version does not know, as a newer one may write them. */
	readonly unread: number;
};

/** The end of a log that has no lines. */
export const emptyHead: ChainHead = {lines: 0, link: '0'.repeat(64)};

const chained = /^(\{.*"previous":"([\da-f]{64})"),"digest":"([\da-f]{64})"\}$/su;

type Line = {readonly number: number; readonly text: string; readonly before: string; readonly link: string; readonly previous?: string; readonly isIntact: boolean};

const splitLines = (text: string): readonly string[] => (text === '' ? [] : (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'));

const readLines = (text: string, digest: Digest): readonly Line[] => {
	let before = emptyHead.link;
	return splitLines(text).map((line, index) => {
		const [, body, previous, own] = chained.exec(line) ?? [];
		const isChained = body !== undefined && previous !== undefined && own !== undefined;
		// What is no line of the chain counts with its text, and so does all that stands before it.
		const link = isChained ? own : digest(`${before}\n${line}`);
		const read: Line = {number: index + 1, text: line, before, link, isIntact: !isChained || digest(`${body}}`) === own, ...(isChained ? {previous} : {})};
		before = link;
		return read;
	});
};

const headOf = (lines: readonly Line[]): ChainHead => ({lines: lines.length, link: lines.at(-1)?.link ?? emptyHead.link});

const isKnown = (lines: readonly Line[], {lines: count, link}: ChainHead): boolean => count === 0 || lines[count - 1]?.link === link;

/** What the next line has to be hung on. Where the head knows of lines that are gone it is the head, so that the gap stays to be seen. */
export const findLink = (text: string, head: ChainHead | undefined, digest: Digest): ChainHead => {
	const lines = readLines(text, digest);
	const end = headOf(lines);
	return head === undefined || isKnown(lines, head) ? end : {lines: end.lines, link: head.link};
};

/** Makes the line of a decision that follows on `previous`, without its line feed, and the link that the next one follows on. */
export const chainDecision = (decision: Decision, previous: string, digest: Digest): {readonly line: string; readonly link: string} => {
	const body = JSON.stringify({...decision, previous});
	const link = digest(body);
	return {line: `${body.slice(0, -1)},"digest":"${link}"}`, link};
};

const findDefects = (lines: readonly Line[], head: ChainHead | undefined): readonly ChainDefect[] => {
	const first = lines.find(({previous}) => previous !== undefined);
	const last = lines.findLast(({previous}) => previous !== undefined);
	const defects = lines.flatMap(({number, text, before, previous, isIntact}): readonly ChainDefect[] => {
		if (previous !== undefined) {
			return [...(previous === before ? [] : [{line: number, defect: 'severed'} as const]), ...(isIntact ? [] : [{line: number, defect: 'changed'} as const])];
		}
		// Before the log was a chain nobody vouched for anything; what a later line hangs on was there when that was written.
		const isVouchedFor = first === undefined || number < (last?.number ?? 0);
		return isVouchedFor ? [] : [{line: number, defect: parseDecision(text) === undefined ? 'unreadable' : 'unchained'}];
	});
	if (head === undefined) {
		return last === undefined ? defects : [...defects, {line: lines.length, defect: 'headless'}];
	}
	return isKnown(lines, head) ? defects : [...defects, {line: lines.length, defect: 'cut-off'}];
};

/** Reads a log and holds it against its head, `undefined` where there is none. Never throws; what cannot be read hides nothing else. */
export const readLog = (text: string, head: ChainHead | undefined, digest: Digest): ReadLog => {
	const lines = readLines(text, digest);
	const read = lines.map(({number, text: line, previous}) => ({line: number, decision: parseDecision(line), isChained: previous !== undefined}));
	return {
		decisions: read.flatMap(({line, decision}) => (decision === undefined ? [] : [{line, decision}])),
		defects: findDefects(lines, head),
		head: headOf(lines),
		unchained: read.filter(({isChained}) => !isChained).length,
		unread: read.filter(({decision, isChained}) => isChained && decision === undefined).length,
	};
};

const headSchema = z.object({lines: z.int().nonnegative(), link: z.string().regex(/^[\da-f]{64}$/)});

/** The text of the head's file. */
export const formatHead = ({lines, link}: ChainHead): string => `${JSON.stringify({lines, link})}\n`;

/** Reads the head's file; one that is none counts as one that knows of a line which never was, so that it shows. */
export const parseHead = (text: string | undefined): ChainHead | undefined => {
	if (text === undefined) {
		return undefined;
	}
	try {
		return headSchema.parse(JSON.parse(text));
	} catch {
		return {lines: Number.MAX_SAFE_INTEGER, link: emptyHead.link};
	}
};
