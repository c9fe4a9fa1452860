import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {HostChange} from '../../../source/core/control-plane/host-change.ts';
import {parseChangeReport} from '../../../source/core/control-plane/change-watch.ts';
import {explainChange, explainRefusal, formatLogCommand, listUndoCommands} from '../../../source/core/control-plane/explain-change.ts';

const file = {path: '/etc/a\u001B]0;b', beforeSha256: 'x', afterSha256: 'y', mode: 0o600, owner: 'root:root', keepsMode: true} as const;
const hostile: HostChange = {id: 'T', run: {id: 'R', number: 1, hosts: ['m1']}, component: 'kube-apiserver', restart: {how: 'systemd', unit: 'u\u001B[2J.service'}, files: [file], newFlags: []};

describe('what is told of a change', () => {
	it.each([
		{unit: 'kube-apiserver.service', command: 'journalctl -u kube-apiserver.service -n 50 --no-pager'},
		{unit: 'x.service;reboot', command: String.raw`journalctl -u ''\''x.service;reboot'\''' -n 50 --no-pager`},
	])('is a command that means the same to both shells of ssh: $unit', ({unit, command}) => {
		expect(formatLogCommand('kube-apiserver', {how: 'systemd', unit})).toBe(command);
	});

	it("keeps the pattern of a pod's logs for the shell of its host", () => {
		expect(formatLogCommand('kube-apiserver', {how: 'static-pod', manifest: '/m'})).toBe(`"sh -c 'tail -n 50 /var/log/pods/kube-system_*/kube-apiserver/*.log'"`);
	});

	it.each(['undo-failed 0', 'undone asked', 'undone restart', 'refused changed 0', 'refused write 0', 'refused verify', 'edited 0', 'confirmed edited 0'])('holds nothing that a terminal acts on: %s', (state) => {
		const problems = explainChange('m1', hostile, parseChangeReport(`kubenroll:state=${state}`));
		expect(problems).toHaveLength(1);
		expect(JSON.stringify([problems, listUndoCommands(hostile)])).not.toContain(String.raw`\u001b`);
	});

	it.each(['edited 1', 'confirmed edited 1'])('names the file that somebody else wrote into, and both ways out: %s', (state) => {
		const files = [{...file, path: '/etc/unit'}, {...file, path: '/etc/my unit', mode: 0o644}, {...file, path: '/etc/new', mode: 0o644, beforeSha256: ''}];
		expect(explainChange('m1', {...hostile, files}, parseChangeReport(`kubenroll:state=${state} 2`))).toEqual([
			expect.objectContaining({
				code: 'change-files-edited',
				params: {
					component: 'kube-apiserver',
					paths: ['/etc/my unit', '/etc/new'],
					compareCommands: ["sudo diff /var/lib/kubenroll/change/old-1 '/etc/my unit'", 'sudo cat /etc/new'],
					keepCommand: 'sudo rm -r /var/lib/kubenroll/change',
					restoreCommands: ["sudo cp -p /var/lib/kubenroll/change/old-1 '/etc/my unit'", 'sudo rm /etc/new'],
				},
			}),
		]);
	});

	it.each([
		{what: 'that were there', beforeSha256: 'x', said: '1c1\n< ****,kubelet,10001\n---\n> ****,kubelet,10002\n'},
		{what: 'that are new', beforeSha256: '', said: '****,kubelet,10002\n'},
	])('shows token files $what without their tokens', ({beforeSha256, said}) => {
		const folder = mkdtempSync(join(tmpdir(), 'kubenroll-'));
		try {
			const path = join(folder, 'token.csv');
			writeFileSync(join(folder, 'old-0'), 'c2VjcmV0=,kubelet,10001\n');
			writeFileSync(path, 'bmV3ZXI=,kubelet,10002\n');
			const [problem] = explainChange('m1', {...hostile, files: [{...file, path, beforeSha256}]}, parseChangeReport('kubenroll:state=edited 0'));
			const [command = ''] = problem?.code === 'change-files-edited' ? problem.params.compareCommands : [];
			expect(spawnSync('sh', ['-c', command.replaceAll('sudo ', '').replaceAll('/var/lib/kubenroll/change', folder)], {encoding: 'utf8'})).toMatchObject({stdout: said, stderr: ''});
		} finally {
			rmSync(folder, {recursive: true});
		}
	});

	it('claims no more of a restart that systemd refused than of a unit that it would not read', () => {
		const codeOf = (state: string): string | undefined => explainChange('m1', hostile, parseChangeReport(`kubenroll:state=${state}`))[0]?.code;
		expect(codeOf('refused verify'), 'nothing was restarted').toBe('change-unit-refused');
		expect(codeOf('undone restart'), 'the restart with the old files was').toBe('change-restart-refused');
	});

	it.each([
		{stderr: "dd: error writing '/var/lib/kubenroll/change/spare': No space left on device", code: 'file-system-full'},
		{stderr: "mkdir: cannot create directory '/var/lib/kubenroll': Read-only file system", code: 'file-system-read-only'},
		{stderr: 'sh: 1: unexpected', code: 'change-not-begun'},
	])('says before anything is changed why there is no room for it: $code', ({stderr, code}) => {
		expect(explainRefusal('m1', hostile, stderr)).toMatchObject({code, severity: 'error', cause: stderr});
	});
});
