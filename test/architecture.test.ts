// Every room, what it may import and which packages it may use: the whole table of docs on architecture, checked in the text of the files.
import {globSync, readFileSync} from 'node:fs';
import {dirname, relative, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';

const root = resolve(import.meta.dirname, '..');

type Room = {
	readonly rooms: readonly string[];
	readonly packages: readonly string[];
	/** May use Node's own modules. */
	readonly usesNode: boolean;
};

// A room may always import itself.
const table: Readonly<Record<string, Room>> = {
	core: {rooms: [], packages: ['yaml', 'zod', 'diff'], usesNode: false},
	ports: {rooms: ['core'], packages: [], usesNode: false},
	text: {rooms: ['core'], packages: ['string-width'], usesNode: false},
	workflow: {rooms: ['core', 'ports'], packages: [], usesNode: false},
	'adapters/inquirer': {rooms: ['core', 'ports'], packages: ['@inquirer/prompts'], usesNode: true},
	// Its own library, and zod for the shapes of what the API server says; a failed dial is explained as the probe explains it.
	'adapters/kubernetes': {rooms: ['core', 'ports', 'adapters/tls-probe'], packages: ['@kubernetes/client-node', 'zod'], usesNode: true},
	'adapters/local': {rooms: ['core', 'ports'], packages: [], usesNode: true},
	'adapters/openssh': {rooms: ['core', 'ports'], packages: ['execa'], usesNode: true},
	'adapters/pki': {rooms: ['core', 'ports'], packages: [], usesNode: true},
	'adapters/tls-probe': {rooms: ['core', 'ports'], packages: [], usesNode: true},
	sandbox: {rooms: ['core'], packages: ['ssh2'], usesNode: true},
	session: {rooms: ['core', 'ports', 'workflow'], packages: [], usesNode: false},
	ui: {rooms: ['core', 'session', 'text'], packages: ['ink', 'react'], usesNode: false},
	headless: {rooms: ['core', 'session', 'text'], packages: [], usesNode: false},
	commands: {
		rooms: ['core', 'ports', 'text', 'workflow', 'session', 'ui', 'headless', 'sandbox', 'adapters/inquirer', 'adapters/kubernetes', 'adapters/local', 'adapters/openssh', 'adapters/pki', 'adapters/tls-probe'],
		packages: [],
		usesNode: true,
	},
	'cli.ts': {rooms: ['commands'], packages: [], usesNode: false},
	// A program of its own, started by the demo.
	'practice.ts': {rooms: ['sandbox'], packages: [], usesNode: true},
	// A program of its own, started by practice.ts.
	'practice-gates.ts': {rooms: ['sandbox'], packages: [], usesNode: true},
	// A program of its own, started by ssh: it shares nothing with the rest.
	'askpass.ts': {rooms: [], packages: [], usesNode: true},
};

const roomNames = Object.keys(table).sort((left, right) => right.length - left.length);

const roomOf = (path: string): string | undefined => roomNames.find((room) => path === `source/${room}` || path.startsWith(`source/${room}/`));

const files = globSync('source/**/*.{ts,tsx}', {cwd: root})
	.map((path) => ({path, text: readFileSync(resolve(root, path), 'utf8')}))
	.sort((left, right) => left.path.localeCompare(right.path));

const importForm = /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|(?:^|\n)\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'/g;

const importsOf = (text: string): readonly string[] => [...text.matchAll(importForm)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');

const packageOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

const explainImport = (path: string, specifier: string): string | undefined => {
	const room = roomOf(path);
	if (room === undefined) {
		return `${path} is in no room`;
	}
	const {rooms, packages, usesNode} = table[room]!;
	if (specifier.startsWith('node:')) {
		return usesNode ? undefined : `${path} uses ${specifier}`;
	}
	if (!specifier.startsWith('.')) {
		return packages.includes(packageOf(specifier)) ? undefined : `${path} uses the package ${specifier}`;
	}
	const target = relative(root, resolve(root, dirname(path), specifier));
	if (target === 'package.json') {
		return path === 'source/commands/version.ts' ? undefined : `${path} reads package.json`;
	}
	const targetRoom = roomOf(target);
	return targetRoom === room || (targetRoom !== undefined && rooms.includes(targetRoom)) ? undefined : `${path} imports ${target}`;
};

describe('rooms', () => {
	it('finds the imports that the table is about', () => {
		expect(importsOf("import a from './a.ts';\nimport type {\n\tB,\n} from '../b.ts';\nimport 'c';\nexport {d} from './d.ts';\nconst e = await import('@scope/e/f');")).toEqual(['./a.ts', '../b.ts', 'c', './d.ts', '@scope/e/f']);
		expect(files.length).toBeGreaterThan(100);
	});

	it.each<readonly [string, string]>([
		['source/core/a.ts', 'node:fs'],
		['source/core/a.ts', '../ports/clock.ts'],
		['source/workflow/a.ts', '../adapters/local/local-files.ts'],
		['source/workflow/a.ts', 'yaml'],
		['source/adapters/local/a.ts', '../openssh/login.ts'],
		['source/headless/a.ts', '../ui/a.ts'],
		['source/headless/a.ts', 'execa'],
		['source/somewhere/a.ts', './b.ts'],
	])('refuses that %s imports %s', (path, specifier) => {
		expect(explainImport(path, specifier)).toBeTypeOf('string');
	});

	it('import only what stands below them, and their own packages', () => {
		expect(files.flatMap(({path, text}) => importsOf(text).flatMap((specifier) => explainImport(path, specifier) ?? []))).toEqual([]);
	});

	it('hold no file of more than 300 lines', () => {
		expect(files.filter(({text}) => text.trimEnd().split('\n').length > 300).map(({path}) => path)).toEqual([]);
	});

	it('write to stdout and stderr from commands only, and never by console', () => {
		const writers = files.filter(({text}) => /\bprocess\s*\.\s*(?:stdout|stderr)\s*\.\s*write\b|\bstream\.write\b/.test(text)).map(({path}) => path);
		expect(writers.filter((path) => !/^source\/(?:commands\/|cli\.ts$|askpass\.ts$)/.test(path))).toEqual([]);
		expect(files.filter(({text}) => /\bconsole\s*\./.test(text)).map(({path}) => path)).toEqual([]);
	});

	it('say of every export what it is for', () => {
		const bare = files.flatMap(({path, text}) => {
			const lines = text.split('\n');
			return lines.flatMap((line, index) => (/^export (?:async )?(?:const|type \w|function|class|interface)/.test(line) && !/\*\/\s*$|^export const/.test(lines[index - 1] ?? '') ? [`${path}:${index + 1}`] : []));
		});
		expect(bare).toEqual([]);
	});
});
