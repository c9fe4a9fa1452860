import {createReadStream} from 'node:fs';
import type {Writable} from 'node:stream';
import type {FilePart, Unread} from './session-work.ts';

/** A file on its way into a session. */
export type Gift = {
	/** All of it was handed over. */
	isWhole(): boolean;
	/** Hands over no more, and closes the file. */
	stop(): void;
};

/** Hands a part of a file over to a session's input, which stays open. `onUnread`: there is less of it than was promised, or the disk gives it out no more. */
export const giveFile = ({file, bytes}: FilePart, input: Writable, onUnread: (unread: Unread) => void): Gift => {
	const stream = createReadStream(file, {end: bytes - 1});
	let left = bytes;
	stream.on('data', (chunk) => {
		left -= chunk.length;
	});
	stream.on('error', (error) => onUnread({file, cause: error.message}));
	stream.once('end', () => {
		if (left > 0) {
			onUnread({file, cause: `it ended after ${bytes - left} of ${bytes} bytes`});
		}
	});
	stream.pipe(input, {end: false});
	return {
		isWhole: () => left === 0,
		stop() {
			stream.unpipe(input);
			stream.destroy();
		},
	};
};
