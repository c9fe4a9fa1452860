import {stringify} from 'yaml';
import type {FieldPath} from './field-path.ts';
import type {Sheet} from './splice-yaml.ts';
import {writeNewAnswers} from './write-new-answers.ts';

// A new kubenroll.yaml holds every field that nobody has set as a comment (write-new-answers.ts). Setting one takes the comment's place: left
// beside the field it would be a second one for whoever takes its mark away.

const quoteForm = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

const nest = (path: FieldPath, value: unknown): unknown => path.reduceRight((inner, part) => ({[part]: inner}), value);

const blockOf = (value: unknown, indent: string): readonly string[] => stringify(value, {lineWidth: 0, aliasDuplicateObjects: false}).trimEnd().split('\n').map((line) => (line === '' ? '' : indent + line));

/** The lines that stand deeper than a field at `indent`, from the line after it on: how many there are. */
const countInner = (lines: readonly string[], from: number, indent: string): number => {
	const end = lines.findIndex((line, index) => index >= from && !line.startsWith(`${indent} `));
	return (end === -1 ? lines.length : end) - from;
};

const unmark = (line: string): string => line.replace(/^[# ]+/, '');

// Comments of somebody's own may look like a field; they stay.
let known: ReadonlySet<string> | undefined;

const isKept = (line: string): boolean => {
	known ??= new Set(writeNewAnswers({}).split('\n').map(unmark));
	return known.has(unmark(line));
};

const reveal = (lines: readonly string[], path: FieldPath, value: unknown, indent: string): readonly string[] | undefined => {
	const [key, ...rest] = path;
	if (typeof key !== 'string' && typeof key !== 'number') {
		return undefined;
	}
	const name = quoteForm(String(key));
	const real = lines.findIndex((line) => new RegExp(`^${indent}${name}:\\s*$`).test(line));
	if (real !== -1 && rest.length > 0) {
		const count = countInner(lines, real + 1, indent);
		const inner = reveal(lines.slice(real + 1, real + 1 + count), rest, value, `${indent}  `);
		return inner === undefined ? undefined : lines.toSpliced(real + 1, count, ...inner);
	}
	const at = lines.findIndex((line) => new RegExp(`^${indent}# ${name}:(?: .*)?$`).test(line) && isKept(line));
	if (at === -1 || real !== -1) {
		return undefined;
	}
	const mark = `${indent}# `;
	const end = lines.findIndex((line, index) => index > at && !line.startsWith(`${mark}  `));
	const count = (end === -1 ? lines.length : end) - at - 1;
	if (rest.length === 0 || count === 0) {
		return lines.toSpliced(at, count + 1, ...blockOf(nest(path, value), indent));
	}
	const inner = lines.slice(at + 1, at + 1 + count).map((line) => indent + line.slice(mark.length));
	return lines.toSpliced(at, count + 1, `${indent}${key}:`, ...(reveal(inner, rest, value, `${indent}  `) ?? [...inner, ...blockOf(nest(rest, value), `${indent}  `)]));
};

/** Proposes the text with the value at a path set where a comment of a new kubenroll.yaml has kept its place; undefined where there is none. */
export const spliceComment = ({text, lineEnd}: Sheet, path: FieldPath, value: unknown): string | undefined => reveal(text.split(lineEnd), path, value, '')?.join(lineEnd);
