import {fileURLToPath} from 'node:url';
import {defineConfig} from 'vitest/config';
import {contractReporter} from './contract-reporter.ts';

// The contract held against all servers at once, practice and real, with one report: as root, as the scenarios of test/e2e are.
export default defineConfig({
	root: fileURLToPath(new URL('../../..', import.meta.url)),
	test: {
		include: ['test/adapters/kubernetes-contract/practice-server.test.ts', 'test/e2e/api-contract.test.ts'],
		testTimeout: 200_000,
		hookTimeout: 120_000,
		maxWorkers: 2,
		globalSetup: ['test/e2e/global-setup.ts'],
		reporters: [contractReporter],
	},
});
