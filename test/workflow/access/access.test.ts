// Giving and taking access at a practice API server whose RBAC decides as the real one's does.
import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {openCluster} from '../../../source/adapters/kubernetes/open-cluster.ts';
import {localFiles} from '../../../source/adapters/local/local-files.ts';
import {systemClock} from '../../../source/adapters/local/system-clock.ts';
import {createAccess} from '../../../source/workflow/access/create-access.ts';
import {removeAccess} from '../../../source/workflow/access/remove-access.ts';
import {askCluster} from '../../../source/workflow/cluster/ask-cluster.ts';
import {readTokens} from '../../../source/workflow/cluster/read-bootstrap.ts';
import type {ClusterApi} from '../../../source/ports/cluster-api.ts';
import {openFolder} from '../../adapters/kubernetes/kubeconfig-folder.ts';
import {kubeletRequest, openPractice, type Practice} from '../../sandbox/api-server/open-practice.ts';

const signal = new AbortController().signal;
const requestsPath = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const secretsPath = '/api/v1/namespaces/kube-system/secrets';
const madeKinds = ['serviceaccounts', 'clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'] as const;

const openGround = async () => {
	const practice = await openPractice({controllers: {approves: false, signs: false}});
	const folder = openFolder();
	practice.server.put('secrets', {metadata: {name: 'bootstrap-token-abcdef', namespace: 'kube-system'}, type: 'bootstrap.kubernetes.io/token', stringData: {'token-id': 'abcdef', 'token-secret': '0123456789abcdef', 'usage-bootstrap-authentication': 'true'}});
	practice.server.put('secrets', {metadata: {name: 'bootstrap-token-unseen', namespace: 'kube-system'}, type: 'Opaque', stringData: {password: 'x'}});
	const api = await practice.connect();
	const create = async (by: ClusterApi = api, lifetimeMs = 3_600_000) => createAccess({api: by, files: localFiles, clock: systemClock}, {name: 'board', lifetimeMs, folder: folder.path}, signal);
	const remove = async () => removeAccess({api, files: localFiles}, {name: 'board', folder: folder.path}, signal);
	return {
		practice, folder, api, create, remove, path: `${folder.path}/kubenroll-board.kubeconfig`,
		[Symbol.asyncDispose]: async () => {
			folder[Symbol.dispose]();
			await practice[Symbol.asyncDispose]();
		},
	};
};

const namesOf = ({server}: Practice): readonly string[] => madeKinds.flatMap((kind) => server.list(kind).map(({metadata}) => metadata.name).filter((name) => name.startsWith('kubenroll')));

const statusOf = async (api: ClusterApi, ...call: Parameters<ClusterApi['call']>): Promise<number> => (await api.call(...call)).status;

const allow = ({server}: Practice, user: string, ...rules: readonly object[]): void => {
	server.put('clusterroles', {metadata: {name: `of-${user}`}, rules});
	server.put('clusterrolebindings', {metadata: {name: `of-${user}`}, roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `of-${user}`}, subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user}]});
};

describe('an access that was given', () => {
	test('can do what the board does, and nothing else', async () => {
		await using ground = await openGround();
		const {endsAt, tokens, problems} = await ground.create();
		expect([tokens, problems, statSync(ground.path).mode & 0o777]).toEqual([1, [], 0o600]);
		expect(Math.abs(Date.parse(endsAt) - Date.now() - 3_600_000)).toBeLessThan(60_000);

		ground.practice.server.put('certificatesigningrequests', kubeletRequest('csr-known'), {as: {user: 'system:bootstrap:abcdef', groups: ['system:bootstrappers']}});
		const board = await openCluster({kubeconfig: ground.path, env: {}, home: ground.folder.path});
		const {body} = await board.call('GET', `${requestsPath}/csr-known`);
		const approved = {...(body as object), status: {conditions: [{type: 'Approved', status: 'True', reason: 'KubenrollApproved'}]}};
		expect([
			await statusOf(board, 'GET', '/api/v1/nodes'),
			await statusOf(board, 'PUT', `${requestsPath}/csr-known/approval`, approved),
			await statusOf(board, 'GET', secretsPath),
			await statusOf(board, 'GET', `${secretsPath}/bootstrap-token-unseen`),
			await statusOf(board, 'DELETE', `${requestsPath}/csr-known`),
			await statusOf(board, 'POST', '/api/v1/namespaces/kube-system/serviceaccounts/kubenroll-board/token', {spec: {}}),
		]).toEqual([200, 200, 403, 403, 403, 403]);
		// What cannot be listed is read by the names that requests give.
		expect((await readTokens(askCluster(board)))?.map(({tokenId}) => tokenId)).toEqual(['abcdef']);
		board.close();
	});

	test('is gone when it is taken away, and its token refused', async () => {
		await using ground = await openGround();
		await ground.create();
		const board = await openCluster({kubeconfig: ground.path, env: {}, home: ground.folder.path});
		expect(await statusOf(board, 'GET', '/api/v1/nodes')).toBe(200);
		expect(await ground.remove()).toEqual({objects: 7, path: ground.path});
		expect([await statusOf(board, 'GET', '/api/v1/nodes'), namesOf(ground.practice), await localFiles.read(ground.path)]).toEqual([401, [], undefined]);
		await expect(ground.remove()).rejects.toMatchObject({problems: [{code: 'access-missing'}]});
		board.close();
	});
});

