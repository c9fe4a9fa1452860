import {Transform, type TransformCallback} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {leadFileLineInside, leadPathsInside, leadPathsOutside} from './rewrite-paths.ts';

// Bytes as characters: what is passed through stays as it is, whatever its encoding.
const encoding = 'latin1';

// Rewrites line by line until `rewrite` has nothing more to say; the rest passes as it is.
const createLineStream = (rewrite: (line: string) => string | undefined): Transform => {
	let rest = '';
	let isPlain = false;
	const transform = (chunk: Buffer, _: string, done: TransformCallback): void => {
		if (isPlain) {
			done(undefined, chunk);
			return;
		}
		rest += chunk.toString(encoding);
		let output = '';
		for (let end = rest.indexOf('\n'); end !== -1 && !isPlain; end = rest.indexOf('\n')) {
			const line = rest.slice(0, end + 1);
			const rewritten = rewrite(line);
			isPlain = rewritten === undefined;
			output += rewritten ?? '';
			rest = isPlain ? rest : rest.slice(end + 1);
		}
		if (isPlain) {
			output += rest;
			rest = '';
		}
		done(undefined, Buffer.from(output, encoding));
	};
	return new Transform({
		transform,
		flush: (done) => {
			done(undefined, Buffer.from(rest === '' ? '' : (rewrite(rest) ?? rest), encoding));
		},
	});
};

/**
 * Leads what comes on standard input into the tree: the script, a line of base64 where it comes first, and the lines that head files.
 * The content of an upload passes untouched.
 */
export const createInputRewriter = (scriptComesFirst: boolean): Transform => {
	let awaitsScript = scriptComesFirst;
	let isUpload = false;
	return createLineStream((line) => {
		if (awaitsScript) {
			awaitsScript = false;
			return `${Buffer.from(leadPathsInside(Buffer.from(line, 'base64').toString('utf8'))).toString('base64')}\n`;
		}
		if (isUpload) {
			return undefined;
		}
		const led = leadFileLineInside(line);
		isUpload = led !== line && !line.startsWith('F ');
		return led;
	});
};

/** Makes paths in what a session prints those of the node again. */
export const createOutputRewriter = (tree: string): Transform => {
	const bytes = Buffer.from(tree).toString(encoding);
	return createLineStream((line) => leadPathsOutside(line, bytes));
};

/** Holds everything back for a time, as a long way does; order is kept. */
export const createDelay = (delayMs: number): Transform => {
	const deliver = async (chunk: Buffer, done: TransformCallback): Promise<void> => {
		await sleep(delayMs);
		done(undefined, chunk);
	};
	return new Transform({
		transform: (chunk: Buffer, _, done) => {
			void deliver(chunk, done);
		},
	});
};
