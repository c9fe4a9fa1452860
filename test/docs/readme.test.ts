import {existsSync, readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {parseAnswers} from '../../source/core/answers/parse-answers.ts';
import {parseCommandLine} from '../../source/commands/parse-command-line.ts';
import {english} from '../../source/text/en/text.ts';

const root = resolve(import.meta.dirname, '../..');
const readme = readFileSync(resolve(root, 'README.md'), 'utf8');

// The part of one heading, up to the next.
const partOf = (heading: string): string => readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

const firstCells = (part: string): readonly string[] => [...part.matchAll(/^\| `?([^|`]+?)`? \|/gm)].map(([, cell]) => cell ?? '');

describe('the README', () => {
	it('names only problems that exist', () => {
		const codes = firstCells(partOf('Troubleshooting')).filter((code) => code !== 'code');
		expect(codes.length).toBeGreaterThan(10);
		expect(codes.filter((code) => !Object.hasOwn(english.problems, code))).toEqual([]);
	});

	it('has the exit codes of help', () => {
		const codes = firstCells(partOf('Headless and JSON')).filter((code) => /^\d+$/.test(code));
		expect(codes).toEqual(english.help.exitCodes.map(([code]) => code));
	});

	it('shows a kubenroll.yaml that is valid', () => {
		const yaml = /<<'YAML'\n(.*?)\nYAML/s.exec(readme)?.[1] ?? '';
		expect(parseAnswers(yaml, 'README.md')).toMatchObject({isValid: true});
	});

	it('shows only commands that are understood', () => {
		const commands = [...readme.matchAll(/^kubenroll ([^|#>\n]+)/gm)].map(([, line]) => (line ?? '').trim().split(/\s+/));
		expect(commands.length).toBeGreaterThan(5);
		expect(commands.flatMap((argv) => parseCommandLine(argv).problems)).toEqual([]);
	});

	it('shows stages in the words of the program', () => {
		const stages = [...readme.matchAll(/^node\d+ +Ready +(\S.*?) +\d+s$/gm)].map(([, stage]) => stage);
		expect(stages.length).toBeGreaterThan(0);
		expect(stages.filter((stage) => !Object.values(english.run.stages).includes(stage ?? ''))).toEqual([]);
	});

	it('tells in the quick start how unknown host keys are accepted', () => {
		expect(/```sh\ncat > kubenroll.yaml.*?\n```/s.exec(readme)?.[0]).toContain('--accept-new-host-keys');
	});

	it('links to what is there', () => {
		const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link ?? '').filter((link) => !link.startsWith('http'));
		expect(links.filter((link) => !existsSync(resolve(root, link)))).toEqual([]);
	});

	it('names the defaults of the file in what it changes', () => {
		const reading = parseAnswers('apiVersion: kubenroll.dev/v1alpha1\nnodes: [node01=10.0.0.21]\n', 'x');
		expect(reading.isValid).toBe(true);
		if (reading.isValid) {
			const {clientCa, bootstrapKubeconfig, config, unit} = reading.answers.kubelet.paths;
			for (const path of [clientCa, bootstrapKubeconfig, config, unit]) {
				expect(partOf('What it changes')).toContain(`\`${path}\``);
			}
		}
	});
});

describe('examples of help', () => {
	it('are understood', () => {
		const examples = Object.values(english.help.commands).flatMap((command) => command.examples.map((example) => example.command));
		// What a shell would do with quotes is not the matter here, nor what comes through a pipe.
		const lines = examples.map((example) => (example.split(/ [|>] /).find((part) => part.startsWith('kubenroll')) ?? example).replaceAll(/"[^"]*"/g, 'x').split(' ').slice(1));
		expect(lines.flatMap((argv) => parseCommandLine(argv).problems)).toEqual([]);
	});
});
