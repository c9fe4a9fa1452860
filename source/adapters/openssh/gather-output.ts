import {endLine} from './remote-command.ts';

/** What one stream of a script says, up to the line that ends it. */
export type Gathering = {
	take(chunk: Buffer): void;
	/** Bytes so far. */
	size(): number;
	/** undefined while the script has not ended. */
	exitCode(): number | undefined;
	text(): string;
};

// As characters one a byte, so that places in the text are places in the bytes.
const encoding = 'latin1';

/** Gathers a stream on which the far end says `mark` and the exit code when the script has ended; nothing after that counts. */
export const gatherOutput = (mark: string): Gathering => {
	const end = endLine(mark);
	// More than the line that is looked for.
	const tailLength = mark.length + 8;
	const chunks: Buffer[] = [];
	let [size, tail] = [0, ''];
	let ended: {readonly exitCode: number; readonly at: number} | undefined;
	return {
		take(chunk) {
			if (ended !== undefined) {
				return;
			}
			const seen = tail + chunk.toString(encoding);
			const found = end.exec(seen);
			if (found !== null) {
				ended = {exitCode: Number(found[1]), at: size - tail.length + found.index};
			}
			chunks.push(chunk);
			size += chunk.length;
			tail = seen.slice(-tailLength);
		},
		size: () => size,
		exitCode: () => ended?.exitCode,
		text: () => Buffer.concat(chunks).subarray(0, ended?.at).toString('utf8'),
	};
};
