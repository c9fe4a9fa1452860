// The text is run by real shells on real key files: what it prints is compared with what node:crypto makes of the same keys.
import {execFileSync} from 'node:child_process';
import {createHash, generateKeyPairSync, type KeyObject} from 'node:crypto';
import {existsSync, mkdirSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parseKeyFingerprints, renderKeyFingerprintsScript} from '../../../source/core/csr/key-fingerprints-script.ts';
import {openFolder} from '../../adapters/kubernetes/kubeconfig-folder.ts';
import {answersFacts} from '../../support/plan-facts.ts';

const p256 = () => generateKeyPairSync('ec', {namedCurve: 'P-256'});
const fingerprint = (key: KeyObject): string => createHash('sha256').update(key.export({type: 'spki', format: 'der'})).digest('hex');
const sec1 = (key: KeyObject): string => String(key.export({type: 'sec1', format: 'pem'}));
const pkcs8 = (key: KeyObject): string => String(key.export({type: 'pkcs8', format: 'pem'}));

const shells = ['/bin/sh', '/bin/bash', '/bin/busybox'].filter((path) => existsSync(path));

const run = (shell: string, folder: string): string => {
	const {paths} = answersFacts().kubelet;
	const text = renderKeyFingerprintsScript({...paths, certificates: folder});
	return execFileSync(shell, [...(shell.endsWith('busybox') ? ['sh'] : []), '-c', text], {encoding: 'utf8'});
};

describe.each(shells)('P30 with %s', (shell) => {
	test('tells the pending key and those in use, and nothing of what is secret', () => {
		using folder = openFolder();
		const [pending, client, serving] = [p256(), p256(), p256()];
		mkdirSync(`${folder.path}/a 'b'`);
		const write = (name: string, text: string): string => folder.write(`a 'b'/${name}`, text);
		write('kubelet-client.key.tmp', sec1(pending.privateKey));
		// A certificate before its key, as kubelets store them.
		write('kubelet-client-current.pem', `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${sec1(client.privateKey)}`);
		write('kubelet.key', pkcs8(serving.privateKey));
		const printed = run(shell, `${folder.path}/a 'b'/`);
		expect(parseKeyFingerprints(printed)).toEqual([pending, client, serving].map(({publicKey}) => fingerprint(publicKey)));
		expect(printed).toMatch(/^(?:[\da-f]{64}\n){3}$/);
	});

	test('passes over what is no key of P-256, and takes no part of it for one', () => {
		using folder = openFolder();
		folder.write('kubelet-client.key.tmp', pkcs8(generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey));
		folder.write('kubelet-client.key', sec1(generateKeyPairSync('ec', {namedCurve: 'P-384'}).privateKey));
		folder.write('kubelet-server.key', '-----BEGIN EC PRIVATE KEY-----\n!!!\n-----END EC PRIVATE KEY-----\n');
		folder.write('kubelet.key', '');
		expect(run(shell, folder.path)).toBe('');
	});
});

test('what else a host says is no fingerprint', () => {
	const hash = 'a'.repeat(64);
	expect(parseKeyFingerprints(`motd\n${hash}\n${hash}\n${hash}0\n\u001B[2J${hash}\n`)).toEqual([hash]);
});
