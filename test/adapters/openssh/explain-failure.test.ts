import {expect, test} from 'vitest';
import {explainWords} from '../../../source/adapters/openssh/explain-failure.ts';
import {cpuTimeMs} from '../../support/cpu-time.ts';

const login = {node: 'n1', target: {address: '10.0.0.1', port: 22, command: 'ssh 10.0.0.1'}, user: 'ops', connectTimeoutSeconds: 5, keyName: '10.0.0.1', knownHostsFile: 'known_hosts', passwordWasGiven: false, timeoutMs: 1000};

test('reads the file of a changed key from lines that end as ssh ends them', () => {
	const words = 'Host key for 10.0.0.1 has changed and you have requested strict checking.\r\nOffending ED25519 key in /home/me/my keys:7\r\n';
	expect(explainWords(login, words)).toMatchObject({code: 'ssh-host-key-changed', params: {file: '/home/me/my keys'}});
});

test.each(['key ', 'Host key for ', 'Host key for x has changed\nOffending  key in ', 'Unable to negotiate with x: ', 'host key is known for ', 'A-', 'Connection closed b', '\r'])('is not held up by a node that says %j without end', (unit) => {
	expect(cpuTimeMs(() => explainWords(login, unit.repeat(300_000)))).toBeLessThan(1000);
});
