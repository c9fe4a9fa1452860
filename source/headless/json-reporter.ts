import type {RunEvent} from '../core/run/event.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';

const escapeUnits = (character: string): string => Array.from({length: character.length}, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');

/**
 * Any value as one line of JSON, line feed included, that parses back to the same value. JSON.stringify escapes the C0 controls;
 * what else a terminal could act on becomes a \u escape too, so that looking at a log is safe.
 */
export const formatJsonLine = (value: unknown): string =>
	`${JSON.stringify(value).replaceAll(/[^\u0020-\u007E]/gu, (character) => (escapeControls(character) === character ? character : escapeUnits(character)))}\n`;

/** Writes one event a line (assets/events.schema.json). */
export const reportJson =
	(write: (text: string) => void) =>
	(event: RunEvent): void => {
		write(formatJsonLine(event));
	};
