// The board of a crowded cluster on a real terminal, with the real adapters: keys, a flood of events, and a cluster where nothing happens.
import {fork} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {hasPty, openPty, type Pty} from '../../support/pty.ts';
import {formatMs, median, percentile} from '../figures.ts';
import {readCpuMs, readMemoryMb} from '../process-cost.ts';
import type {Row} from '../table.ts';
import {createScreenReader} from './read-screen.ts';
import {type ClusterNews, type ClusterOrder, nodeName} from './crowded-cluster.ts';

const program = fileURLToPath(new URL('../../../bin/kubenroll.js', import.meta.url));
const cluster = fileURLToPath(new URL('crowded-cluster.ts', import.meta.url));

const rows = 40;

type Cluster = {readonly order: <Type extends ClusterNews['type']>(order: ClusterOrder, until: Type) => Promise<Extract<ClusterNews, {type: Type}>>; readonly onNews: (listener: (news: ClusterNews) => void) => void; readonly close: () => void};

const startCluster = (): Cluster => {
	const child = fork(cluster);
	return {
		order: async (order, until) =>
			new Promise((resolve, reject) => {
				child.once('exit', () => reject(new Error('the cluster ended')));
				child.on('message', (news: ClusterNews) => {
					if (news.type === until) {
						resolve(news as Extract<ClusterNews, {type: typeof until}>); // the type was just compared
					}
				});
				child.send(order);
			}),
		onNews: (listener) => void child.on('message', listener),
		close: () => child.disconnect(),
	};
};

// Ink wraps each frame in a synchronised update: https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036.
const countFrames = (output: string): number => output.split('\u001B[?2026h').length - 1;

const measureKeys = async (pty: Pty, onNextOutput: (listener: (atMs: number) => void) => void, keys: number): Promise<readonly number[]> => {
	const took: number[] = [];
	for (let index = 0; index < keys; index += 1) {
		// Now and then a whole page.
		const key = index % 10 === 9 ? '\u001B[6~' : index % 2 === 0 ? 'j' : 'k';
		const painted = new Promise<number>((resolve) => onNextOutput(resolve));
		const typedAtMs = performance.now();
		pty.type(key);
		took.push((await painted) - typedAtMs);
		await sleep(40);
	}
	return took;
};

/** Opens the board of one cluster and measures it; `events` a second for `seconds`. */
const measureBoard = async (size: {readonly nodes: number; readonly requests: number}, flood: {readonly perSecond: number; readonly seconds: number} | undefined, signal: AbortSignal): Promise<readonly Row[]> => {
	const folder = await mkdtemp(join(tmpdir(), 'busy-board-'));
	const server = startCluster();
	let pty: Pty | undefined;
	try {
		const kubeconfig = join(folder, 'admin.conf');
		await server.order({type: 'fill', ...size, kubeconfig}, 'filled');
		const nodes = Array.from({length: size.nodes}, (_, index) => `  - {name: ${nodeName(index)}, address: 10.1.${index >> 8}.${index & 0xff}}\n`).join('');
		await writeFile(join(folder, 'kubenroll.yaml'), `apiVersion: kubenroll.dev/v1alpha1\ncluster:\n  kubeconfig: ${kubeconfig}\nnodes:\n${nodes}`);
		signal.throwIfAborted();

		let nextOutput: ((atMs: number) => void) | undefined;
		const probes = new Map<string, number>();
		const painted: number[] = [];
		const screen = createScreenReader(rows);
		const openedAtMs = performance.now();
		const terminal = await openPty([process.execPath, program, 'csr'], {
			cwd: folder,
			columns: 120,
			rows,
			env: {XDG_CACHE_HOME: join(folder, 'cache')},
			onOutput: (text, atMs) => {
				nextOutput?.(atMs);
				nextOutput = undefined;
				screen.write(text);
				for (const [node, filedAtMs] of probes) {
					if (screen.holds(node)) {
						probes.delete(node);
						painted.push(performance.timeOrigin + atMs - filedAtMs);
					}
				}
			},
		});
		pty = terminal;
		await terminal.see(nodeName(2));
		const name = `${size.requests.toLocaleString('en')} requests of ${size.nodes.toLocaleString('en')} nodes`;
		const figures: Row[] = [[`${name}: first rows`, formatMs(performance.now() - openedAtMs), '']];
		await sleep(2000);
		const keys = await measureKeys(terminal, (listener) => (nextOutput = listener), 200);
		figures.push([`${name}: key to frame`, `${formatMs(median(keys))}, p99 ${formatMs(percentile(keys, 0.99))}`, '']);
		// Back to the top, where the rows are that need somebody.
		terminal.type('g');
		await sleep(500);
		const memory = readMemoryMb(terminal.pid);
		if (flood !== undefined) {
			let last = 0;
			server.onNews((news) => {
				if (news.type === 'probed') {
					last += 1;
					probes.set(news.node, news.atMs);
				}
			});
			const before = {cpu: readCpuMs(terminal.pid), length: terminal.output().length, atMs: performance.now()};
			const {events} = await server.order({type: 'flood', ...flood}, 'flooded');
			const tookMs = performance.now() - before.atMs;
			const output = terminal.output().slice(before.length);
			const frames = countFrames(output);
			const now = readMemoryMb(terminal.pid);
			figures.push(
				[`  ${Math.round((events * 1000) / tookMs)} events/s: event to row`, `${formatMs(median(painted))}, p99 ${formatMs(percentile(painted, 0.99))}`, `${painted.length} of ${last} seen`],
				['  of one core', `${Math.round((100 * (readCpuMs(terminal.pid) - before.cpu)) / tookMs)} %`, ''],
				['  frames', `${((frames * 1000) / tookMs).toFixed(1)}/s`, `${Math.round(output.length / Math.max(1, frames))} bytes each`],
				['  memory', `${Math.round(now.now)} MB`, `${Math.round(memory.now)} MB before, ${Math.round(now.most)} MB at most`],
			);
		} else {
			figures.push(['  memory', `${Math.round(memory.now)} MB`, `${Math.round(memory.most)} MB at most`]);
		}
		return figures;
	} finally {
		await pty?.close();
		server.close();
		await rm(folder, {recursive: true, force: true});
	}
};

/** Measures the board: of a large cluster, and of a crowded one under a flood. */
export const measureBusyBoards = async (signal: AbortSignal): Promise<readonly Row[]> =>
	hasPty ? [...(await measureBoard({nodes: 1000, requests: 1000}, undefined, signal)), ...(await measureBoard({nodes: 1000, requests: 10_000}, {perSecond: 200, seconds: 20}, signal))] : [['board', 'not measured', 'util-linux is needed']];
