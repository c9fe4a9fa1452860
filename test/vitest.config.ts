import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {BaseSequencer, type TestSpecification} from 'vitest/node';
import {defineConfig} from 'vitest/config';

// What takes longest begins first, or all wait for it in the end: nothing tells so on a fresh checkout, where no run was timed.
const longest = ['commands/demo', 'commands/demo-screens', 'core/control-plane/change-script', 'sandbox/nodes/start-nodes', 'adapters/kubernetes-contract/practice-server', 'ui/terminal', 'adapters/openssh/run', 'adapters/openssh/host-keys', 'commands/cluster-commands', 'commands/cli'];

class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const rank = ({moduleId}: TestSpecification): number => {
			const index = longest.findIndex((name) => moduleId.includes(`/test/${name}.test.`));
			return index === -1 ? longest.length : index;
		};
		return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
	}
}

// These change their process for good, keep it busy with programs that they started, or load what others must not find loaded: one process each.
const alone = ['test/commands/**', 'test/adapters/openssh/**', 'test/sandbox/nodes/**', 'test/ui/terminal.test.ts'];
const never = ['test/e2e/**', 'test/lab/**', 'node_modules/**'];

export default defineConfig({
	root: fileURLToPath(new URL('..', import.meta.url)),
	// As it is shipped: without places in the source.
	oxc: {jsx: {runtime: 'automatic', development: false}},
	test: {
		setupFiles: ['test/support/plain-environment.ts'],
		// A limit for what hangs, not a measure: machines that run this are shared.
		testTimeout: 180_000,
		hookTimeout: 180_000,
		// Those that take longest mostly wait for programs that they start: with two workers more than there are cores, none of these is idle.
		maxWorkers: availableParallelism() + 2,
		sequence: {sequencer: LongestFirst},
		projects: [
			{extends: true, test: {name: {label: 'alone', color: 'cyan'}, include: alone.map((path) => path.endsWith('**') ? `${path}/*.test.{ts,tsx}` : path), exclude: never}},
			// The others leave nothing behind in their process: starting one for each took longer than most of them.
			{extends: true, test: {name: {label: 'together', color: 'blue'}, isolate: false, setupFiles: ['test/support/force-colour.ts'], include: ['test/**/*.test.{ts,tsx}'], exclude: [...never, ...alone]}},
		],
	},
});
