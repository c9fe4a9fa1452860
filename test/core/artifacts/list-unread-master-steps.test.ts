import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {listUnreadMasterSteps} from '../../../source/core/artifacts/list-unread-master-steps.ts';
import {quoteShell} from '../../../source/core/untrusted/quote-shell.ts';
import {english} from '../../../source/text/en/text.ts';
import {renderManualPage} from '../../../source/text/manual-text.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';
import {answersFacts} from '../../support/plan-facts.ts';

const masters = [{name: 'm1', address: '10.0.0.100'}, {name: 'm2', address: '10.0.0.2'}];
const input = {masters, answers: answersFacts({mode: 'token-file', nodes: []}), apiServer: {host: '10.0.0.100', port: 8443}, hasRows: true};

test('says of every master what it needs, and has each seen through before the next, that of the address last', () => {
	const steps = listUnreadMasterSteps(input);
	expect(steps.map(({id, host = '', component = ''}) => `${id} ${host} ${component}`.trim())).toEqual([
		'order-masters',
		...['m2', 'm1'].flatMap((name) => [
			`read-flags ${name}`,
			`add-rows ${name}`,
			...['write-flags', 'verify-unit', 'restart-component'].map((id) => `${id} ${name} kube-apiserver`),
			`await-apiserver ${name}`,
			`prove-row ${name}`,
			...['write-flags', 'verify-unit', 'restart-component', 'await-controller-manager'].map((id) => `${id} ${name} kube-controller-manager`),
		]),
	]);
	expect(steps[0]?.commands).toEqual(["ssh 10.0.0.2 'ip -o address show to 10.0.0.100'", "ssh 10.0.0.100 'ip -o address show to 10.0.0.100'"]);
	expect(steps[3]?.lines).toEqual(['--token-auth-file=/etc/kubernetes/token.csv', '--client-ca-file=/etc/kubernetes/pki/ca.crt']);
	expect(steps[6]?.commands).toEqual(['until kubectl --server https://10.0.0.2:6443 get --raw /readyz; do sleep 1; done']);
});

test('asks each master for an address that kubelets dial by name as well', () => {
	const [first] = listUnreadMasterSteps({...input, apiServer: {host: 'lb.example.com', port: 6443}});
	expect(first?.commands).toEqual(['10.0.0.100', '10.0.0.2'].map((address) => `ssh ${address} ${quoteShell(`ip -o address show to "$(getent hosts lb.example.com | head -n 1 | cut -d ' ' -f 1)"`)}`));
});

test('in bootstrap-token mode has the flags of that, and no rows', () => {
	const steps = listUnreadMasterSteps({...input, answers: answersFacts({nodes: []}), hasRows: false});
	expect(steps.map(({id}) => id)).not.toContain('add-rows');
	expect(steps.flatMap(({lines = []}) => lines)).toEqual(expect.arrayContaining(['--enable-bootstrap-token-auth=true', '--controllers=*,bootstrapsigner,tokencleaner']));
});

test.each([english, simplifiedChinese])('has a name to put in where no master is listed, in $language', ({manual}) => {
	const page = renderManualPage(manual, listUnreadMasterSteps({...input, masters: []}));
	expect(page).toContain("ssh MASTER 'sudo systemd-analyze verify kube-apiserver.service'");
	expect(page).toMatch(/```text\n +--token-auth-file=/);
	expect(page).not.toMatch(/undefined/);
});

test.each([
	{title: 'no file', before: undefined},
	{title: 'rows of others', before: 'alice-token,alice,7\n'},
	{title: 'a last line without an end', before: 'alice-token,alice,7'},
])('the command that adds rows keeps what is there: $title', async ({before}) => {
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-rows-'));
	try {
		await mkdir(join(folder, 'bin'));
		await mkdir(join(folder, 'masters'));
		const stub = async (name: string, text: string): Promise<void> => writeFile(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`, {mode: 0o755});
		// ssh gives its words to the shell of the host; sudo runs them.
		await stub('ssh', 'shift; exec sh -c "$*"');
		await stub('sudo', 'exec "$@"');
		await stub('chown', 'exit 0');
		await writeFile(join(folder, 'masters/token.csv'), 'our-token,kubenroll-bootstrap,1,system:bootstrappers\n');
		const path = join(folder, "etc it's", 'token.csv');
		await mkdir(join(folder, "etc it's"));
		if (before !== undefined) {
			await writeFile(path, before, {mode: 0o644});
		}
		const tokenFile = {...answersFacts().tokenFile, path};
		const [command = ''] = listUnreadMasterSteps({...input, answers: answersFacts({mode: 'token-file', nodes: [], tokenFile})}).find(({id}) => id === 'add-rows')?.commands ?? [];
		await promisify(execFile)('sh', ['-c', command], {cwd: folder, env: {PATH: `${folder}/bin:${process.env['PATH']}`}});
		expect(await readFile(path, 'utf8')).toBe(`${before === undefined ? '' : 'alice-token,alice,7\n'}our-token,kubenroll-bootstrap,1,system:bootstrappers\n`);
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect(await readFile(`${path}.orig`, 'utf8')).toBe(before ?? '');
	} finally {
		await rm(folder, {recursive: true});
	}
});
