// The requests of the benchmark in a cluster that is there, such as a lab's: filed by their own bootstrap tokens, as kubelets do. Everything of that name in it is deleted.
import {openCluster} from '../../source/adapters/kubernetes/open-cluster.ts';
import {renderBootstrapperBinding} from '../../source/core/artifacts/render-bindings.ts';
import {renderTokenSecret, tokenSecretName} from '../../source/core/artifacts/render-token-secret.ts';
import type {ApiResponse} from '../../source/ports/cluster-api.ts';
import {deleteObject, replaceObject} from '../../source/workflow/enroll/change-objects.ts';
import {limitConcurrency} from '../../source/workflow/limit-concurrency.ts';
import {clientRequest, plannedNodes, requestName} from '../support/planned-requests.ts';
import type {RequestsServer} from './requests-server.ts';

const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const secret = '0123456789abcdef';

/** Readies a cluster as its admin: a binding and a token for each planned node; `stop` deletes tokens and requests again. */
export const openRequestsCluster = async (count: number, kubeconfig: string): Promise<RequestsServer> => {
	const api = await openCluster({kubeconfig, env: {}, home: '/'});
	const nodes = plannedNodes(count);
	const limit = limitConcurrency(16);
	const expect = ({status, body}: ApiResponse, wanted: number): unknown => {
		if (status !== wanted) {
			throw new Error(`${status}: ${JSON.stringify(body)}`);
		}
		return body;
	};
	const expiration = `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 19)}Z`;
	await replaceObject(api, renderBootstrapperBinding());
	await Promise.all(nodes.map(async ({name, tokenId}) => limit(async () => {
		await deleteObject(api, 'Secret', tokenSecretName(tokenId), 'kube-system');
		expect(await api.call('POST', '/api/v1/namespaces/kube-system/secrets', renderTokenSecret({id: tokenId, secret, nodeName: name, expiration, planId: 'bench'})), 201);
	})));
	const requests = await Promise.all(nodes.map(async ({name}, index) => clientRequest(requestName(index), name)));
	const clear = async (): Promise<void> => {
		expect(await api.call('DELETE', path), 200);
	};
	return {
		reset: async () => {
			await clear();
			await Promise.all(nodes.map(async ({tokenId}, index) => limit(async () => expect(await api.call('POST', path, {apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', ...requests[index]}, {token: `${tokenId}.${secret}`}), 201))));
		},
		countApproved: async () => (await api.list(path)).filter(({status}) => JSON.stringify(status ?? {}).includes('"Approved"')).length,
		stop: async () => {
			await clear();
			await Promise.all(nodes.map(async ({tokenId}) => limit(async () => deleteObject(api, 'Secret', tokenSecretName(tokenId), 'kube-system'))));
			api.close();
		},
	};
};
