// What a command loads before it does anything: followed through the static imports of the sources, as the bundler does.
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {expect, it} from 'vitest';

const root = resolve(import.meta.dirname, '..');
const staticImport = /(?:^|\n)\s*(?:import|export)\s+(?!type\b)(?:[^'"`;]*?from\s+)?'([^']+)'/g;

/** Every source file and package that is loaded with a file. */
const listLoaded = (entry: string): ReadonlySet<string> => {
	const loaded = new Set<string>();
	const visit = (path: string): void => {
		if (loaded.has(path)) {
			return;
		}
		loaded.add(path);
		const text = existsSync(join(root, path)) && /^(?:source|test)\//.test(path) ? readFileSync(join(root, path), 'utf8') : '';
		for (const [, specifier = ''] of text.matchAll(staticImport)) {
			visit(specifier.startsWith('.') ? relative(root, resolve(root, dirname(path), specifier)) : specifier);
		}
	};
	visit(entry);
	return loaded;
};

const heavy = (entry: string): readonly string[] => [...listLoaded(entry)].filter((path) => path.startsWith('source/sandbox/') || ['ssh2', 'ink', 'react'].includes(path));

it('sees what a file loads, and what it loads only when asked', () => {
	expect(heavy('source/practice.ts')).toEqual(expect.arrayContaining(['ssh2', 'source/sandbox/api-server/start-api-server.ts']));
	expect(heavy('source/ui/open-board.tsx')).toContain('ink');
});

it.each(['cli', 'commands/run-command-line', 'commands/plan', 'commands/enroll', 'commands/artifacts', 'commands/csr-list', 'commands/csr-board', 'commands/wizard'])('loads neither practice cluster nor screens with %s', (name) => {
	expect(heavy(`source/${name}.ts`)).toEqual([]);
});

it('loads nothing that parses YAML or knows every field for the first frame of the wizard and of a demo', () => {
	const parses = (entry: string): readonly string[] => [...listLoaded(entry)].filter((path) => ['yaml', 'zod', 'node:crypto', 'source/core/answers/answers-schema.ts', 'source/workflow/enroll/enroll.ts'].includes(path));
	expect(parses('source/session/wizard-session.ts')).toEqual(expect.arrayContaining(['yaml', 'zod']));
	expect(['commands/wizard.ts', 'ui/open-wizard.tsx', 'commands/demo.ts', 'commands/demo-screens.ts'].flatMap((path) => parses(`source/${path}`))).toEqual([]);
});

it('loads of the practice cluster no more than its names with the demo', () => {
	expect(heavy('source/commands/demo.ts')).toEqual(['source/sandbox/scenes/open-practice.ts', 'source/sandbox/child-environment.ts', 'source/sandbox/scenes/scenes.ts', 'source/sandbox/scenes/shared-token.ts']);
});

it('runs the benchmark without a bundler: plain Node.js takes no JSX', () => {
	expect([...listLoaded('test/bench/cli.ts'), ...listLoaded('test/bench/screens/crowded-cluster.ts')].filter((path) => path.endsWith('.tsx') || ['ink', 'react'].includes(path))).toEqual([]);
});
