import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {BaseSequencer, type TestSpecification} from 'vitest/node';
import {defineConfig} from 'vitest/config';

// What takes longest begins first, or all wait for it in the end: nothing tells so on a fresh checkout, where no run was timed.
const longest = ['commands/demo', 'adapters/kubernetes-contract/practice-server', 'commands/demo-screens', 'core/control-plane/change-script', 'adapters/openssh/run', 'ui/terminal', 'sandbox/nodes/start-nodes', 'adapters/openssh/host-keys', 'commands/demo-traces', 'commands/cluster-commands', 'adapters/openssh/sudo', 'commands/cli', 'core/control-plane/control-plane-script'];

class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const rank = ({moduleId}: TestSpecification): number => {
			const index = longest.findIndex((name) => moduleId.includes(`/test/${name}.test.`));
			return index === -1 ? longest.length : index;
		};
		return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
	}
}

// These change their process for good, or keep it busy while others want it: one process each.
const alone = ['test/commands/{demo,demo-screens,demo-traces}.test.ts', 'test/adapters/openssh/login.test.ts', 'test/sandbox/nodes/open-gatehouse.test.ts', 'test/ui/terminal.test.ts'];
// These mostly wait: for programs that they start, for servers, for time. With three workers more than there are cores, no core is idle.
const manyWorkers = availableParallelism() + 3;
const waiting = [
	'test/{adapters/!(pki),commands,sandbox}/**/*.test.ts',
	'test/core/**/*-{script,scripts}.test.ts',
	'test/core/untrusted/{quote,escape-line}*.test.ts',
	'test/workflow/access/*.test.ts',
	'test/workflow/board/restarted-server.test.ts',
	'test/workflow/csr/{keep-cluster-read,prove-possession,watch-requests}.test.ts',
	'test/core/{artifacts/list-unread-master-steps,control-plane/explain-change,run/format-remote-work}.test.ts',
	'test/session/wizard-session.test.ts',
	'test/{keep-lines,quick-width}.test.ts',
];
const never = ['test/e2e/**', 'test/lab/**', 'node_modules/**'];

const sharing = {isolate: false, setupFiles: ['test/support/force-colour.ts']};

export default defineConfig({
	root: fileURLToPath(new URL('..', import.meta.url)),
	// As it is shipped: without places in the source.
	oxc: {jsx: {runtime: 'automatic', development: false}},
	test: {
		setupFiles: ['test/support/plain-environment.ts'],
		// A limit for what hangs, not a measure: machines that run this are shared.
		testTimeout: 180_000,
		hookTimeout: 180_000,
		sequence: {sequencer: LongestFirst},
		projects: [
			{extends: true, test: {name: {label: 'alone', color: 'cyan'}, maxWorkers: manyWorkers, include: alone, exclude: never}},
			// The others leave nothing behind in their process: starting one for each took longer than most of them.
			{extends: true, test: {name: {label: 'waiting', color: 'yellow'}, ...sharing, maxWorkers: manyWorkers, include: waiting, exclude: [...never, ...alone]}},
			// What each process has to load and V8 to compile anew is a third of their work: as many as there are cores, once the others are through.
			{extends: true, test: {name: {label: 'together', color: 'blue'}, ...sharing, maxWorkers: availableParallelism(), sequence: {groupOrder: 1}, include: ['test/**/*.test.{ts,tsx}'], exclude: [...never, ...alone, ...waiting]}},
		],
	},
});
