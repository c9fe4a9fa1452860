import {defineConfig} from 'vitest/config';

export default defineConfig({
	root: new URL('..', import.meta.url).pathname,
	test: {
		// A limit for what hangs, not a measure: machines that run this are shared.
		testTimeout: 60_000,
		include: ['test/**/*.test.{ts,tsx}'],
		exclude: ['test/e2e/**', 'test/lab/**', 'node_modules/**'],
	},
});
