import {strikeSecrets, struckOut} from '../plan/strike-secrets.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';

// Columns are swapped now and then: what has the shape of a token file's token is none of anybody's business in whatever column.
const tokenLike = /[\dA-Fa-f]{16,}/g;

/** A column of a row, or a row without its first column, safe to print: control characters escaped, what looks like a token struck out. */
export const showColumn = (text: string): string => escapeControls(strikeSecrets(text).replaceAll(tokenLike, struckOut));
