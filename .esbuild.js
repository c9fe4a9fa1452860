// Bundles source/ into dist/: one small entry, one chunk a command. Not minified, so that the stack of a bug can be read; no source maps for the same reason.
import {rm} from 'node:fs/promises';
import {build} from 'esbuild';

await rm('dist', {recursive: true, force: true});
await build({
	entryPoints: ['source/cli.ts', 'source/askpass.ts'],
	outdir: 'dist',
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	// The oldest version of "engines" in package.json.
	target: 'node22.22',
	chunkNames: 'chunks/[name]-[hash]',
	define: {'process.env.NODE_ENV': '"production"'},
	// CommonJS packages call require() for Node's own modules.
	banner: {js: "import {createRequire as createRequireOfBundle} from 'node:module';\nconst require = createRequireOfBundle(import.meta.url);"},
	legalComments: 'linked',
	logLevel: 'warning',
});
