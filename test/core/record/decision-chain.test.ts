import fc from 'fast-check';
import {expect, test} from 'vitest';
import {chainDecision, type ChainHead, emptyHead, findLink, formatHead, parseHead, readLog} from '../../../source/core/record/decision-chain.ts';
import type {Decision} from '../../../source/core/record/record.ts';
import {digest} from '../../support/plan-facts.ts';

const decision: Decision = {at: '2026-01-01T00:00:00Z', request: 'csr-abcde', node: 'node-1', kind: 'client', decision: 'approved', verdict: 'PASS', rules: ['P1', 'P2'], plan: '0123456789ab', operator: 'ops@host', keySha256: 'aa'};
const named = (request: string): Decision => ({...decision, request});

/** What writers make of a log, one decision after the other. */
const grow = (text: string, head: ChainHead | undefined, ...requests: readonly string[]): {readonly text: string; readonly head: ChainHead | undefined} =>
	requests.reduce<{readonly text: string; readonly head: ChainHead | undefined}>(
		(log, request) => {
			const end = findLink(log.text, log.head, digest);
			const {line, link} = chainDecision(named(request), end.link, digest);
			return {text: `${log.text}${log.text === '' || log.text.endsWith('\n') ? '' : '\n'}${line}\n`, head: {lines: end.lines + 1, link}};
		},
		{text, head},
	);

const {text: whole, head} = grow('', undefined, 'a', 'b', 'c', 'd');
const lines = whole.trimEnd().split('\n');
const join = (...kept: readonly (string | undefined)[]): string => kept.map((line) => `${line ?? ''}\n`).join('');
const defectsOf = (text: string, known: ChainHead | undefined = head): readonly string[] => readLog(text, known, digest).defects.map(({line, defect}) => `${line} ${defect}`);

test('a log that nobody touched is whole, and tells its decisions', () => {
	const read = readLog(whole, head, digest);
	expect(read).toMatchObject({defects: [], head, unchained: 0});
	expect(read.decisions.map(({line, decision: {request}}) => `${line} ${request}`)).toEqual(['1 a', '2 b', '3 c', '4 d']);
	expect(readLog('', undefined, digest)).toEqual({decisions: [], defects: [], head: emptyHead, unchained: 0, unread: 0});
});

const edited = lines[1]?.replace('"ops@host"', '"eve@host"');
const forged = chainDecision(named('forged'), '0'.repeat(64), digest).line;

test.each([
	['an edited line', join(lines[0], edited, lines[2], lines[3]), ['2 changed']],
	['a line taken out', join(lines[0], lines[2], lines[3]), ['2 severed', '3 cut-off']],
	['two lines that changed places', join(lines[0], lines[2], lines[1], lines[3]), ['2 severed', '3 severed', '4 severed']],
	['a line put in', join(lines[0], JSON.stringify(decision), lines[1], lines[2], lines[3]), ['3 severed', '5 cut-off']],
	['a line made anew with a digest of its own', join(lines[0], forged, lines[2], lines[3]), ['2 severed', '3 severed']],
	['an end cut off', join(lines[0], lines[1]), ['2 cut-off']],
	['a last line that was replaced', join(lines[0], lines[1], lines[2], chainDecision(named('x'), JSON.parse(lines[2] ?? '').digest as string, digest).line), ['4 cut-off']],
	['everything taken away', '', ['0 cut-off']],
	['an unchained line at the end', join(...lines, JSON.stringify(decision)), ['5 unchained']],
	['rubbish at the end', join(...lines, '{"at":"20'), ['5 unreadable']],
	['the log of another machine put behind', join(...lines, ...grow('', undefined, 'x', 'y').text.trimEnd().split('\n')), ['5 severed']],
	['the logs of two machines merged line by line', join(lines[0], ...grow('', undefined, 'x').text.trimEnd().split('\n'), lines[1], lines[2], lines[3]), ['2 severed', '3 severed', '5 cut-off']],
	['an empty line', join(...lines, ''), ['5 unreadable']],
])('%s shows, at its line', (_title, text, expected) => {
	expect(defectsOf(text)).toEqual(expected);
});

test('without its head nobody can tell whether lines are missing at the end', () => {
	expect(readLog(whole, undefined, digest).defects).toEqual([{line: 4, defect: 'headless'}]);
	expect(defectsOf(whole, parseHead('{"lines":"many"}'))).toEqual(['4 cut-off']);
});

test('a cut-off end stays to be seen when others write on', () => {
	const later = grow(join(lines[0], lines[1]), head, 'e', 'f');
	expect(defectsOf(later.text, later.head)).toEqual(['3 severed']);
});

test('a writer that was killed before it wrote the head does no harm', () => {
	const later = grow(whole, head, 'e');
	expect(defectsOf(later.text, head)).toEqual([]);
	const last = grow(later.text, head, 'f');
	expect(defectsOf(last.text, last.head)).toEqual([]);
});

test('a line that a killed writer left half written is vouched for by the next, and no decision', () => {
	const later = grow(`${whole}{"at":"2026-01-0`, head, 'e');
	const read = readLog(later.text, later.head, digest);
	expect(read.defects).toEqual([]);
	expect(read.decisions.map(({decision: {request}}) => request)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('lines from before the log was a chain are read, and from the first chained line on they cannot be changed unseen', () => {
	const old = join(JSON.stringify(named('old-1')), JSON.stringify(named('old-2')));
	expect(readLog(old, undefined, digest)).toMatchObject({defects: [], unchained: 2});
	const later = grow(old, undefined, 'new');
	expect(readLog(later.text, later.head, digest)).toMatchObject({defects: [], unchained: 2});
	expect(defectsOf(later.text.replace('old-1', 'old-X'), later.head)).toEqual(['3 severed']);
});

test('no change of any one character goes unseen', () => {
	fc.assert(
		fc.property(fc.nat(whole.length - 1), fc.constantFrom('x', '\n', '"', ' '), (index, character) => {
			fc.pre(whole[index] !== character);
			expect(defectsOf(whole.slice(0, index) + character + whole.slice(index + 1))).not.toEqual([]);
		}),
	);
});

test('a decision is one line whatever its request is called', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), (request) => {
			const log = grow('', undefined, request);
			expect(log.text.trimEnd()).not.toContain('\n');
			expect(readLog(log.text, log.head, digest)).toMatchObject({decisions: [{decision: {request}}], defects: []});
		}),
	);
});

test('the head comes back as it was written', () => {
	expect(parseHead(formatHead({lines: 3, link: 'ab'.repeat(32)}))).toEqual({lines: 3, link: 'ab'.repeat(32)});
	expect(parseHead(undefined)).toBeUndefined();
});
