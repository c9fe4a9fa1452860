/** A character of a decoded text and where it stands in the file that it came from. */
export type MappedCharacter = {readonly character: string; readonly at: number};

/** A decoded text (continuation lines joined, quotes and escapes resolved) that remembers where each character was written. */
export type MappedText = readonly MappedCharacter[];

/** Maps a piece of a file that begins at an offset, one entry a UTF-16 code unit. */
export const mapText = (text: string, offset: number): MappedText => text.split('').map((character, index) => ({character, at: offset + index}));

/** The text without its map. */
export const plainText = (text: MappedText): string => text.map(({character}) => character).join('');

/** Takes white space off both ends. */
export const trimText = (text: MappedText): MappedText => {
	const isInk = ({character}: MappedCharacter): boolean => character.trim() !== '';
	return text.slice(Math.max(0, text.findIndex(isInk)), text.findLastIndex(isInk) + 1);
};
