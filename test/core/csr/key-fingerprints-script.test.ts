// The text is run by real shells on real key files: what it prints is compared with what node:crypto makes of the same keys.
import {execFileSync, spawnSync} from 'node:child_process';
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

const rsa = (modulusLength: number, publicExponent = 65_537) => generateKeyPairSync('rsa', {modulusLength, publicExponent});

// Each made once: the larger ones take their time.
const keys = [...['P-256', 'P-384', 'P-521'].map((namedCurve) => generateKeyPairSync('ec', {namedCurve})), ...[2048, 3072, 4096].map((bits) => rsa(bits))];
const otherKeys = [generateKeyPairSync('ed25519'), rsa(2048, 3), rsa(2056), generateKeyPairSync('ec', {namedCurve: 'secp256k1'})];
const files = ['kubelet-client.key.tmp', 'kubelet-client-current.pem', 'kubelet-client.key', 'kubelet-server-current.pem', 'kubelet-server.key', 'kubelet.key'];

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const run = (shell: string, folder: string, options = {hasOpenssl: true}): string => {
	const {paths} = answersFacts().kubelet;
	const text = `${options.hasOpenssl ? '' : 'openssl() { return 127; }\n'}${renderKeyFingerprintsScript({...paths, certificates: folder})}`;
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
		expect(parseKeyFingerprints(printed)).toEqual({keySha256s: [pending, client, serving].map(({publicKey}) => fingerprint(publicKey)), hasUnreadKey: false});
		expect(printed).toMatch(/^(?:[\da-f]{64}\n){3}$/);
	});

	test('tells RSA and the usual curves by what every host has, in both formats', () => {
		using folder = openFolder();
		const expected = {keySha256s: keys.map(({publicKey}) => fingerprint(publicKey)), hasUnreadKey: false};
		keys.forEach(({privateKey}, index) => folder.write(files[index] ?? '', String(privateKey.export({type: privateKey.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1', format: 'pem'}))));
		expect(parseKeyFingerprints(run(shell, folder.path, {hasOpenssl: false}))).toEqual(expected);
		keys.forEach(({privateKey}, index) => folder.write(files[index] ?? '', pkcs8(privateKey)));
		expect(parseKeyFingerprints(run(shell, folder.path, {hasOpenssl: false}))).toEqual(expected);
	});

	test('says where a key takes an openssl that is not there, and passes over what is none', () => {
		using folder = openFolder();
		folder.write('kubelet-client.key.tmp', pkcs8(generateKeyPairSync('ed25519').privateKey));
		expect(parseKeyFingerprints(run(shell, folder.path, {hasOpenssl: false}))).toEqual({keySha256s: [], hasUnreadKey: true});
		folder.write('kubelet-client.key.tmp', '-----BEGIN EC PRIVATE KEY-----\n!!!\n-----END EC PRIVATE KEY-----\n');
		folder.write('kubelet.key', '');
		expect(run(shell, folder.path)).toBe('');
	});

	test.runIf(hasOpenssl)('tells every other kind by openssl, and takes no part of one for a usual one', () => {
		using folder = openFolder();
		otherKeys.forEach(({privateKey}, index) => folder.write(files[index] ?? '', `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${pkcs8(privateKey)}`));
		expect(parseKeyFingerprints(run(shell, folder.path))).toEqual({keySha256s: otherKeys.map(({publicKey}) => fingerprint(publicKey)), hasUnreadKey: false});
	});

	test('asks nobody for the passphrase of a key that has one', () => {
		using folder = openFolder();
		folder.write('kubelet.key', String(p256().privateKey.export({type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret'})));
		expect(parseKeyFingerprints(run(shell, folder.path))).toEqual({keySha256s: [], hasUnreadKey: true});
	});
});

test('what else a host says is no fingerprint', () => {
	const hash = 'a'.repeat(64);
	expect(parseKeyFingerprints(`motd\n${hash}\n${hash}\n${hash}0\n\u001B[2J${hash}\n`)).toEqual({keySha256s: [hash], hasUnreadKey: false});
});
