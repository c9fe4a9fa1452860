import {beginLine, endLine, type ScriptMark} from './remote-command.ts';

/** What one stream of a script says, between the lines that begin and end it. */
export type Gathering = {
	take(chunk: Buffer): void;
	/** The far end has said on this stream that it begins. */
	hasBegun(): boolean;
	/** Bytes of the script so far. */
	size(): number;
	/** undefined while the script has not ended. */
	exitCode(): number | undefined;
	/** What the script said; where it has not begun, the last that was said instead. */
	text(): string;
};

// As characters one a byte, so that places in the text are places in the bytes.
const encoding = 'latin1';
// What others say while a script is awaited: a program that an earlier one left running, or ssh itself when it gives up.
const beforeLength = 16 * 1024;

/** Gathers a stream on which the far end tells the script's beginning, and its end with the exit code; nothing before and nothing after counts. */
export const gatherOutput = (mark: ScriptMark): Gathering => {
	const begin = beginLine(mark);
	const end = endLine(mark);
	// More than the line that is looked for.
	const tailLength = mark.word.length + 32;
	const chunks: Buffer[] = [];
	let hasBegun = false;
	let before = '';
	let size = 0;
	let tail = '';
	let ended: {readonly exitCode: number; readonly at: number} | undefined;
	const takeOwn = (chunk: Buffer): void => {
		const seen = tail + chunk.toString(encoding);
		const found = end.exec(seen);
		if (found !== null) {
			ended = {exitCode: Number(found[1]), at: size - tail.length + found.index};
		}
		chunks.push(chunk);
		size += chunk.length;
		tail = seen.slice(-tailLength);
	};
	return {
		take(chunk) {
			if (ended !== undefined) {
				return;
			}
			if (hasBegun) {
				takeOwn(chunk);
				return;
			}
			before += chunk.toString(encoding);
			const found = begin.exec(before);
			if (found === null) {
				before = before.slice(-beforeLength);
			} else {
				hasBegun = true;
				const bytesBehind = before.length - found.index - found[0].length;
				takeOwn(chunk.subarray(chunk.length - bytesBehind));
			}
		},
		hasBegun: () => hasBegun,
		size: () => size,
		exitCode: () => ended?.exitCode,
		text: () => (hasBegun ? Buffer.concat(chunks).subarray(0, ended?.at) : Buffer.from(before, encoding)).toString('utf8'),
	};
};
