import {measureText} from '../../text/typeset.ts';
import {fitSpans, type LineSpans, padSpans} from './spans.ts';

/** One column of a table. */
export type Column = {
	readonly title: string;
	/** Below this it goes, whole. */
	readonly minWidth: number;
	/** Never wider than this. */
	readonly maxWidth: number;
	/** The least needed column, with the highest number, goes first; 0 stays whatever happens. */
	readonly priority: number;
};

/** Blanks between two columns. */
const gap = 2;

/** Widths of the columns that have room, by their place; those that have none are left out. `natural` is the width of the widest cell. */
export type ColumnWidths = ReadonlyMap<number, number>;

const sumWidths = (widths: ColumnWidths): number => [...widths.values()].reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.size - 1);

/** Fits columns into a width: the least needed go whole, then the last one that is left takes what there is. */
export const fitColumns = (columns: readonly Column[], natural: readonly number[], width: number): ColumnWidths => {
	const wanted = (index: number): number => Math.max(columns[index]?.minWidth ?? 0, Math.min(columns[index]?.maxWidth ?? 0, Math.max(natural[index] ?? 0, measureText(columns[index]?.title ?? ''))));
	const order = columns.map((_, index) => index).sort((one, other) => (columns[other]?.priority ?? 0) - (columns[one]?.priority ?? 0));
	let kept = new Map(columns.map((_, index) => [index, wanted(index)]));
	const shrink = (): void => {
		// From the right: what stands last is what says most, and reads best when cut.
		for (const index of columns.map((_, place) => place).toReversed()) {
			const over = sumWidths(kept) - width;
			const now = kept.get(index);
			if (over > 0 && now !== undefined) {
				kept.set(index, Math.max(columns[index]?.minWidth ?? 0, now - over));
			}
		}
	};
	shrink();
	for (const index of order) {
		if (sumWidths(kept) <= width || kept.size === 1 || columns[index]?.priority === 0) {
			break;
		}
		kept = new Map([...kept.keys()].filter((each) => each !== index).map((each) => [each, wanted(each)]));
		shrink();
	}
	return kept;
};

/** Lays one row out in fitted columns; cells that are too long are cut with a mark. */
export const layOutCells = (cells: readonly LineSpans[], widths: ColumnWidths, mark: string): LineSpans => {
	const places = [...widths.keys()].sort((one, other) => one - other);
	return places.flatMap((place, index): LineSpans => {
		const width = widths.get(place) ?? 0;
		const cell = fitSpans(cells[place] ?? [], width, mark);
		return index === places.length - 1 ? cell : padSpans(cell, width + gap);
	});
};
