import {expect, it} from 'vitest';
import {readRequest} from '../../../source/adapters/pki/read-request.ts';
import {buildKubeletRequest} from '../../../source/sandbox/nodes/build-request.ts';

it('makes a client request that the strict reader takes', async () => {
	const {requestPem, keyPem} = await buildKubeletRequest('n1');
	const reading = readRequest(Buffer.from(requestPem));
	expect(reading).toMatchObject({isReadable: true, decoded: {key: {kind: 'ec', curve: 'P-256'}, signatureHash: 'sha256', subject: [{type: 'O', value: 'system:nodes'}, {type: 'CN', value: 'system:node:n1'}]}});
	expect(keyPem).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
});

it('asks for names and addresses of both families in a serving request', async () => {
	const {requestPem} = await buildKubeletRequest('n1', ['n1', '10.20.0.11', 'fd00::1:b']);
	const reading = readRequest(Buffer.from(requestPem));
	expect(reading.isReadable && reading.decoded.altNames).toEqual([{kind: 'dns', value: 'n1'}, {kind: 'ip', value: '10.20.0.11'}, {kind: 'ip', value: 'fd00::1:b'}]);
});
