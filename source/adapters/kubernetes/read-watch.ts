import type {IncomingMessage} from 'node:http';
import * as z from 'zod';
import type {KubernetesObject} from '../../ports/cluster-api.ts';
import {splitLines} from './split-lines.ts';

// etcd takes no object over 1.5 MB (etcd server/embed/config.go, DefaultMaxRequestBytes); JSON of it can be a few times that.
const maxLineBytes = 16 * 1024 * 1024;

/** A line came that is no event of a watch: asking for it again may bring it again. */
export class UnreadableLine extends Error {}

const lineSchema = z.discriminatedUnion('type', [
	z.object({type: z.enum(['ADDED', 'MODIFIED', 'DELETED']), object: z.looseObject({metadata: z.looseObject({name: z.string(), resourceVersion: z.string()})})}),
	z.object({type: z.literal('BOOKMARK'), object: z.looseObject({metadata: z.looseObject({resourceVersion: z.string()})})}),
	z.object({type: z.literal('ERROR'), object: z.looseObject({code: z.number().default(0), message: z.string().default('')})}),
]);

/** One line of a watch: k8s.io/apimachinery pkg/watch/watch.go. */
export type WatchLine =
	| {readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubernetesObject; readonly resourceVersion: string}
	| {readonly type: 'BOOKMARK'; readonly resourceVersion: string}
	| {readonly type: 'ERROR'; readonly code: number; readonly message: string};

const parseLine = (text: string): WatchLine => {
	const {type, object} = lineSchema.parse(JSON.parse(text));
	switch (type) {
		case 'BOOKMARK':
			return {type, resourceVersion: object.metadata.resourceVersion};
		case 'ERROR':
			return {type, code: object.code, message: object.message};
		case 'ADDED':
		case 'MODIFIED':
		case 'DELETED':
			return {type, object, resourceVersion: object.metadata.resourceVersion};
	}
};

async function* untilIdle(message: IncomingMessage, idleMs: number): AsyncGenerator<Buffer> {
	// Without an encoding set the stream yields Buffers.
	const chunks = (message as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
	while (true) {
		// Only the wait for the server counts, not the consumer's own time.
		const timer = setTimeout(() => message.destroy(new Error(`no byte for ${idleMs / 1000} s`)), idleMs);
		const next = await chunks.next().finally(() => clearTimeout(timer));
		if (next.done === true) {
			return;
		}
		yield next.value;
	}
}

/** Reads a watch's lines until the server ends it. Throws where the connection breaks or stays silent, and at the first line that is none of a watch. */
export async function* readWatch(message: IncomingMessage, idleMs: number): AsyncGenerator<WatchLine> {
	const lines = splitLines(untilIdle(message, idleMs), maxLineBytes, () => new UnreadableLine(`a line of more than ${maxLineBytes} bytes`));
	for await (const line of lines) {
		let parsed: WatchLine;
		try {
			parsed = parseLine(line);
		} catch {
			// The reason would quote the line.
			throw new UnreadableLine('a line that is no event of a watch');
		}
		yield parsed;
	}
}
