import type {IncomingMessage} from 'node:http';
import {Failure} from '../../core/problem/failure.ts';
import {type Problem, problem} from '../../core/problem/problem.ts';
import {readStatusMessage} from '../../core/untrusted/status-message.ts';
import type {ApiResponse} from '../../ports/cluster-api.ts';
import type {OpenAnswer} from './send-request.ts';

/** Who asked for what; for problems. `doing` is method and path, or verb and resource. */
export type Question = {readonly doing: string; readonly server: string; readonly user: string};

// A page of 500 Nodes with long image lists is about 25 MB; nothing that an API server sends comes near this.
const maxBodyBytes = 256 * 1024 * 1024;

const isJson = ({headers}: IncomingMessage): boolean => (headers['content-type'] ?? '').includes('json');

/** Reads a whole answer: JSON is parsed, anything else stays text. Rejects with Failure where it is cut off, too large or no JSON though it says so. */
export const readAnswer = async ({message, explain}: OpenAnswer, {doing, server}: Question): Promise<ApiResponse> => {
	const status = message.statusCode ?? 0;
	const unreadable = (detail: 'not-json' | 'too-large'): Failure => new Failure(problem('cluster-answer-unreadable', server, {doing, status, detail}));
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of message as AsyncIterable<Buffer>) {
			// Without an encoding set the stream yields Buffers.
			size += chunk.length;
			if (size > maxBodyBytes) {
				throw unreadable('too-large');
			}
			chunks.push(chunk);
		}
	} catch (error) {
		throw explain(error);
	}
	const text = Buffer.concat(chunks).toString();
	const serverTimeMs = Date.parse(message.headers.date ?? '');
	try {
		const body: unknown = isJson(message) && text !== '' ? JSON.parse(text) : text;
		return {status, body, ...(Number.isNaN(serverTimeMs) ? {} : {serverTimeMs})};
	} catch {
		throw unreadable('not-json');
	}
};

/** What an answer of any status but the hoped-for one means; the server's own message becomes the cause. */
export const statusProblem = ({status, body}: Pick<ApiResponse, 'status' | 'body'>, {doing, server, user}: Question): Problem => {
	const cause = readStatusMessage(body);
	const options = cause === '' ? {} : {cause};
	switch (status) {
		case 401:
			return problem('cluster-unauthorized', server, {server, user}, options);
		case 403:
			return problem('cluster-forbidden', server, {doing, user}, options);
		case 404:
			return problem('cluster-not-found', server, {path: doing}, options);
		default:
			return problem('cluster-call-failed', server, {doing, status}, options);
	}
};
