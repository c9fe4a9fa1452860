import {type StyledRun, readStyledLine} from './read-styled-line.ts';

/** What a terminal showed from a moment on, a line each, with its SGR sequences. */
export type Frame = {readonly atMs: number; readonly lines: readonly string[]};

export type SvgOptions = {readonly columns: number; readonly rows: number; readonly title: string; /** How long the last frame stands. */ readonly lastMs: number};

// Cells of a monospaced font of 14 pixels.
const cell = {width: 8.4, height: 18, baseline: 13.5};
const margin = 14;

// A card of its own, so that it reads on a light page as on a dark one.
const style = [
	'text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;fill:#d6d9de;white-space:pre}',
	'.b{font-weight:700}.d{fill:#8b929c}.r{fill:#ff7b72}.g{fill:#56d364}.y{fill:#e3b341}.l{fill:#79c0ff}.m{fill:#d2a8ff}.c{fill:#5ad4e6}',
].join('');

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const round = (number: number): string => String(Math.round(number * 100) / 100);

// A width of its own for each run keeps columns straight, whatever font there is.
const drawRun = ({text, column, cells, look}: StyledRun): string => {
	const lead = text.length - text.trimStart().length;
	const shown = text.trim();
	const width = (cells - (text.length - shown.length)) * cell.width;
	return `<text x="${round((column + lead) * cell.width)}" textLength="${round(width)}"${look === '' ? '' : ` class="${look}"`}>${escapeXml(shown)}</text>`;
};

/** Draws frames as one SVG that plays by itself, over and over; each line is drawn once, however many frames it is in. */
export const renderSvg = (frames: readonly Frame[], {columns, rows, title, lastMs}: SvgOptions): string => {
	const width = columns * cell.width;
	const height = rows * cell.height;
	const [first] = frames;
	const last = frames.at(-1);
	if (first === undefined || last === undefined) {
		throw new Error('nothing was recorded');
	}
	const totalMs = last.atMs - first.atMs + lastMs;
	const ids = new Map<string, string>();
	const definitions: string[] = [];
	const idOf = (line: string): string | undefined => {
		const known = ids.get(line);
		if (known !== undefined) {
			return known;
		}
		const runs = readStyledLine(line);
		if (runs.length === 0) {
			return undefined;
		}
		const id = `l${ids.size.toString(36)}`;
		ids.set(line, id);
		definitions.push(`<g id="${id}">${runs.map(drawRun).join('')}</g>`);
		return id;
	};
	const drawn = frames.map(({lines}, index) => {
		const uses = lines.map((line, row) => ({id: idOf(line), y: round(row * cell.height + cell.baseline)})).filter(({id}) => id !== undefined);
		return `<svg y="${round(index * height)}">${uses.map(({id, y}) => `<use href="#${id}" y="${y}"/>`).join('')}</svg>`;
	});
	// The strip of frames jumps up by a frame at its time.
	const steps = frames.map(({atMs}, index) => `${round(((atMs - first.atMs) / totalMs) * 100)}%{transform:translateY(${round(-index * height)}px)}`);
	// Where nothing moves, the fullest frame stands for all.
	const fullness = frames.map(({lines}) => lines.filter((line) => readStyledLine(line).length > 0).length);
	const still = `transform:translateY(${round(-fullness.indexOf(Math.max(...fullness)) * height)}px)`;
	const [outerWidth, outerHeight] = [width + 2 * margin, height + 2 * margin];
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${round(outerWidth)}" height="${round(outerHeight)}" viewBox="0 0 ${round(outerWidth)} ${round(outerHeight)}" role="img">`,
		`<title>${escapeXml(title)}</title>`,
		`<style>${style}@keyframes play{${steps.join('')}100%{transform:translateY(${round(-(frames.length - 1) * height)}px)}}.strip{${still};animation:play ${round(totalMs / 1000)}s step-end infinite}@media(prefers-reduced-motion){.strip{animation:none}}</style>`,
		`<defs>${definitions.join('')}</defs>`,
		`<rect width="100%" height="100%" rx="8" fill="#15181d"/>`,
		`<svg x="${margin}" y="${margin}" width="${round(width)}" height="${round(height)}"><g class="strip">${drawn.join('')}</g></svg>`,
		'</svg>\n',
	].join('\n');
};
