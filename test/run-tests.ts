// What `npm test` does: builds, then tests what was built, with types and lint beside it; what these found is told at the end. What stands behind `npm test --` is for vitest.
import {totalmem} from 'node:os';
import {execa} from 'execa';

// The compilers are programs in Go: each of the three collects no garbage while there is a sixth of the memory for it.
const roomy = {GOGC: 'off', GOMEMLIMIT: String(Math.round(totalmem() / 6))};

type Told = {readonly hasFailed: boolean; readonly words: string};

const perform = async (name: string, program: string, ...args: readonly string[]): Promise<Told> => {
	const {failed, all, durationMs} = await execa(program, args, {preferLocal: true, all: true, reject: false, stdin: 'ignore', env: roomy});
	return {hasFailed: failed, words: `${name}: ${failed ? 'failed' : 'ok'}, ${(durationMs / 1000).toFixed(1)}s${failed ? `\n${all}` : ''}`};
};

const build = await perform('build', 'node', '.esbuild.js');
console.log(build.words);
const checking = Promise.all([
	// One thread takes less of the processor, and the tests wait for that.
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
