import type {RequestDefect} from '../core/csr/csr.ts';
import type {DefectCode, RequestPart} from '../core/csr/request-defect.ts';

/** Why a request cannot be read in one way, in one language: in which respect, then what exactly. */
export type DefectTexts = {
	readonly areas: Readonly<Record<RequestDefect['code'], string>>;
	readonly parts: Readonly<Record<RequestPart, string>>;
	/** `part` is one of `parts`, `value` an OID, a number or a name of our own making; each empty where it has none. */
	readonly details: Readonly<Record<DefectCode, (part: string, value: string) => string>>;
};

/** Puts a defect into one sentence; `brackets` are those of the language. */
export const describeDefect = (
	texts: DefectTexts,
	{defect, detail, part, value}: {readonly defect: RequestDefect['code']; readonly detail: DefectCode; readonly part: RequestPart | ''; readonly value: string},
	brackets: readonly [opening: string, closing: string],
): string => `${texts.areas[defect]}${brackets[0]}${texts.details[detail](part === '' ? '' : texts.parts[part], value)}${brackets[1]}`;
