// P23 with a kubelet that serves on the kubelets' port, and a cluster that nobody enrolled from here: no record, no survey.
import {once} from 'node:events';
import {createServer} from 'node:tls';
import {expect, it} from 'vitest';
import {localFiles} from '../../../source/adapters/local/local-files.ts';
import {systemClock} from '../../../source/adapters/local/system-clock.ts';
import {cryptoPki} from '../../../source/adapters/pki/crypto-pki.ts';
import {readServedCertificate} from '../../../source/adapters/pki/read-served-certificate.ts';
import {openKubeletProbe} from '../../../source/adapters/tls-probe/open-kubelet-probe.ts';
import type {RequestView} from '../../../source/core/run/event.ts';
import {buildKubeletRequest} from '../../../source/sandbox/nodes/build-request.ts';
import {startSession} from '../../../source/session/session.ts';
import {watchRequests} from '../../../source/workflow/csr/watch-requests.ts';
import {openFolder} from '../../adapters/kubernetes/kubeconfig-folder.ts';
import {openPractice} from '../../sandbox/api-server/open-practice.ts';
import {answersFacts, nodeAnswers} from '../../support/plan-facts.ts';
import {putNode} from '../../support/planned-requests.ts';

// All of 127.0.0.0/8 is this machine: each run has an address of its own for a port that is not ours to choose.
const ownAddress = (): string => `127.${20 + (process.pid % 200)}.${process.pid >> 8 & 0xff}.${1 + Math.floor(Math.random() * 250)}`;

const name = 'node-1';
const servingRequest = async (request: string, altNames: readonly string[]) => ({
	metadata: {name: request},
	spec: {request: Buffer.from((await buildKubeletRequest(name, altNames)).requestPem).toString('base64'), signerName: 'kubernetes.io/kubelet-serving', usages: ['digital signature', 'server auth']},
});
const asNode = {user: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated']};

it('P23 approves a renewal for just the names that the node serves, and leaves one with a name more to a person', async () => {
	await using practice = await openPractice({controllers: {approves: false}});
	const address = ownAddress();
	// A name that neither the file nor a survey vouches for; the node was given it by whoever approved before.
	const {certificate, key} = await practice.server.clientAuthority.issueServing(`system:node:${name}`, [name, 'node-1.rack7.example']);
	const kubelet = createServer({cert: certificate, key}, (socket) => socket.resume()).listen(10_250, address);
	await once(kubelet, 'listening');
	putNode(practice.server, {name, address: '10.20.0.1', tokenId: ''}, 'True');
	practice.server.put('certificatesigningrequests', await servingRequest('csr-renew', [name, 'node-1.rack7.example']), {as: asNode});
	practice.server.put('certificatesigningrequests', await servingRequest('csr-wider', [name, 'node-1.rack7.example', 'db.example']), {as: asNode});

	using folder = openFolder();
	const api = await practice.connect();
	const edges = {api, pki: cryptoPki, clock: systemClock, files: localFiles, kubelets: openKubeletProbe(readServedCertificate)};
	const settings = {version: '0.0.0', recordFolder: folder.path, operator: 'me@here', apiServerAddresses: [practice.server.vip.host], approvesPassing: false};
	const session = startSession(watchRequests(edges, answersFacts({nodes: [nodeAnswers(name, {address})]}), settings), systemClock);
	const latest = new Map<string, RequestView>();
	const proved = Promise.withResolvers<void>();
	session.subscribe((event) => {
		if (event.type === 'request-observed') {
			latest.set(event.request.name, event.request);
			if ([...latest.values()].filter(({reasons}) => reasons.some(({rule}) => rule === 'P23')).length === 2) {
				proved.resolve();
			}
		}
	});
	await proved.promise;
	expect([latest.get('csr-renew')?.verdict, latest.get('csr-wider')?.verdict]).toEqual(['PASS', 'ASK']);
	session.send({type: 'abort'});
	await session.finished;
	kubelet.close();
	await once(kubelet, 'close');
});
