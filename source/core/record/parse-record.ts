import * as z from 'zod';
import {Failure} from '../problem/failure.ts';
import {problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {EnrollmentRecord} from './record.ts';

const knownVersion = 1;

const nodeSchema = z.object({
	name: z.string(),
	address: z.string(),
	enrolledAt: z.string().exactOptional(),
	plan: z.string(),
	stage: z.string(),
	files: z.record(z.string(), z.string()),
	addresses: z.array(z.string()),
	dnsNames: z.array(z.string()),
	clientKeySha256: z.string().exactOptional(),
});

const tokenRowSchema = z.object({user: z.string(), sha256: z.string(), node: z.string().exactOptional(), addedAt: z.string()});

const recordSchema = z.object({
	version: z.literal(knownVersion),
	cluster: z.object({server: z.string(), caSha256: z.string()}),
	nodes: z.record(z.string(), nodeSchema),
	tokenRows: z.array(tokenRowSchema).exactOptional(),
});

const readJson = (path: string, text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new Failure(problem('record-broken', path, {path, detail: 'it is not JSON'}, {cause: escapeControls(error instanceof Error ? error.message : String(error))}));
	}
};

/**
 * Reads `.kubenroll/record.json`; `path` is only named in problems. Throws Failure `record-broken` with every defect at once, or
 * `record-too-new`; a caller that catches them must not write the file.
 */
export const parseRecord = (path: string, text: string): EnrollmentRecord => {
	const shown = escapeControls(path);
	const json = readJson(shown, text);
	const {data: told} = z.object({version: z.int()}).safeParse(json);
	if (told !== undefined && told.version > knownVersion) {
		throw new Failure(problem('record-too-new', shown, {path: shown, version: told.version, known: knownVersion}));
	}
	const parsed = recordSchema.safeParse(json);
	if (!parsed.success) {
		throw new Failure(parsed.error.issues.map((issue) => problem('record-broken', shown, {path: shown, detail: escapeControls(`${issue.path.join('.') || 'the file'}: ${issue.message}`)})));
	}
	return parsed.data;
};
