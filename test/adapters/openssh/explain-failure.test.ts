import {expect, test} from 'vitest';
import {explainFailure, explainWords} from '../../../source/adapters/openssh/explain-failure.ts';
import {cpuTimeMs} from '../../support/cpu-time.ts';

const login = {node: 'n1', target: {address: '10.0.0.1', port: 22, command: 'ssh 10.0.0.1'}, user: 'ops', connectTimeoutSeconds: 5, keyName: '10.0.0.1', knownHostsFile: 'known_hosts', passwordWasGiven: false, timeoutMs: 1000};

test('reads the file of a changed key from lines that end as ssh ends them', () => {
	const words = 'Host key for 10.0.0.1 has changed and you have requested strict checking.\r\nOffending ED25519 key in /home/me/my keys:7\r\n';
	expect(explainWords(login, words)).toMatchObject({code: 'ssh-host-key-changed', params: {file: '/home/me/my keys'}});
});

test('begins with the line that tells why a jump host was refused', () => {
	const words = 'Host key verification failed.\r\nkex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535\r\n';
	expect(explainWords({...login, via: 'jump'}, words)).toMatchObject({code: 'ssh-jump-failed', cause: 'Host key verification failed.; Connection closed by UNKNOWN port 65535'});
});

test('keeps whom sudo refuses and where, however long the command is that it repeats', () => {
	const stderr = `Sorry, user ops is not allowed to execute '/bin/sh -c ${'x'.repeat(700)}' as root on n1.\nlater\nlast\n`;
	const ended = {end: 'exited', exitCode: 1, wasReady: false, mayHaveBegun: false, cameBySudo: false, sudoPrompts: 1, stdout: '', stderr, sentAtMs: 0, firstByteAtMs: 0, endedAtMs: 0} as const;
	expect(explainFailure(login, ended)).toMatchObject({code: 'sudo-not-allowed', cause: expect.stringMatching(/^Sorry, user ops is not allowed to execute .* as root on n1\.; last$/)});
});

test.each(['key ', 'Host key for ', 'Host key for x has changed\nOffending  key in ', 'Unable to negotiate with x: ', 'host key is known for ', 'A-', 'Connection closed b', '\r'])('is not held up by a node that says %j without end', (unit) => {
	expect(cpuTimeMs(() => explainWords(login, unit.repeat(300_000)))).toBeLessThan(1000);
});
