import {measureText, padEnd} from '../../text/typeset.ts';
import {helpKeys, type KeyPlace, type KeyWriting} from '../key-map.ts';
import {type LineSpans, span} from '../typeset/spans.ts';

/** The lines of help on the keys of a place. */
export const layOutHelp = (place: KeyPlace, writing: KeyWriting): readonly LineSpans[] => {
	const hints = helpKeys(place, writing);
	const width = Math.max(...hints.map(({key}) => measureText(key)));
	return hints.map(({key, does}) => [span(` ${padEnd(key, width)}`, 'accent'), span(`   ${does}`)]);
};
