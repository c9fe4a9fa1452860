// Bundles source/ into dist/: one small entry, one chunk a command. Not minified, so that the stack of a bug can be read; no source maps for the same reason.
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {build} from 'esbuild';
import {withKeptLines} from './.keep-lines.js';
import {mergeChunks} from './.merge-chunks.js';
import {withQuickWidth} from './.quick-width.js';

// For `npm start`, before a person sees anything; a pipe gets not a word.
if (process.argv.includes('--tell') && process.stdout.isTTY) {
	process.stderr.write('Building kubenroll, a few seconds. 正在构建 kubenroll，需要几秒。\n');
}

// The package does not say that its files only define things; told so, esbuild leaves out the 700 classes of the API that nobody uses:
// 17 MB, and half a second of every start.
const definesOnly = {
	name: 'defines-only',
	setup({onResolve, resolve}) {
		onResolve({filter: /^@kubernetes\/client-node$/}, async ({path, pluginData, ...rest}) => (pluginData === definesOnly ? undefined : {...(await resolve(path, {...rest, pluginData: definesOnly})), sideEffects: false}));
		// Its own files name each other whole. Where each was looked up by resolve(), esbuild read their folder anew, thousands of files: most of the time of a build.
		onResolve({filter: /^\..*\.js$/}, ({path, importer, resolveDir}) => (importer.includes('/@kubernetes/client-node/') ? {path: join(resolveDir, path), sideEffects: false} : undefined));
	},
};

// Yoga asks fetch() for the bytes that it holds itself, which has Node.js load its whole HTTP client before the first frame; without one it decodes them.
const withoutFetch = {
	name: 'without-fetch',
	setup({onLoad}) {
		onLoad({filter: /yoga-wasm-base64-esm\.js$/}, async ({path}) => ({contents: `const fetch = undefined;\n${await readFile(path, 'utf8')}`}));
	},
};

// The oldest version of "engines" in package.json.
const target = 'node22.22';

// Node.js 22 knows all that our packages write; otherwise each such literal becomes a new RegExp() wherever it stands, once a character of a frame.
const supported = {'regexp-unicode-property-escapes': true, 'regexp-set-notation': true};

const parted = await build({
	entryPoints: ['source/cli.ts', 'source/askpass.ts', 'source/practice.ts', 'source/practice-gates.ts'],
	outdir: 'dist',
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target,
	supported,
	chunkNames: 'chunks/[name]-[hash]',
	define: {'process.env.NODE_ENV': '"production"'},
	// CommonJS packages call require() for Node's own modules, and ssh2 asks where it lies.
	banner: {
		js: [
			"import {createRequire as createRequireOfBundle} from 'node:module';",
			'const require = createRequireOfBundle(import.meta.url);',
			'const __filename = import.meta.filename;',
			'const __dirname = import.meta.dirname;',
		].join('\n'),
	},
	// Parts of ssh2 that are compiled where somebody allows it, it does without; what Ink loads where DEV is set, and nobody here sets it.
	external: ['*.node', 'cpu-features', 'react-devtools-core'],
	legalComments: 'inline',
	logLevel: 'warning',
	plugins: [definesOnly, withoutFetch, withKeptLines, withQuickWidth],
	metafile: true,
	write: false,
});

const {outputFiles} = await mergeChunks(
	parted,
	{
		start: ['source/commands/run-command-line.ts'],
		// A demo as well: what it has of its own is little, and a start apart would part all that both need.
		wizard: ['source/commands/wizard.ts', 'source/ui/open-wizard.tsx', 'source/commands/demo.ts', 'source/commands/demo-screens.ts'],
		// What its first frame needs beside, where there is a file.
		home: ['source/core/answers/read-yaml.ts', 'source/core/wizard/names-nodes.ts'],
		// What the wizard and a demo load behind their first frame.
		mind: ['source/session/wizard-session.ts', 'source/ui/wizard/wizard-mind.ts', 'source/ui/run/run-screen.tsx', 'source/commands/open-wizard-ports.ts', 'source/commands/demo-session.ts'],
		board: ['source/commands/csr-board.ts', 'source/ui/open-board.tsx'],
		run: ['source/ui/open-run.tsx'],
		en: ['source/text/en/text.ts'],
		zh: ['source/text/zh-cn/text.ts'],
	},
	{target, supported, legalComments: 'linked', logLevel: 'error'},
);

// The entries last: whoever starts meanwhile finds a whole program, the earlier one or this.
await mkdir('dist/chunks', {recursive: true});
for (const {path, contents} of outputFiles.toSorted((one, other) => other.path.split('/').length - one.path.split('/').length)) {
	await writeFile(path, contents);
}

// What an earlier build left goes afterwards: whoever runs the program meanwhile finds a whole one.
const made = new Set(outputFiles.map(({path}) => relative('.', path)));
for (const entry of await readdir('dist', {recursive: true, withFileTypes: true})) {
	const path = relative('.', join(entry.parentPath, entry.name));
	if (entry.isFile() && !made.has(path)) {
		await rm(path);
	}
}
