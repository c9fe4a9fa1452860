import {measureText} from '../text/typeset.ts';

type Size = {readonly columns: number; readonly rows: number};

/** Splits a text into what a terminal shows at once, below a line kept free: lines stay whole, so that they can be marked and copied, and count as often as they go on below. */
export const splitPages = (text: string, {columns, rows}: Size): readonly string[] => {
	const room = Math.max(1, rows - 1);
	const pages: string[][] = [[]];
	let used = 0;
	for (const line of text.split('\n')) {
		// Tabs reach to the next eighth column at most.
		const height = Math.max(1, Math.ceil(measureText(line.replaceAll('\t', ' '.repeat(8))) / columns));
		if (used > 0 && used + height > room) {
			pages.push([]);
			used = 0;
		}
		pages.at(-1)?.push(line);
		used += height;
	}
	return pages.map((lines) => lines.join('\n'));
};

// What Ctrl-Z sends.
const suspendKey = '\u001A';

const backKeys: ReadonlySet<string> = new Set(['\u001B', 'q', '\u0003']);

// As terminals send them: up, left, page up (xterm's control sequences, PC-style function keys).
const earlierKeys: ReadonlySet<string> = new Set(['\u001B[A', '\u001B[D', '\u001B[5~', 'k', 'b']);

/** The page after a key; undefined where it goes back to where one came from. An empty key stands for a terminal of another size. */
export const turnPage = (key: string, page: number, pages: number): number | undefined => (backKeys.has(key) ? undefined : key === '' ? Math.min(page, pages - 1) : earlierKeys.has(key) ? Math.max(0, page - 1) : page + 1 < pages ? page + 1 : undefined);

/**
 * Shows a text page by page on the alternate screen, so that nothing of it stays behind; `end` says which keys go on. `awaitKey` resolves to what a key
 * sends, to nothing when the size has changed, and to undefined when the program is to end; `stopProcess` resolves once a stopped process goes on.
 */
export const showPages = async (text: string, {end, size, write, awaitKey, stopProcess}: {readonly end: (page: number, pages: number) => string; readonly size: () => Size; readonly write: (text: string) => void; readonly awaitKey: () => Promise<string | undefined>; readonly stopProcess: () => Promise<void>}): Promise<void> => {
	// xterm's control sequences: DECSET 1049, ED, CUP.
	const [enter, leave] = ['\u001B[?1049h', '\u001B[?1049l'];
	write(enter);
	try {
		let page: number | undefined = 0;
		while (page !== undefined) {
			const pages = splitPages(text, size());
			const shown = Math.min(page, pages.length - 1);
			write(`\u001B[2J\u001B[H${(pages[shown] ?? '').replaceAll('\n', '\r\n')}\r\n${end(shown + 1, pages.length)} `);
			const key = await awaitKey();
			if (key === suspendKey) {
				write(leave);
				await stopProcess();
				write(enter);
				continue;
			}
			page = key === undefined ? undefined : turnPage(key, shown, splitPages(text, size()).length);
		}
	} finally {
		write(leave);
	}
};
