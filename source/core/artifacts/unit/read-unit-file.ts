import {mapText, plainText, trimText, type MappedText} from './mapped-text.ts';

/** `key=value` in a section of a unit file, continuation lines joined. `at` is where an empty value would stand. */
export type Assignment = {readonly section: string; readonly key: string; readonly value: MappedText; readonly at: number};

/** A unit file read; `looseBackslashLine` (from 1) is one whose backslash has white space behind it, which systemd versions read differently. */
export type UnitFile = {readonly assignments: readonly Assignment[]; readonly looseBackslashLine?: number};

const isContinued = (line: string): boolean => (/\\+$/.exec(line)?.[0].length ?? 0) % 2 === 1;

/**
 * Reads a unit file or drop-in by systemd's rules (src/shared/conf-parser.c, config_parse): a line that ends in a backslash goes
 * on in the next, comment lines between continuation lines are skipped, and an empty line ends a continuation.
 */
export const readUnitFile = (content: string): UnitFile => {
	const assignments: Assignment[] = [];
	let section = '';
	let pending: MappedText = [];
	let offset = 0;
	let looseBackslashLine: number | undefined;
	const lines = content.split('\n');
	for (const [index, raw] of lines.entries()) {
		const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
		const start = offset;
		offset += raw.length + 1;
		if (/^\s*[#;]/.test(line) && index < lines.length) {
			continue;
		}
		if (/\\[ \t]+$/.test(line)) {
			looseBackslashLine ??= index + 1;
		}
		const mapped = mapText(line, start);
		if (isContinued(line)) {
			pending = [...pending, ...mapped.slice(0, -1), {character: ' ', at: start + line.length - 1}];
			continue;
		}
		const whole = trimText([...pending, ...mapped]);
		pending = [];
		const text = plainText(whole);
		const equals = text.indexOf('=');
		if (/^\[.*\]$/.test(text)) {
			section = text.slice(1, -1);
		} else if (equals > 0) {
			assignments.push({section, key: text.slice(0, equals).trim(), value: trimText(whole.slice(equals + 1)), at: (whole[equals]?.at ?? 0) + 1});
		}
	}
	return {assignments, ...(looseBackslashLine === undefined ? {} : {looseBackslashLine})};
};
