// Certificates and requests, held against Node's own reading of them.
import {createPublicKey, X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {altNamesOf, makeAuthority, subjectOf} from '../../../source/sandbox/api-server/pki/authority.ts';
import {issueCertificate, knownUsages} from '../../../source/sandbox/api-server/pki/issue-certificate.ts';
import {parseRequest} from '../../../source/sandbox/api-server/pki/parse-request.ts';

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/csr/${name}.pem`, import.meta.url), 'utf8');

test.each(['ecdsa', 'rsa'] as const)('an authority with %s keys issues what Node verifies', async (kind) => {
	const authority = await makeAuthority('practice-ca', kind);
	const ca = new X509Certificate(authority.certificate);
	expect([ca.ca, ca.subject, ca.checkIssued(ca), ca.verify(ca.publicKey)]).toEqual([true, 'CN=practice-ca', true, true]);
	const client = new X509Certificate((await authority.issueClient({user: 'jane', groups: ['devs', 'system:masters']})).certificate);
	expect([client.ca, client.subject, client.checkIssued(ca), client.verify(ca.publicKey), client.keyUsage]).toEqual([false, 'O=devs\nO=system:masters\nCN=jane', true, true, ['1.3.6.1.5.5.7.3.2']]);
	const serving = new X509Certificate((await authority.issueServing('kube-apiserver', ['kubernetes', '127.0.0.1', 'fd00::1'])).certificate);
	expect([serving.checkHost('kubernetes'), serving.checkIP('127.0.0.1'), serving.checkIP('fd00::1'), serving.checkIP('10.0.0.1')]).toEqual(['kubernetes', '127.0.0.1', 'fd00::1', undefined]);
});

test('writes every usage that Kubernetes knows, times on both sides of 2050, and names that are not ASCII', async () => {
	const {issuer} = await makeAuthority('practice-ca');
	const publicKey = createPublicKey(issuer.key).export({type: 'spki', format: 'der'});
	for (const usage of knownUsages) {
		expect(() => new X509Certificate(issueCertificate({subject: subjectOf({user: '节点_1'}), publicKey, usages: [usage], isAuthority: false, notBeforeMs: 0, notAfterMs: Date.parse('2060-01-01T00:00:00Z')}, issuer))).not.toThrow();
	}
	const all = new X509Certificate(issueCertificate({subject: subjectOf({user: '节点_1'}), publicKey, usages: knownUsages, altNames: altNamesOf(['a']), isAuthority: false, notBeforeMs: 0, notAfterMs: Date.parse('2060-01-01T00:00:00Z')}, issuer));
	expect([all.validFromDate.toISOString(), all.validToDate.toISOString(), all.keyUsage?.length]).toEqual(['1970-01-01T00:00:00.000Z', '2060-01-01T00:00:00.000Z', 12]);
	expect(all.subject).toBe('CN=节点_1');
});

test.each([
	['client-p256', ''], ['client-p384', ''], ['client-p521', ''], ['client-rsa2048', ''], ['client-rsa1024', ''], ['client-rsa2048-sha1', ''], ['client-ed25519', ''],
	['client-md5', 'x509: cannot verify signature: insecure algorithm MD5-RSA'],
])('reads the request %s and checks its signature as Go does', (name, refusal) => {
	const request = parseRequest(fixture(name));
	expect([request.commonName, request.organizations]).toEqual(['system:node:node-1', ['system:nodes']]);
	if (refusal === '') {
		expect(request.checkSignature).not.toThrow();
	} else {
		expect(request.checkSignature).toThrow(refusal);
	}
});

test('reads the names of a serving request', () => {
	const {dnsNames, ipAddresses, emails, uris} = parseRequest(fixture('serving-p256'));
	expect({dnsNames: dnsNames.length > 0, ipAddresses: ipAddresses.length > 0, emails, uris}).toEqual({dnsNames: true, ipAddresses: true, emails: [], uris: []});
});
