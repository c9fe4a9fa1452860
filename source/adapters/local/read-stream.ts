import type {Readable} from 'node:stream';

const mebibyte = 1024 * 1024;

/** The bytes of a stream, undefined where there are more than so many: a pipe or a device may never end. Rejects as the stream does. */
export const readStream = async (stream: Readable, limitMiB: number): Promise<Uint8Array | undefined> => {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		const bytes = Buffer.from(chunk);
		size += bytes.length;
		if (size > limitMiB * mebibyte) {
			return undefined;
		}
		chunks.push(bytes);
	}
	return Buffer.concat(chunks);
};
