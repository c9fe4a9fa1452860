import {Transform, type TransformCallback} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {escapeLine, unescapeLine} from '../../core/untrusted/escape-line.ts';
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

/** Leads the lines that head files, on standard input, into the tree. The content of an upload passes untouched. */
const createFileRewriter = (): Transform => {
	let isUpload = false;
	return createLineStream((line) => {
		if (isUpload) {
			return undefined;
		}
		const led = leadFileLineInside(line);
		isUpload = led !== line && !line.startsWith('F ');
		return led;
	});
};

const leadScriptInside = (line: string): string => `${escapeLine(leadPathsInside(unescapeLine(line)))}\n`;

// As many characters from the start as belong to one script: head, script and input; undefined while not all of it is there.
const readPiece = (text: string): {readonly led: string; readonly length: number} | undefined => {
	const [, head, mark = '', bytes, script = ''] = /^((\S+) (\d+)\n)(.*\n)/.exec(text) ?? [];
	if (head === undefined) {
		return undefined;
	}
	const inputAt = head.length + script.length;
	const length = inputAt + Number(bytes);
	if (text.length < length) {
		return undefined;
	}
	const [first = '', ...others] = text.slice(inputAt, length).split(/(?<=\n)/);
	const ledFirst = leadFileLineInside(first);
	const isUpload = ledFirst !== first && !first.startsWith('F ');
	const input = [ledFirst, ...(isUpload ? others : others.map(leadFileLineInside))].join('');
	return {led: `${mark} ${input.length}\n${leadScriptInside(script.slice(0, -1))}${input}`, length};
};

// kubenroll's own way: a line with the number of bytes of the input, the script on one line, and the input; again and again. Paths change the number.
const createPieceRewriter = (): Transform => {
	let rest = '';
	return new Transform({
		transform: (chunk: Buffer, _, done) => {
			rest += chunk.toString(encoding);
			let output = '';
			for (let piece = readPiece(rest); piece !== undefined; piece = readPiece(rest)) {
				output += piece.led;
				rest = rest.slice(piece.length);
			}
			done(undefined, Buffer.from(output, encoding));
		},
	});
};

/** Leads what comes on standard input into the tree: kubenroll's scripts where they come that way, and the lines that head files. */
export const createInputRewriter = (scriptsCome: boolean): Transform => (scriptsCome ? createPieceRewriter() : createFileRewriter());

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
