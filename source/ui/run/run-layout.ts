import type {Text} from '../../text/catalog.ts';
import type {Theme} from '../theme.ts';

/** What the lines of a run are made for. */
export type RunLayout = {
	readonly text: Text;
	readonly theme: Theme;
	/** Columns of the terminal, without the blanks at the sides. */
	readonly width: number;
	/** By our clock. */
	readonly nowMs: number;
	/** Folder of the record, as the operator may type it. */
	readonly recordFolder: string;
};
