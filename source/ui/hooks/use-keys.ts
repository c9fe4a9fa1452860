import {useInput, usePaste} from 'ink';
import {readStrokes} from '../key-map.ts';

/** Hears every stroke, and every paste as one text. One place of the screen listens at a time, and it decides by the key table. */
export const useKeys = (onStroke: (stroke: string) => void, onPaste: (text: string) => void): void => {
	useInput((input, key) => {
		for (const stroke of readStrokes(input, key)) {
			onStroke(stroke);
		}
	});
	usePaste(onPaste);
};
