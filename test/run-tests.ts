// What `npm test` does: builds, and tests what was built. What stands behind `npm test --` is for vitest.
import {execa} from 'execa';

const run = async (program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<boolean> => {
	const {failed} = await execa(program, args, {preferLocal: true, stdio: 'inherit', reject: false, env});
	return !failed;
};

const isDone = (await run('node', ['.esbuild.js'])) && (await run('vitest', ['run', '--config', 'test/vitest.config.ts', ...process.argv.slice(2)], {KUBENROLL_PROGRAM: 'dist'}));
process.exitCode = isDone ? 0 : 1;
