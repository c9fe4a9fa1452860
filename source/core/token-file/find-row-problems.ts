import {isPublishedToken} from '../artifacts/published-tokens.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {isAsMeant, mendRow} from './mend-row.ts';
import {showColumn} from './show-column.ts';
import type {TokenFile, TokenRow} from './token-file.ts';

const isSameIdentity = (one: TokenRow, other: TokenRow): boolean => one.user === other.user && one.uid === other.uid && one.groups.join() === other.groups.join();

/** Finds what is wrong with the rows of one master's token file. With `isMended` those that can be mended are told as notices: the plan mends them. */
export const findRowProblems = (host: string, {path, file, isMended}: {readonly path: string; readonly file: TokenFile; readonly isMended: boolean}): readonly Problem[] => {
	const seen = new Map<string, TokenRow>();
	const shown = escapeControls(path);
	const broken = file.broken.map((row) => {
		const canMend = mendRow(file, row) !== undefined;
		const isComment = file.text.slice(row.start, row.end).trimStart().startsWith('#');
		return problem('token-row-broken', host, {path: shown, line: row.line, defect: row.defect, isComment, canMend}, {severity: canMend && isMended ? 'notice' : 'error'});
	});
	const others = file.rows.flatMap((row): readonly Problem[] => {
		const {line, token, groups, ignored} = row;
		const place = {path: shown, line, user: showColumn(row.user)};
		const first = token === '' ? undefined : seen.get(token);
		seen.set(token, first ?? row);
		const canMend = mendRow(file, row) !== undefined;
		const lost = (groups.length === 0 ? [] : ignored.filter((column) => column !== '')).map(showColumn);
		return [
			...(token === '' ? [problem('token-row-empty', host, place, {severity: 'warning'})] : []),
			...(isAsMeant(row) ? [] : [problem('token-row-misread', host, {...place, lost, canMend}, {severity: canMend && isMended ? 'notice' : 'warning'})]),
			...(first === undefined || isSameIdentity(first, row) ? [] : [problem('token-row-duplicate', host, {...place, first: first.line})]),
			...(isPublishedToken(token) ? [problem('token-row-published', host, place, {severity: 'warning'})] : []),
		];
	});
	return [...broken, ...others];
};
