// What `npm test` does: builds, then tests what was built, with types and lint beside it; what these found is told at the end. What stands behind `npm test --` is for vitest.
import {execa} from 'execa';

// The compilers are programs in Go, which collect no garbage as long as there is this much room.
const roomy = {GOGC: 'off', GOMEMLIMIT: '1500MiB'};

type Told = {readonly hasFailed: boolean; readonly words: string};

const perform = async (name: string, program: string, ...args: readonly string[]): Promise<Told> => {
	const {failed, all, durationMs} = await execa(program, args, {preferLocal: true, all: true, reject: false, stdin: 'ignore', env: roomy});
	return {hasFailed: failed, words: `${name}: ${failed ? 'failed' : 'ok'}, ${(durationMs / 1000).toFixed(1)}s${failed ? `\n${all}` : ''}`};
};

const build = await perform('build', 'node', '.esbuild.js');
console.log(build.words);
const checking = Promise.all([
	perform('typecheck', 'tsc', '--singleThreaded'),
	// Once more without the types of Node.js, of which core/ knows nothing.
	perform('typecheck of source/core', 'tsc', '--project', 'source/core'),
	perform('lint', 'oxlint', '--type-aware', '--deny-warnings'),
]);
const tests = build.hasFailed
	? undefined
	: await execa('vitest', ['run', '--config', 'test/vitest.config.ts', ...process.argv.slice(2)], {preferLocal: true, stdio: 'inherit', reject: false, env: {KUBENROLL_PROGRAM: 'dist'}});
const checks = await checking;
for (const {words} of checks) {
	console.log(words);
}
const hasFailed = tests?.failed !== false || checks.some(({hasFailed}) => hasFailed);
process.exitCode = hasFailed ? (tests?.exitCode || 1) : 0;
