import * as z from 'zod';
import {requestSchema} from '../run/event-schema.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {FinishedRequest} from './board-state.ts';

const lineSchema = z.object({
	request: z.object({
		uid: z.string(),
		// Its rules' answers are not kept: a later version may have other rules.
		view: requestSchema.omit({reasons: true}).transform((view) => ({...view, reasons: []})),
		foldKey: z.string(),
		createdAtMs: z.number(),
		decision: z.object({atMs: z.number().exactOptional(), reason: z.string(), message: z.string()}).exactOptional(),
	}),
	goneAtMs: z.number().exactOptional(),
});

// So many are kept: what one may want to look up of the last weeks, in a file that is read at every start.
const limit = 500;

const timeOf = ({request}: FinishedRequest): number => request.decision?.atMs ?? request.createdAtMs;

/** Those worth keeping: the newest, first. */
export const keepNewest = (finished: Iterable<FinishedRequest>): readonly FinishedRequest[] => [...finished].sort((one, other) => timeOf(other) - timeOf(one)).slice(0, limit);

/** What `.kubenroll/history.jsonl` holds: requests that are finished, one a line. */
export const formatHistory = (finished: readonly FinishedRequest[]): string =>
	finished.map((each) => `${JSON.stringify(each, (key, value: unknown) => (key === 'reasons' ? undefined : value))}\n`).join('');

const parseLine = (line: string): readonly FinishedRequest[] => {
	try {
		// A file may be edited: its strings are drawn like those of a cluster.
		const {data} = lineSchema.safeParse(JSON.parse(line, (_key, value: unknown) => (typeof value === 'string' ? escapeControls(value) : value)));
		return data === undefined ? [] : [data];
	} catch {
		return [];
	}
};

/** Reads it again; lines that cannot be read are left out, for history decides nothing. */
export const parseHistory = (text: string): readonly FinishedRequest[] => text.split('\n').flatMap(parseLine);
