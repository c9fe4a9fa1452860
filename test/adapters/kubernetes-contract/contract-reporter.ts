import type {Reporter, TestCase} from 'vitest/node';
import {knownDifferences} from './known-differences.ts';

const marks: Readonly<Record<string, string>> = {passed: '✓', failed: '✗', skipped: '-', pending: '?'};

/** Servers in the order they were described, and for each test of the contract how each did; a server's title is that of its suite. */
const tabulate = (tests: readonly TestCase[]): {readonly servers: readonly string[]; readonly rows: ReadonlyMap<string, ReadonlyMap<string, string>>} => {
	const rows = new Map<string, Map<string, string>>();
	const servers = new Set<string>();
	for (const each of tests) {
		const [server = '', ...path] = each.fullName.split(' > ');
		servers.add(server);
		const title = path.join(' > ');
		rows.set(title, (rows.get(title) ?? new Map()).set(server, each.result().state));
	}
	return {servers: [...servers].sort(), rows};
};

/** One line a test, one column a server; then what failed, and every difference that is known and meant. */
export const contractReporter: Reporter = {
	onTestRunEnd: (modules, errors) => {
		const tests = modules.flatMap((module) => [...module.children.allTests()]);
		const {servers, rows} = tabulate(tests);
		console.log(servers.map((server, index) => `${index + 1}  ${server}`).join('\n'));
		console.log(`\n${servers.map((_, index) => index + 1).join(' ')}`);
		for (const [title, states] of rows) {
			console.log(`${servers.map((server) => marks[states.get(server) ?? 'skipped']).join(' ')}  ${title}`);
		}
		for (const each of tests.filter((test) => test.result().state === 'failed')) {
			console.log(`\n✗ ${each.fullName}\n${(each.result().errors ?? []).map(({message}) => message).join('\n')}`);
		}
		for (const error of errors) {
			console.log(`\n✗ ${error.message}`);
		}
		const failed = tests.filter((test) => test.result().state === 'failed').length;
		console.log(`\n${rows.size} tests, ${servers.length} servers, ${failed} failed. Known differences of the practice server:`);
		for (const [id, sentence] of Object.entries(knownDifferences)) {
			console.log(`  ${id}: ${sentence}`);
		}
	},
};
