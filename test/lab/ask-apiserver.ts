import {readFile} from 'node:fs/promises';
import {request} from 'node:https';
import {join} from 'node:path';
import {pkiFolderOf, servingCaOf} from './pki.ts';
import type {LabPlace} from './place.ts';
import type {LabShape} from './shape.ts';

/** The body of the answer of one apiserver, past the VIP, to its cluster-admin; rejects unless the status is 200. */
export async function askApiserver(lab: LabPlace, shape: LabShape, address: string, path: string, method: 'GET' | 'DELETE' = 'GET'): Promise<string> {
	const readPki = async (file: string) => readFile(join(pkiFolderOf(lab), file));
	const [ca, cert, key] = await Promise.all([`${servingCaOf(shape)}.crt`, 'admin.crt', 'admin.key'].map(readPki));
	return new Promise((resolve, reject) => {
		// Whether the certificate names the address is what scenarios are about; here only its CA counts.
		const asked = request({host: address, port: 6443, path, method, ca, cert, key, agent: false, timeout: 5000, checkServerIdentity: () => undefined}, response => {
			response.setEncoding('utf8');
			let body = '';
			response.on('data', chunk => {
				body += String(chunk);
			});
			response.on('end', () => {
				if (response.statusCode === 200) {
					resolve(body);
				} else {
					reject(new Error(`${method} https://${address}:6443${path}: ${response.statusCode}\n${body}`));
				}
			});
			response.on('error', reject);
		});
		asked.on('timeout', () => asked.destroy(new Error(`${method} https://${address}:6443${path}: no answer for 5 s`)));
		asked.on('error', reject);
		asked.end();
	});
}
