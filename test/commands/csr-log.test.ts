import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {localFiles} from '../../source/adapters/local/local-files.ts';
import {systemClock} from '../../source/adapters/local/system-clock.ts';
import {cryptoPki} from '../../source/adapters/pki/crypto-pki.ts';
import type {Decision} from '../../source/core/record/record.ts';
import {openDecisionLog} from '../../source/workflow/csr/decision-log.ts';
import {openFolder} from '../adapters/kubernetes/kubeconfig-folder.ts';
import {runCli} from '../support/run-cli.ts';

const decision: Decision = {at: '2026-05-04T12:00:00.000Z', request: 'csr-aaaaa', node: 'n1', kind: 'client', decision: 'approved', verdict: 'PASS', rules: ['P1'], plan: 'p', operator: 'ops@desk'};
const override: Decision = {...decision, request: 'csr-bbbbb', verdict: 'REFUSE', rules: ['P15'], reason: 'told by phone', isOverride: true};

const openLog = async (...decisions: readonly Decision[]) => {
	const folder = openFolder();
	const log = openDecisionLog({files: localFiles, pki: cryptoPki, clock: systemClock}, `${folder.path}/.kubenroll`);
	await Promise.all(decisions.map(log.append));
	return {...folder, file: `${folder.path}/.kubenroll/decisions.jsonl`};
};

describe('csr log', () => {
	it('tells who decided what and why, and that the chain is whole', async () => {
		using folder = await openLog(decision, override);
		const {code, stdout, stderr} = await runCli(['csr', 'log'], {cwd: folder.path});
		expect({code, lines: stdout.trimEnd().split('\n')}).toEqual({
			code: 0,
			lines: [
				'WHEN                      DECISION             REQUEST    NODE  VERDICT  BY',
				'2026-05-04T12:00:00.000Z  approved             csr-aaaaa  n1    PASS     ops@desk',
				'2026-05-04T12:00:00.000Z  approved (override)  csr-bbbbb  n1    REFUSE   ops@desk',
				'  because of P15',
				'  reason: told by phone',
			],
		});
		expect(stderr).toMatch(/the chain of 2 lines is whole; it ends in [\da-f]{64}/);
	});

	it('names the line at which the chain breaks, and fails', async () => {
		using folder = await openLog(decision, override, decision);
		writeFileSync(folder.file, readFileSync(folder.file, 'utf8').replace('told by phone', 'as planned'));
		const {code, stdout, stderr} = await runCli(['csr', 'log', '--json'], {cwd: folder.path});
		expect(code).toBe(1);
		expect(stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as object)).toMatchObject([
			{type: 'decision', line: 1, request: 'csr-aaaaa'},
			{type: 'decision', line: 2, isOverride: true},
			{type: 'decision', line: 3},
			{type: 'chain', isWhole: false, lines: 3, unchained: 0, defects: [{line: 2, defect: 'changed'}]},
		]);
		expect(stderr).toContain('line 2 is not what was written there');
	});

	it('reads a log of before it was a chain, and lets nothing in it act on the terminal', async () => {
		using folder = openFolder();
		mkdirSync(`${folder.path}/.kubenroll`);
		writeFileSync(`${folder.path}/.kubenroll/decisions.jsonl`, `${JSON.stringify({...decision, operator: '\u001B[2Jeve'})}\n`);
		const {code, stdout, stderr} = await runCli(['csr', 'log'], {cwd: folder.path});
		expect(code).toBe(0);
		expect(stdout).toContain(String.raw`\x1b[2Jeve`);
		expect(stdout).not.toContain('\u001B');
		expect(stderr).toContain('1 line of an earlier format');
	});

	it('says how many lines it does not know, and not that nothing was decided', async () => {
		// What a newer version may write.
		using folder = await openLog({...decision, decision: 'postponed'} as unknown as Decision, {...decision, decision: 'postponed'} as unknown as Decision);
		const {code, stdout, stderr} = await runCli(['csr', 'log'], {cwd: folder.path});
		expect({code, stdout}).toEqual({code: 0, stdout: ''});
		expect(stderr).toContain('not shown: 2 lines in a form that this version does not know');
		expect(stderr).toContain('the chain of 2 lines is whole');
		const json = await runCli(['csr', 'log', '--json'], {cwd: folder.path});
		expect(JSON.parse(json.stdout)).toMatchObject({type: 'chain', isWhole: true, lines: 2, unread: 2});
	});

	it('does not say that nothing was decided where the log is gone', async () => {
		using folder = await openLog(decision);
		rmSync(folder.file);
		const {code, stdout} = await runCli(['csr', 'log'], {cwd: folder.path});
		expect({code, stdout}).toEqual({code: 1, stdout: ''});
	});

	it('says so where nothing was ever decided', async () => {
		using folder = openFolder();
		expect(await runCli(['csr', 'log'], {cwd: folder.path})).toEqual({code: 0, stdout: 'Nothing has been decided from this folder yet.\n', stderr: ''});
	});
});
