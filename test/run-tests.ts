// What `npm test` does: types, lint and build beside each other, then the tests of what was built. What stands behind `npm test --` is for vitest.
import {execa} from 'execa';

const checks = [
	{name: 'typecheck', command: ['tsc']},
	{name: 'typecheck of source/core', command: ['tsc', '--project', 'source/core']},
	{name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings']},
	{name: 'build', command: ['node', '.esbuild.js']},
] as const;

const failed = await Promise.all(
	checks.map(async ({name, command: [program, ...args]}) => {
		const {failed, all, durationMs} = await execa(program, args, {preferLocal: true, all: true, reject: false, stdin: 'ignore'});
		console.log(`${name}: ${failed ? 'failed' : 'ok'}, ${(durationMs / 1000).toFixed(1)}s${failed ? `\n${all}` : ''}`);
		return failed;
	}),
);
if (failed.includes(true)) {
	process.exitCode = 1;
} else {
	const {exitCode} = await execa('vitest', ['run', '--config', 'test/vitest.config.ts', ...process.argv.slice(2)], {preferLocal: true, stdio: 'inherit', reject: false, env: {KUBENROLL_PROGRAM: 'dist'}});
	process.exitCode = exitCode ?? 1;
}
