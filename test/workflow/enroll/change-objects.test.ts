import {expect, test} from 'vitest';
import {renderBootstrapperBinding} from '../../../source/core/artifacts/render-bindings.ts';
import {createObject, deleteObject, replaceObject} from '../../../source/workflow/enroll/change-objects.ts';
import {type ExpectedCall, fakeClusterApi} from '../../support/fake-cluster-api.ts';

const binding = renderBootstrapperBinding();
const collection = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
const path = `${collection}/kubenroll%3Anode-bootstrapper`;
const there = {...binding, metadata: {...binding.metadata, resourceVersion: '7', labels: {}}, subjects: []};

const answer = (method: ExpectedCall['method'], status: number, body: unknown = {}, at = path): ExpectedCall => ({method, path: at, answer: {status, body}});

test.each<[string, readonly ExpectedCall[]]>([
	['is created where there is none', [answer('GET', 404), answer('POST', 201, {}, collection)]],
	['is written in place where its role is the same, so that nobody is without the right for a moment', [answer('GET', 200, there), answer('PUT', 200)]],
	['is made anew where its role differs, which cannot be changed', [answer('GET', 200, {...there, roleRef: {...binding.roleRef, name: 'cluster-admin'}}), answer('DELETE', 200), answer('POST', 201, {}, collection)]],
])('a binding %s', async (_title, calls) => {
	const api = fakeClusterApi({calls});
	await replaceObject(api, binding);
	expect(api.unused()).toEqual([]);
	const wanted = calls.some(({method}) => method === 'PUT') ? {...binding, metadata: {...binding.metadata, resourceVersion: '7'}} : binding;
	expect(api.sent.at(-1)).toEqual(wanted);
});

test.each<[string, readonly ExpectedCall[], string, number]>([
	['reading', [answer('GET', 403)], 'get', 403],
	['writing, also when somebody changed it meanwhile', [answer('GET', 200, there), answer('PUT', 409, {message: 'the object has been \u001b[31mmodified'})], 'update', 409],
	['creating', [answer('GET', 404), answer('POST', 403, {}, collection)], 'create', 403],
])('a refusal of %s names verb, object and status', async (_title, calls, verb, status) => {
	await expect(replaceObject(fakeClusterApi({calls}), binding)).rejects.toMatchObject({problems: [{code: 'object-refused', subject: 'ClusterRoleBinding/kubenroll:node-bootstrapper', params: {verb, status}, cause: expect.not.stringContaining('\u001b')}]});
});

test.each([200, 202, 404])('deleting is done with HTTP %i', async (status) => {
	await deleteObject(fakeClusterApi({calls: [answer('DELETE', status, {}, '/api/v1/namespaces/kube-system/secrets/a%2Fb')]}), 'Secret', 'a/b', 'kube-system');
});

test('a Secret that is refused gets nowhere into the failure', async () => {
	const secret = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 's', namespace: 'kube-system'}, stringData: {'token-secret': 'verysecret'}};
	const failure: unknown = await createObject(fakeClusterApi({calls: [answer('POST', 422, {message: 'invalid'}, '/api/v1/namespaces/kube-system/secrets')]}), secret).catch((error: unknown) => error);
	expect(failure).toMatchObject({problems: [{code: 'object-refused', params: {verb: 'create', name: 's', status: 422}, cause: 'invalid'}]});
	expect(JSON.stringify(failure)).not.toContain('verysecret');
});