describe('giving access', () => {
	test('says everything that is in the way, and makes nothing', async () => {
		await using ground = await openGround();
		await ground.create();
		const before = [namesOf(ground.practice), readFileSync(ground.path, 'utf8')];
		await expect(ground.create(ground.api, 60_000)).rejects.toMatchObject({problems: [{code: 'access-too-short'}, {code: 'access-exists'}, {code: 'access-file-exists'}]});
		expect([namesOf(ground.practice), readFileSync(ground.path, 'utf8')]).toEqual(before);
	});

	test('takes back what it made where a later step is refused', async () => {
		await using ground = await openGround();
		// May make accounts and roles of rights that it has, and bind none of them.
		allow(ground.practice, 'half', {apiGroups: ['', 'rbac.authorization.k8s.io'], resources: ['serviceaccounts', 'clusterroles', 'roles'], verbs: ['get', 'create', 'delete', 'escalate']}, {apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterrolebindings', 'rolebindings'], verbs: ['get']});
		const half = await ground.practice.connect({identity: {user: 'half', groups: []}});
		await expect(ground.create(half)).rejects.toMatchObject({problems: [{code: 'object-refused', params: {verb: 'create', kind: 'ClusterRoleBinding', status: 403}}]});
		expect([namesOf(ground.practice), await localFiles.read(ground.path)]).toEqual([[], undefined]);
	});

	test('says what it could not take back beside why it stopped', async () => {
		await using ground = await openGround();
		allow(ground.practice, 'half', {apiGroups: ['', 'rbac.authorization.k8s.io'], resources: ['serviceaccounts', 'clusterroles', 'roles'], verbs: ['get', 'create', 'escalate']}, {apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterrolebindings', 'rolebindings'], verbs: ['get']});
		const half = await ground.practice.connect({identity: {user: 'half', groups: []}});
		await expect(ground.create(half)).rejects.toMatchObject({problems: [{params: {verb: 'create', kind: 'ClusterRoleBinding', status: 403}}, {params: {verb: 'delete', kind: 'ClusterRole', status: 403}}, {params: {verb: 'delete', kind: 'ServiceAccount', status: 403}}]});
	});

	test('takes everything back where the file cannot be written', async () => {
		await using ground = await openGround();
		await expect(createAccess({api: ground.api, files: {...localFiles, write: async () => Promise.reject(new Error('disk full'))}, clock: systemClock}, {name: 'board', lifetimeMs: 3_600_000, folder: ground.folder.path}, signal)).rejects.toThrow('disk full');
		expect(namesOf(ground.practice)).toEqual([]);
	});
});

test('what somebody else made is neither used nor taken away', async () => {
	await using ground = await openGround();
	ground.practice.server.put('serviceaccounts', {metadata: {name: 'kubenroll-board', namespace: 'kube-system'}});
	ground.practice.server.put('clusterroles', {metadata: {name: 'kubenroll:access:board'}, rules: []});
	writeFileSync(ground.path, 'mine\n');
	const foreign = [{code: 'access-not-ours', subject: 'ServiceAccount/kubenroll-board'}, {code: 'access-not-ours', subject: 'ClusterRole/kubenroll:access:board'}];
	await expect(ground.create()).rejects.toMatchObject({problems: [...foreign, {code: 'access-file-exists'}]});
	await expect(ground.remove()).rejects.toMatchObject({problems: foreign});
	expect([namesOf(ground.practice), readFileSync(ground.path, 'utf8')]).toEqual([['kubenroll-board', 'kubenroll:access:board'], 'mine\n']);
});
