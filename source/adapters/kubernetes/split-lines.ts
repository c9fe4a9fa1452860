/** Cuts a stream of bytes into lines of UTF-8 text. Throws what `tooLong` makes where a line grows beyond `maxBytes`. An unfinished last line is dropped. */
export async function* splitLines(chunks: AsyncIterable<Buffer>, maxBytes: number, tooLong: () => Error): AsyncGenerator<string> {
	let parts: Buffer[] = [];
	let size = 0;
	for await (const chunk of chunks) {
		let start = 0;
		for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
			yield Buffer.concat([...parts, chunk.subarray(start, end)]).toString();
			[parts, size, start] = [[], 0, end + 1];
		}
		parts.push(chunk.subarray(start));
		size += chunk.length - start;
		if (size > maxBytes) {
			throw tooLong();
		}
	}
}
