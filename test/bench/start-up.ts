import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {alternate, formatMs, formatRatio, median, time} from './figures.ts';
import type {Row} from './table.ts';

const program = fileURLToPath(new URL('../../bin/kubenroll.js', import.meta.url));

const runNode = async (...args: readonly string[]): Promise<number> =>
	time(() => {
		const {status} = spawnSync(process.execPath, args, {stdio: 'ignore'});
		if (status !== 0) {
			throw new Error(`node ${args.join(' ')} ended with ${status}`);
		}
	});

/** Measures how long the bundle takes to say something, against a Node.js that does nothing. Needs `npm run build`. */
export const measureStartUp = async (rounds: number, signal: AbortSignal): Promise<readonly Row[]> => {
	const {bare, version, help} = await alternate({rounds, signal}, {
		bare: async () => runNode('-e', '0'),
		version: async () => runNode(program, '--version'),
		help: async () => runNode(program, 'help'),
	});
	return [
		['node -e 0', formatMs(median(bare)), ''],
		['kubenroll --version', formatMs(median(version)), formatRatio(version, bare)],
		['kubenroll help', formatMs(median(help)), formatRatio(help, bare)],
	];
};
