// From the start of the program to its first frame on a terminal, against a trivial Ink app that is bundled the same way.
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {startApiServer} from '../../../source/sandbox/api-server/start-api-server.ts';
import {hasPty, openPty} from '../../support/pty.ts';
import {alternate, formatMs, formatRatio, median, type Samples} from '../figures.ts';
import type {Row} from '../table.ts';

const program = fileURLToPath(new URL('../../../bin/kubenroll.js', import.meta.url));
const probe = fileURLToPath(new URL('note-first-frame.cjs', import.meta.url));

const bundleTrivialApp = async (folder: string): Promise<string> => {
	await build({
		entryPoints: {app: fileURLToPath(new URL('trivial-app.tsx', import.meta.url))},
		outdir: folder,
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		jsx: 'automatic',
		define: {'process.env.NODE_ENV': '"production"'},
		banner: {js: "import {createRequire as createRequireOfBundle} from 'node:module';\nconst require = createRequireOfBundle(import.meta.url);"},
		external: ['react-devtools-core'],
	});
	await writeFile(join(folder, 'package.json'), '{"type": "module"}');
	// The same compile cache as kubenroll's.
	await writeFile(join(folder, 'start.js'), "import {enableCompileCache} from 'node:module';\nenableCompileCache(process.env.XDG_CACHE_HOME + '/app');\nvoid import('./app.js');\n");
	return join(folder, 'start.js');
};

const answers = 'apiVersion: kubenroll.dev/v1alpha1\ncluster:\n  kubeconfig: /etc/kubernetes/admin.conf\n  apiServer: 10.0.0.100:6443\nnodes: [node01=10.0.0.51]\n';

/** Measures first frames: of the trivial app, the wizard in an empty folder and beside answers, the wizard of the demo, and the board of a cluster next door. */
export const measureFirstFrames = async (rounds: number, signal: AbortSignal): Promise<readonly Row[]> => {
	if (!hasPty) {
		return [['first frame', 'not measured', 'util-linux is needed']];
	}
	const folder = await mkdtemp(join(tmpdir(), 'first-frame-'));
	await using server = await startApiServer();
	try {
		const app = await bundleTrivialApp(folder);
		await mkdir(join(folder, 'empty'));
		await mkdir(join(folder, 'home'));
		await writeFile(join(folder, 'home', 'kubenroll.yaml'), answers);
		await writeFile(join(folder, 'admin.conf'), await server.kubeconfig());
		const note = join(folder, 'note');
		const env = {XDG_CACHE_HOME: join(folder, 'cache'), NODE_OPTIONS: `--require ${probe}`, FIRST_FRAME_NOTE: note};
		const cpu: Record<string, number[]> = {trivial: [], wizard: [], home: [], demo: [], board: []};
		const measure = async (name: string, command: readonly string[], text: string): Promise<number> => {
			let seenAtMs: number | undefined;
			let beganAtMs = 0;
			let output = '';
			const pty = await openPty([process.execPath, ...command], {
				cwd: join(folder, name === 'home' ? name : 'empty'),
				env: {...env, FIRST_FRAME_TEXT: text},
				onOutput: (piece, atMs) => {
					beganAtMs ||= atMs;
					output += piece;
					seenAtMs ??= output.includes(text) ? atMs : undefined;
				},
			});
			try {
				await pty.see(text);
				// Ended as an operator ends it: Node.js writes what it compiled when it exits, and only then does the next start find it.
				if (name === 'trivial') {
					pty.type('\u0003');
				} else {
					process.kill(pty.pid, 'SIGTERM');
				}
				await pty.ended;
				cpu[name]?.push(Number(await readFile(note, 'utf8')));
				return (seenAtMs ?? Number.NaN) - beganAtMs;
			} finally {
				await pty.close();
			}
		};
		const {trivial, wizard, home, demo, board} = await alternate({rounds, signal}, {
			trivial: async () => measure('trivial', [app], 'first frame'),
			wizard: async () => measure('wizard', [program], 'kubenroll'),
			home: async () => measure('home', [program], 'kubenroll home'),
			// Nothing but the line of steps says this.
			demo: async () => measure('demo', [program, 'demo'], 'Survey'),
			board: async () => measure('board', [program, 'csr', '--kubeconfig', join(folder, 'admin.conf')], 'kubenroll board'),
		});
		// Without the round that warms up.
		const cpuOf = (name: string): Samples => cpu[name]?.slice(1) ?? [];
		const tellCpu = (name: string): string => `${formatMs(median(cpuOf(name)))} CPU, ${formatRatio(cpuOf(name), cpuOf('trivial'))}`;
		return [
			['trivial Ink app: first frame', formatMs(median(trivial)), tellCpu('trivial')],
			['kubenroll: first frame', formatMs(median(wizard)), `${formatRatio(wizard, trivial)}; ${tellCpu('wizard')}`],
			['kubenroll, home: first frame', formatMs(median(home)), `${formatRatio(home, trivial)}; ${tellCpu('home')}`],
			['kubenroll demo: first frame', formatMs(median(demo)), `${formatRatio(demo, wizard)} of the wizard; ${tellCpu('demo')}`],
			['kubenroll csr: first frame', formatMs(median(board)), `${formatRatio(board, trivial)}; ${tellCpu('board')}`],
		];
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
};
