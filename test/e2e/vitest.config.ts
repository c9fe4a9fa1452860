import {fileURLToPath} from 'node:url';
import {defineConfig} from 'vitest/config';

// Every scenario boots hosts of its own: two at a time is what a machine of two cores bears.
export default defineConfig({
	root: fileURLToPath(new URL('../..', import.meta.url)),
	test: {
		include: ['test/e2e/**/*.test.ts'],
		testTimeout: 200_000,
		hookTimeout: 120_000,
		maxWorkers: 2,
		fileParallelism: true,
		// The lab is built once, before the first scenario, and swept after the last.
		globalSetup: ['test/e2e/global-setup.ts'],
	},
});
