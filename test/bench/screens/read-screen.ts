/** What a terminal shows, as far as it takes to find a word on it: Ink repaints no more of a line than has changed, so no piece of output holds all of one. */
export type ScreenReader = {readonly write: (output: string) => void; readonly holds: (text: string) => boolean};

// A control sequence, a line end, or text (ECMA-48 5.4). What is one column wide is all that is drawn here.
const piece = /\u001B\[([?\d;]*)([A-Za-z])|\r|\n|[^\u001B\r\n]+/g;

/** Makes an empty screen of so many rows. */
export const createScreenReader = (rows: number): ScreenReader => {
	const lines = Array.from({length: rows}, () => '');
	let [row, column] = [0, 0];
	let rest = '';

	const put = (text: string): void => {
		const line = lines[row] ?? '';
		lines[row] = line.slice(0, column).padEnd(column) + text + line.slice(column + text.length);
		column += text.length;
	};
	const obey = (parameters: string, command: string): void => {
		const [first = Number.NaN, second = Number.NaN] = parameters.split(';').map((each) => (each === '' ? Number.NaN : Number(each)));
		const count = first || 1;
		switch (command) {
			case 'A':
			case 'F': {
				row = Math.max(0, row - count);
				column = command === 'F' ? 0 : column;
				break;
			}
			case 'B':
			case 'E': {
				row = Math.min(rows - 1, row + count);
				column = command === 'E' ? 0 : column;
				break;
			}
			case 'G': {
				column = count - 1;
				break;
			}
			case 'H': {
				[row, column] = [count - 1, (second || 1) - 1];
				break;
			}
			case 'K': {
				lines[row] = first === 2 ? '' : (lines[row] ?? '').slice(0, column);
				break;
			}
			case 'J': {
				lines.fill('', first === 2 ? 0 : row + 1);
				break;
			}
			default: {
				// Colours and modes move nothing.
			}
		}
	};

	return {
		write: (output) => {
			const text = rest + output;
			// A sequence may come in two pieces.
			rest = /\u001B(?:\[[?\d;]*)?$/.exec(text)?.[0] ?? '';
			for (const [whole, parameters = '', command] of text.slice(0, text.length - rest.length).matchAll(piece)) {
				if (command !== undefined) {
					obey(parameters, command);
				} else if (whole === '\r') {
					column = 0;
				} else if (whole === '\n') {
					row = Math.min(rows - 1, row + 1);
				} else {
					put(whole);
				}
			}
		},
		holds: (text) => lines.some((line) => line.includes(text)),
	};
};
