// npm run record: plays the demo on a real terminal and draws assets/demo.svg from what it showed.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {pace, recordTerminal} from './record-terminal.ts';
import {renderSvg} from './render-svg.ts';

const program = fileURLToPath(new URL('../../bin/kubenroll.js', import.meta.url));
const picture = fileURLToPath(new URL('../../assets/demo.svg', import.meta.url));
const size = {columns: 100, rows: 30} as const;
const folder = mkdtempSync(join(tmpdir(), 'record-'));

try {
	const env = {LANG: 'C.UTF-8', COLORTERM: 'truecolor', CI: '', HOME: folder};
	const frames = await recordTerminal([process.execPath, program, 'demo', '--auto', '--lang', 'en'], {...size, cwd: folder, env});
	const paced = pace(frames, {longestMs: 2000, shortestMs: 100});
	const svg = renderSvg(paced, {...size, title: 'kubenroll demo: from an empty folder to Ready nodes on a practice cluster', lastMs: 4000});
	writeFileSync(picture, svg);
	console.log(`${picture}: ${paced.length} frames, ${Math.round((paced.at(-1)?.atMs ?? 0) / 1000)} s, ${Math.round(svg.length / 1024)} kB`);
} finally {
	rmSync(folder, {recursive: true, force: true});
}
