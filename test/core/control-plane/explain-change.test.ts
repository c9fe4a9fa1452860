import {describe, expect, it} from 'vitest';
import type {HostChange} from '../../../source/core/control-plane/change-script.ts';
import {parseChangeReport} from '../../../source/core/control-plane/change-watch.ts';
import {explainChange, formatLogCommand, listUndoCommands} from '../../../source/core/control-plane/explain-change.ts';

const file = {path: '/etc/a\u001B]0;b', beforeSha256: 'x', afterSha256: 'y', mode: 0o600, owner: 'root:root', keepsMode: true} as const;
const hostile: HostChange = {id: 'T', component: 'kube-apiserver', restart: {how: 'systemd', unit: 'u\u001B[2J.service'}, files: [file], newFlags: []};

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

	it.each(['undo-failed 0', 'undone asked', 'undone restart', 'refused changed 0', 'refused write 0', 'refused verify'])('holds nothing that a terminal acts on: %s', (state) => {
		const problems = explainChange('m1', hostile, parseChangeReport(`kubenroll:state=${state}`));
		expect(problems).toHaveLength(1);
		expect(JSON.stringify([problems, listUndoCommands(hostile)])).not.toContain(String.raw`\u001b`);
	});
});
