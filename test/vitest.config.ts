import {availableParallelism} from 'node:os';
import {defineConfig} from 'vitest/config';

export default defineConfig({
	root: new URL('..', import.meta.url).pathname,
	test: {
		// A limit for what hangs, not a measure: machines that run this are shared.
		testTimeout: 60_000,
		// Half of the time goes by in waiting for programs that tests start: one worker more than there are cores.
		maxWorkers: availableParallelism() + 1,
		include: ['test/**/*.test.{ts,tsx}'],
		exclude: ['test/e2e/**', 'test/lab/**', 'node_modules/**'],
	},
});
