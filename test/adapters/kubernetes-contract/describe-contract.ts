/* The contract of an API server with kubenroll: the same tests for the practice one (npm test) and for real ones (npm run test:lab). */
import {X509Certificate} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {openCluster} from '../../../source/adapters/kubernetes/open-cluster.ts';
import type {ClusterApi} from '../../../source/ports/cluster-api.ts';
import {askUntil, type ContractTarget, type Json, openRaw, type RawCall, type RawClient, requestsPath, tokenFileRow} from './contract-target.ts';
import {refusals, sinceMinor} from './refusals.ts';
import {approved, bindingOf, contents, denied, kubeletClient, kubeletServing, requestObject, timeFromNow, tokenSecret, withConditions} from './request-objects.ts';

const bindingsPath = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
const secretsPath = '/api/v1/namespaces/kube-system/secrets';
const selfReview = {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: {resourceAttributes: {verb: 'create', group: 'certificates.k8s.io', resource: 'certificatesigningrequests'}}};
const selfReviewPath = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
/** Lets it ask for certificates, and nothing more. */
const bootstrapper = {user: 'contract-bootstrapper', groups: ['contract:bootstrappers']};

const hasCondition = (object: Json, type: string): boolean => object.status?.conditions?.some((condition: Json) => condition.type === type) ?? false;

/** Describes what an API server must do; `open` starts one, or connects to it, and `close` ends it. */
export const describeContract = (title: string, open: () => Promise<ContractTarget & {readonly close?: () => Promise<void>}>): void => {
	describe(title, () => {
		let target: Awaited<ReturnType<typeof open>>;
		let raw: RawClient;
		let api: ClusterApi;
		let stored: Json;
		let approvedRequest: Json;
		const made: string[] = [];

		const call = async (options: RawCall) => raw.call(options);
		const create = async (path: string, body: Json, more: Partial<RawCall> = {}) => {
			const answer = await call({method: 'POST', path, body, ...more});
			expect(answer.status, answer.text).toBe(201);
			made.push(`${path}/${answer.json.metadata.name}`);
			return answer.json;
		};
		const read = async (name: string): Promise<Json> => (await call({path: `${requestsPath}/${name}`})).json;
		const approve = async (object: Json) => {
			const answer = await call({method: 'PUT', path: `${requestsPath}/${object.metadata.name}/approval`, body: withConditions(object, approved)});
			expect(answer.status, answer.text).toBe(200);
			return answer.json;
		};
		const settled = async (name: string, isDone: (object: Json) => boolean) => askUntil(async () => read(name), isDone);

		beforeAll(async () => {
			target = await open();
			raw = openRaw(target.kubeconfig);
			api = await openCluster({kubeconfig: target.kubeconfig, env: {}, home: '/nowhere'});
			await create('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
				apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'contract-approver'},
				rules: [{apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests/approval'], verbs: ['update']}, {apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterrolebindings'], verbs: ['create']}],
			});
			await create(bindingsPath, bindingOf('contract-approver', 'contract-approver', {kind: 'User', name: 'contract-approver'}));
			await create(bindingsPath, bindingOf('contract-bootstrapper', 'system:node-bootstrapper', {kind: 'Group', name: 'contract:bootstrappers'}));
			stored = await create(requestsPath, requestObject('contract-stored'));
			approvedRequest = await approve(await create(requestsPath, requestObject('contract-approved')));
		});

		afterAll(async () => {
			for (const path of made) {
				await call({method: 'DELETE', path});
			}
			api?.close();
			raw?.close();
			await target?.close?.();
		});

		describe('refuses', () => {
			test.each(refusals.map((refusal) => [refusal.title, refusal] as const))('%s', async (name, {call: ask, status, reason, message}) => {
				if (target.minor < (sinceMinor[name] ?? 0)) {
					return;
				}
				const answer = await call(ask({stored, approvedRequest}));
				expect({status: answer.status, reason: answer.json?.reason, code: answer.json?.code}, answer.text).toEqual({status, reason, code: status});
				const expected = typeof message === 'function' ? message(target.minor) : message;
				if (typeof expected === 'string') {
					expect(answer.json.message).toBe(expected);
				} else {
					expect(answer.json.message).toMatch(expected);
				}
				expect(answer.json).toMatchObject({kind: 'Status', apiVersion: 'v1', status: 'Failure', metadata: {}});
			});
		});

		describe('knows who one is', () => {
			const asTold = async (more: Partial<RawCall>): Promise<Json> => (await create(requestsPath, requestObject(undefined, {}, {generateName: 'contract-who-'}), more)).spec;

			test('by client certificate', async () => {
				expect(await asTold({})).toMatchObject({username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated']});
			});

			test('by impersonation', async () => {
				const spec = await asTold({as: bootstrapper});
				expect(spec.username).toBe('contract-bootstrapper');
				expect(spec.groups).toEqual(['contract:bootstrappers', 'system:authenticated']);
			});

			test('and overwrites what a request says of it', async () => {
				const {spec, status} = await create(requestsPath, {...requestObject('contract-lies', {username: 'root', groups: ['system:masters'], uid: '0'}), status: {conditions: [approved]}}, {as: bootstrapper});
				expect(spec.username).toBe('contract-bootstrapper');
				expect(spec.uid).toBeUndefined();
				expect(status).toEqual({});
			});

			test('by a row of the token file', async () => {
				await create(bindingsPath, bindingOf('contract-token-file', 'system:node-bootstrapper', {kind: 'Group', name: tokenFileRow.groups[1]}));
				const spec = await askUntil(async () => (await call({method: 'POST', path: requestsPath, body: requestObject(undefined, {}, {generateName: 'contract-row-'}), token: tokenFileRow.token})).json, ({kind}) => kind !== 'Status');
				made.push(`${requestsPath}/${spec.metadata?.name}`);
				expect(spec.spec, JSON.stringify(spec)).toMatchObject({username: tokenFileRow.user, uid: tokenFileRow.uid, groups: [...tokenFileRow.groups, 'system:authenticated']});
			});

			test.each<[string, number, Json]>([
				['a token for authentication', 201, {}],
				['a token that is good for another hour', 201, {expiration: timeFromNow(3_600_000)}],
				['a token that has run out', 401, {expiration: timeFromNow(-1000)}],
				['a token whose end is not RFC 3339', 401, {expiration: '2099-01-01 00:00:00'}],
				['a token that is not for authentication', 401, {'usage-bootstrap-authentication': 'yes'}],
				['a token with a group that is none', 401, {'auth-extra-groups': 'system:bootstrappers:ok,devs'}],
				['a token of another id', 401, {'token-id': 'zzzzzz'}],
			])('by bootstrap token: %s → %s', async (_title, status, data) => {
				const id = Math.random().toString(36).slice(2, 8).padEnd(6, '0');
				await create(secretsPath, tokenSecret(id, '0123456789abcdef', data));
				const ask = async (token: string) => (await call({method: 'POST', path: selfReviewPath, body: selfReview, token})).status;
				expect(await askUntil(async () => ask(`${id}.0123456789abcdef`), (got) => got === status, 3000)).toBe(status);
				expect(await ask(`${id}.fedcba9876543210`)).toBe(401);
			});

			test('and tells the groups of a bootstrap token', async () => {
				await create(secretsPath, tokenSecret('cntrct', '0123456789abcdef', {'auth-extra-groups': 'system:bootstrappers:contract:b,system:bootstrappers:contract:a'}));
				await create(bindingsPath, bindingOf('contract-token', 'system:node-bootstrapper', {kind: 'Group', name: 'system:bootstrappers:contract:a'}));
				const answer = await askUntil(async () => call({method: 'POST', path: requestsPath, body: requestObject('contract-by-token'), token: 'cntrct.0123456789abcdef'}), ({status}) => status === 201);
				made.push(`${requestsPath}/contract-by-token`);
				expect(answer.json.spec).toMatchObject({username: 'system:bootstrap:cntrct', groups: ['system:bootstrappers', 'system:bootstrappers:contract:a', 'system:bootstrappers:contract:b', 'system:authenticated']});
				expect(answer.json.spec.uid).toBeUndefined();
			});

			test('and says it by SelfSubjectReview, where the release has it', async () => {
				const answer = await call({method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', body: {apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview'}});
				expect(answer.status).toBe(target.minor >= 28 ? 201 : 404);
				if (target.minor >= 28) {
					expect(answer.json.status.userInfo).toMatchObject({username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated']});
				}
			});

			test('of another client certificate', async () => {
				const other = openRaw(await target.kubeconfigFor({user: 'contract-jane', groups: ['contract:bootstrappers', 'devs']}));
				const answer = await other.call({method: 'POST', path: requestsPath, body: requestObject('contract-jane')});
				other.close();
				made.push(`${requestsPath}/contract-jane`);
				expect(answer.json.spec, answer.text).toMatchObject({username: 'contract-jane', groups: ['contract:bootstrappers', 'devs', 'system:authenticated']});
				expect(answer.json.spec.extra?.['authentication.kubernetes.io/credential-id']?.[0]).toEqual(target.minor >= 32 ? expect.stringMatching(/^X509SHA256=[\da-f]{64}$/) : undefined);
			});

			test('and lets anybody read version and health, nothing else', async () => {
				const of = async (path: string) => (await call({path, isAnonymous: true})).status;
				expect(await Promise.all(['/version', '/readyz', '/healthz', '/api', '/api/v1/nodes'].map(of))).toEqual([200, 200, 200, 403, 403]);
				expect((await call({path: '/version'})).json.gitVersion).toMatch(new RegExp(`^v1\\.${target.minor}\\.\\d+`));
			});
		});

		describe('signs', () => {
			const twoUsages = (purpose: string) => ['digital signature', purpose];
			const threeUsages = (purpose: string) => ['digital signature', 'key encipherment', purpose];
			const leafOf = (object: Json): X509Certificate => new X509Certificate(Buffer.from(object.status.certificate, 'base64'));

			test('an approved client request, and only then', async () => {
				const object = await create(requestsPath, requestObject('contract-client', {signerName: kubeletClient, usages: threeUsages('client auth')}), {as: bootstrapper});
				expect((await read('contract-client')).status).toEqual({});
				const approvedObject = await approve(object);
				expect(approvedObject.status.conditions).toEqual([{...approved, lastUpdateTime: expect.stringMatching(/Z$/), lastTransitionTime: expect.stringMatching(/Z$/)}]);
				const issued = await settled('contract-client', ({status}) => status.certificate !== undefined);
				const leaf = leafOf(issued);
				expect(leaf.subject).toBe('O=system:nodes\nCN=system:node:node-1');
				expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
				expect([leaf.ca, leaf.subjectAltName]).toEqual([false, undefined]);
				const backdatedMs = Date.now() - leaf.validFromDate.getTime();
				expect(backdatedMs).toBeGreaterThan(4.5 * 60_000);
				expect(backdatedMs).toBeLessThan(7 * 60_000);
				expect(leaf.validToDate.getTime() - leaf.validFromDate.getTime()).toBe(365 * 86_400_000);
				const clientCa = (await call({path: '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication'})).json.data['client-ca-file'];
				expect(leaf.verify(new X509Certificate(clientCa).publicKey)).toBe(true);
			});

			test('a serving request with its names, for the time it asks for', async () => {
				await approve(await create(requestsPath, requestObject('contract-serving', {signerName: kubeletServing, request: contents.serving(), usages: threeUsages('server auth'), ...(target.minor >= 22 ? {expirationSeconds: 3600} : {})}), {as: bootstrapper}));
				const leaf = leafOf(await settled('contract-serving', ({status}) => status.certificate !== undefined));
				expect(leaf.subjectAltName).toBe('DNS:node-1, IP Address:10.0.0.11');
				expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
				// Short ones are not cut at their end by the five minutes that they are dated back.
				expect(leaf.validToDate.getTime() - leaf.validFromDate.getTime()).toBe(65 * 60_000);
			});

			test('without key encipherment since 1.25', async () => {
				await approve(await create(requestsPath, requestObject('contract-no-rsa', {signerName: kubeletClient, usages: twoUsages('client auth')}), {as: bootstrapper}));
				const object = await settled('contract-no-rsa', (each) => each.status.certificate !== undefined || hasCondition(each, 'Failed'));
				if (target.minor >= 25) {
					expect(object.status.certificate).toBeDefined();
				} else {
					expect(object.status.conditions[1]).toMatchObject({type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message: 'usages did not match [client auth digital signature key encipherment]'});
				}
			});

			test.each<[string, Json, string]>([
				['no group', {signerName: kubeletClient, request: contents.ofUser('system:node:a'), usages: threeUsages('client auth')}, 'subject organization is not system:nodes'],
				['another name', {signerName: kubeletClient, request: contents.ofUser('jane', 'system:nodes'), usages: threeUsages('client auth')}, 'subject common name does not begin with system:node:'],
				['names in a client request', {signerName: kubeletClient, request: contents.clientWithNames(), usages: threeUsages('client auth')}, 'DNS subjectAltNames are not allowed'],
				['no names in a serving request', {signerName: kubeletServing, usages: threeUsages('server auth')}, 'DNS or IP subjectAltName is required'],
				['the usages of the other', {signerName: kubeletServing, request: contents.serving(), usages: threeUsages('client auth')}, 'usages did not match [digital signature key encipherment server auth]'],
				['a usage that clients have not', {signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth', 'server auth']}, 'invalid usage for client certificate: server auth'],
				['no usage for clients', {signerName: 'kubernetes.io/kube-apiserver-client', usages: ['digital signature']}, 'missing required usage for client certificate: client auth'],
			])('never %s, and says why', async (title, spec, message) => {
				const name = `contract-failed-${title.replaceAll(' ', '-')}`;
				await approve(await create(requestsPath, requestObject(name, spec), {as: bootstrapper}));
				const object = await settled(name, (each) => hasCondition(each, 'Failed'));
				const expected = message.startsWith('usages did') ? /^usages did not match \[[a-z ]+\]$/ : message;
				expect(object.status.conditions[1]).toMatchObject({type: 'Failed', status: 'True', reason: 'SignerValidationFailure'});
				expect(object.status.conditions[1].message).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
				expect(object.status.certificate).toBeUndefined();
			});

			test('neither what is denied nor what is for another signer', async () => {
				const object = await create(requestsPath, requestObject('contract-denied', {signerName: kubeletClient, usages: threeUsages('client auth')}), {as: bootstrapper});
				expect((await call({method: 'PUT', path: `${requestsPath}/contract-denied/approval`, body: withConditions(object, denied)})).status).toBe(200);
				// What comes after it through the same loop is signed by then.
				await approve(await create(requestsPath, requestObject('contract-after', {signerName: kubeletClient, usages: threeUsages('client auth')}), {as: bootstrapper}));
				await settled('contract-after', ({status}) => status.certificate !== undefined);
				expect(hasCondition(await read('contract-after'), 'Approved')).toBe(true);
				expect((await read('contract-denied')).status.certificate).toBeUndefined();
				expect((await read('contract-approved')).status.certificate).toBeUndefined();
			});
		});

		describe('approves by itself', () => {
			const usages = ['digital signature', 'key encipherment', 'client auth'];
			const node = {user: 'system:node:node-7', groups: ['system:nodes']};

			test('what the requester may have, once that is bound', async () => {
				await create(requestsPath, requestObject('contract-auto-before', {signerName: kubeletClient, usages}), {as: bootstrapper});
				await create(bindingsPath, bindingOf('contract-nodeclient', 'system:certificates.k8s.io:certificatesigningrequests:nodeclient', {kind: 'Group', name: 'contract:bootstrappers'}));
				// A binding needs a moment to reach the authorizer; a request of before is tried again by itself.
				const object = await settled('contract-auto-before', ({status}) => status.certificate !== undefined);
				expect(object.status.conditions).toMatchObject([{type: 'Approved', status: 'True', reason: 'AutoApproved', message: 'Auto approving kubelet client certificate after SubjectAccessReview.'}]);
			});

			test('renewals of nodes, if they are their own', async () => {
				await create(bindingsPath, bindingOf('contract-selfnodeclient', 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient', {kind: 'Group', name: 'system:nodes'}));
				await create(requestsPath, requestObject('contract-auto-renewal', {signerName: kubeletClient, usages, request: contents.client('node-7')}), {as: node});
				const object = await settled('contract-auto-renewal', ({status}) => status.certificate !== undefined);
				expect(object.status.conditions).toMatchObject([{reason: 'AutoApproved', message: 'Auto approving self kubelet client certificate after SubjectAccessReview.'}]);
			});

			test('no serving request, whoever asks', async () => {
				await create(requestsPath, requestObject('contract-auto-serving', {signerName: kubeletServing, usages: ['digital signature', 'key encipherment', 'server auth'], request: contents.serving('node-7')}), {as: node});
				await create(requestsPath, requestObject('contract-auto-later', {signerName: kubeletClient, usages, request: contents.client('node-7')}), {as: node});
				await settled('contract-auto-later', ({status}) => status.certificate !== undefined);
				expect((await read('contract-auto-serving')).status).toEqual({});
			});
		});

		describe('keeps', () => {
			test('spec and status out of a plain PUT, and only changes what changed', async () => {
				const object = await create(requestsPath, requestObject('contract-plain'));
				const sent = {...withConditions(object, approved), spec: {...object.spec, usages: ['server auth']}, metadata: {...object.metadata, labels: {a: 'b'}}};
				const answer = await call({method: 'PUT', path: `${requestsPath}/contract-plain`, body: sent});
				expect([answer.status, answer.json.metadata.labels, answer.json.spec, answer.json.status]).toEqual([200, {a: 'b'}, object.spec, {}]);
				const again = await call({method: 'PUT', path: `${requestsPath}/contract-plain`, body: answer.json});
				expect(again.json.metadata.resourceVersion).toBe(answer.json.metadata.resourceVersion);
				const patched = await call({method: 'PATCH', path: `${requestsPath}/contract-plain`, body: {metadata: {labels: {a: null, c: 'd'}}}, headers: {'content-type': 'application/merge-patch+json'}});
				expect(patched.json.metadata.labels, patched.text).toEqual({c: 'd'});
			});

			test('stringData of a Secret as data, and gives it back by type', async () => {
				await create(secretsPath, tokenSecret('ctrtwo', '0123456789abcdef'));
				const listed = await api.list(`${secretsPath}?fieldSelector=type%3Dbootstrap.kubernetes.io%2Ftoken`);
				const secret: Json = listed.find(({metadata}) => metadata.name === 'bootstrap-token-ctrtwo');
				expect(secret.data['token-id']).toBe(Buffer.from('ctrtwo').toString('base64'));
				expect(secret.stringData).toBeUndefined();
				const deleted = await api.call('DELETE', `${secretsPath}/bootstrap-token-ctrtwo`);
				expect([deleted.status, deleted.body]).toMatchObject([200, {kind: 'Status', status: 'Success', details: {name: 'bootstrap-token-ctrtwo', kind: 'secrets', uid: secret.metadata.uid}}]);
			});

			test('lists whole over pages, and by selectors', async () => {
				for (const index of [1, 2, 3]) {
					await create(requestsPath, requestObject(`contract-page-${index}`, {signerName: 'example.com/paged'}, {labels: {page: String(index)}}));
				}
				const selector = 'fieldSelector=spec.signerName%3Dexample.com%2Fpaged';
				const first = (await call({path: `${requestsPath}?${selector}&limit=2`})).json;
				expect(first.kind).toBe('CertificateSigningRequestList');
				expect(first.items.map(({metadata}: Json) => metadata.name)).toEqual(['contract-page-1', 'contract-page-2']);
				expect(first.items[0].kind).toBeUndefined();
				await create(requestsPath, requestObject('contract-page-4', {signerName: 'example.com/paged'}));
				const rest = (await call({path: `${requestsPath}?${selector}&limit=2&continue=${encodeURIComponent(first.metadata.continue)}`})).json;
				expect(rest.items.map(({metadata}: Json) => metadata.name)).toEqual(['contract-page-3']);
				expect(rest.metadata).toEqual({resourceVersion: first.metadata.resourceVersion});
				const names = async (query: string) => (await api.list(`${requestsPath}?${query}`)).map(({metadata}) => metadata.name);
				expect(await names(`${selector}&labelSelector=${encodeURIComponent('page in (1,3)')}`)).toEqual(['contract-page-1', 'contract-page-3']);
				expect(await names(`${selector}&labelSelector=${encodeURIComponent('page,page!=2')}`)).toEqual(['contract-page-1', 'contract-page-3']);
				expect(await names(`${selector}&labelSelector=${encodeURIComponent('!page')}`)).toEqual(['contract-page-4']);
				expect(await names('fieldSelector=metadata.name%3Dcontract-page-2')).toEqual(['contract-page-2']);
			});
		});

		describe('tells by watch', () => {
			test('all that happens, to the adapter', async () => {
				const stop = new AbortController();
				const told: string[] = [];
				const watching = (async () => {
					for await (const event of api.watch(requestsPath, stop.signal)) {
						if (event.type === 'synced') {
							told.push(`synced ${event.items.some(({metadata}) => metadata.name === 'contract-stored')}`);
							await create(requestsPath, requestObject('contract-watched'));
						} else if (event.type === 'put' && event.item.metadata.name === 'contract-watched') {
							const item: Json = event.item;
							told.push(`put ${hasCondition(item, 'Approved')}`);
							await (hasCondition(item, 'Approved') ? call({method: 'DELETE', path: `${requestsPath}/contract-watched`}) : approve({...item, apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest'}));
						} else if (event.type === 'gone' && event.name === 'contract-watched') {
							told.push('gone');
							stop.abort();
						}
					}
				})();
				await watching;
				expect(told).toEqual(['synced true', 'put false', 'put true', 'gone']);
			});

			test('what happened since a version, and what ceases to match', async () => {
				const object = await create(requestsPath, requestObject('contract-since', {signerName: 'example.com/since'}, {labels: {watched: 'yes'}}));
				const unlabelled = await call({method: 'PUT', path: `${requestsPath}/contract-since`, body: {...object, metadata: {...object.metadata, labels: {}}}});
				expect(unlabelled.status).toBe(200);
				const {text} = await call({path: `${requestsPath}?watch=1&timeoutSeconds=1&labelSelector=watched%3Dyes&resourceVersion=${Number(object.metadata.resourceVersion) - 1}`});
				expect(linesOf(text).map((line) => [line.type, line.object.metadata.name, line.object.kind])).toEqual([['ADDED', 'contract-since', 'CertificateSigningRequest'], ['DELETED', 'contract-since', 'CertificateSigningRequest']]);
			});

			test('by bookmarks, the last two seconds before its end, how far it is', async () => {
				const object = await create(requestsPath, requestObject('contract-marked'));
				let isOver = false;
				const watching = call({path: `${requestsPath}?watch=1&allowWatchBookmarks=true&timeoutSeconds=5&labelSelector=nobody%3Dhas&resourceVersion=${object.metadata.resourceVersion}`}).finally(() => {
					isOver = true;
				});
				// A real server has nothing to say of a watch that is young and quiet.
				await askUntil(async () => call({method: 'PATCH', path: `${requestsPath}/contract-marked`, body: {metadata: {annotations: {at: String(Date.now())}}}, headers: {'content-type': 'application/merge-patch+json'}}), () => isOver);
				// The real one's bookmark timer may tick more than once in a watch's last two seconds.
				const lines = linesOf((await watching).text);
				expect(lines.map(({type, object: {kind, apiVersion}}) => ({type, kind, apiVersion}))).toEqual(lines.map(() => ({type: 'BOOKMARK', kind: 'CertificateSigningRequest', apiVersion: 'certificates.k8s.io/v1'})));
				expect(Number(lines.at(-1)?.object.metadata.resourceVersion)).toBeGreaterThan(Number(object.metadata.resourceVersion));
			});

			test('everything first, where it can and is asked to', async () => {
				const {status, text} = await call({path: `${requestsPath}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1`});
				expect(status).toBe(target.minor >= 34 ? 200 : 422);
				expect(text).toContain(target.minor >= 34 ? '"k8s.io/initial-events-end":"true"' : 'resourceVersionMatch is forbidden for watch');
			});
		});

		describe('gives service accounts tokens', () => {
			const accounts = '/api/v1/namespaces/kube-system/serviceaccounts';
			const tokenRequest = (spec: Json): Json => ({apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec});
			const askWith = async (token: string): Promise<number> => (await api.call('GET', '/version', undefined, {token})).status;

			test('with an end, good for as long as the account is there', async () => {
				await create(accounts, {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'contract-board'}});
				const {status, json} = await call({method: 'POST', path: `${accounts}/contract-board/token`, body: tokenRequest({expirationSeconds: 3600})});
				expect([status, json.kind, json.spec.expirationSeconds]).toEqual([201, 'TokenRequest', 3600]);
				expect(Math.abs(Date.parse(json.status.expirationTimestamp) - Date.parse(timeFromNow(3_600_000)))).toBeLessThan(30_000);
				const {token} = json.status;
				expect(await askUntil(async () => askWith(token), (code) => code === 200)).toBe(200);
				expect(await api.call('POST', selfReviewPath, selfReview, {token})).toMatchObject({status: 201, body: {status: {allowed: false}}});
				expect((await call({method: 'DELETE', path: `${accounts}/contract-board`})).status).toBe(200);
				// A real server remembers for ten seconds whom it has let in.
				expect(await askUntil(async () => askWith(token), (code) => code === 401, 20_000)).toBe(401);
			});

			test('of ten minutes at least, and to those that are there', async () => {
				await create(accounts, {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'contract-brief'}});
				const brief = await call({method: 'POST', path: `${accounts}/contract-brief/token`, body: tokenRequest({expirationSeconds: 599})});
				expect([brief.status, brief.json.message]).toEqual([422, expect.stringContaining('may not specify a duration less than 10 minutes')]);
				const absent = await call({method: 'POST', path: `${accounts}/contract-absent/token`, body: tokenRequest({})});
				expect([absent.status, absent.json.message]).toEqual([404, 'serviceaccounts "contract-absent" not found']);
			});
		});

		describe('decides', () => {
			const review = async (spec: Json): Promise<Json> => (await call({method: 'POST', path: '/apis/authorization.k8s.io/v1/subjectaccessreviews', body: {apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec}})).json.status;
			const requests = {group: 'certificates.k8s.io', resource: 'certificatesigningrequests'};

			test('by bindings, and says by which', async () => {
				expect(await askUntil(async () => review({groups: ['contract:bootstrappers'], resourceAttributes: {...requests, verb: 'create'}}), ({allowed}) => allowed)).toEqual({
					allowed: true, reason: 'RBAC: allowed by ClusterRoleBinding "contract-bootstrapper" of ClusterRole "system:node-bootstrapper" to Group "contract:bootstrappers"',
				});
				expect(await review({groups: ['contract:bootstrappers'], resourceAttributes: {...requests, verb: 'delete'}})).toEqual({allowed: false});
				expect(await review({user: 'a', groups: ['system:masters'], resourceAttributes: {verb: 'approve', group: 'certificates.k8s.io', resource: 'signers', name: 'example.com/x'}})).toEqual({allowed: true});
				expect(await review({user: 'system:kube-proxy', resourceAttributes: {verb: 'list', resource: 'nodes'}})).toMatchObject({allowed: true});
				expect(await review({user: 'jane', nonResourceAttributes: {verb: 'get', path: '/version'}})).toEqual({allowed: false});
			});

			test('for nodes', async () => {
				const node = {user: 'system:node:node-1', groups: ['system:nodes', 'system:authenticated']};
				const may = async (resourceAttributes: Json): Promise<boolean> => (await review({...node, resourceAttributes})).allowed;
				expect(await may({...requests, verb: 'create'})).toBe(true);
				expect(await may({verb: 'create', resource: 'nodes'})).toBe(true);
				expect(await may({verb: 'get', resource: 'nodes', name: 'node-1'})).toBe(true);
				expect(await may({verb: 'get', resource: 'nodes', name: 'node-2'})).toBe(target.minor < 32);
				expect(await may({verb: 'update', group: 'coordination.k8s.io', resource: 'leases', namespace: 'kube-node-lease', name: 'node-1'})).toBe(true);
				expect(await may({verb: 'update', group: 'coordination.k8s.io', resource: 'leases', namespace: 'kube-node-lease', name: 'node-2'})).toBe(false);
				expect(await may({verb: 'list', resource: 'secrets', namespace: 'kube-system'})).toBe(false);
			});

			test('for the adapter, in order', async () => {
				const asked = [
					{verb: 'approve', group: 'certificates.k8s.io', resource: 'signers', name: kubeletServing, neededFor: 'approve-serving'},
					{verb: 'update', group: 'certificates.k8s.io', resource: 'certificatesigningrequests/approval', neededFor: 'approve-serving'},
				] as const;
				expect((await api.review(asked)).map(({isAllowed}) => isAllowed)).toEqual([true, true]);
				const other = await openCluster({kubeconfig: await target.kubeconfigFor({user: 'contract-approver'}), env: {}, home: '/nowhere'});
				expect((await other.review(asked)).map(({isAllowed}) => isAllowed)).toEqual([false, true]);
				await expect(other.list('/api/v1/nodes')).rejects.toMatchObject({problems: [{code: 'cluster-forbidden'}]});
				other.close();
			});
		});

		describe('has', () => {
			test('what every cluster has', async () => {
				const get = async (path: string): Promise<Json> => (await api.call('GET', path)).body;
				expect((await api.list('/api/v1/namespaces')).map(({metadata}) => metadata.name)).toEqual(expect.arrayContaining(['default', 'kube-node-lease', 'kube-public', 'kube-system']));
				expect((await get('/api/v1/namespaces/default/services/kubernetes')).spec).toMatchObject({clusterIP: '10.96.0.1', type: 'ClusterIP'});
				expect((await get('/api/v1/namespaces/default/endpoints/kubernetes')).subsets[0].ports[0]).toMatchObject({name: 'https'});
				expect((await api.list('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes')).length).toBeGreaterThan(0);
				expect((await get('/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication')).data['client-ca-file']).toContain('BEGIN CERTIFICATE');
				expect((await api.call('GET', '/apis/networking.k8s.io/v1/servicecidrs')).status).toBe(target.minor >= 33 ? 200 : 404);
				expect((await api.call('GET', '/apis/networking.k8s.io/v1beta1/servicecidrs')).status).toBe(404);
			});

			test.each([
				'cluster-admin', 'system:basic-user', 'system:discovery', 'system:public-info-viewer', 'system:node-bootstrapper', 'system:node-proxier',
				'system:certificates.k8s.io:certificatesigningrequests:nodeclient', 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient', 'system:certificates.k8s.io:kubelet-serving-approver', 'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver',
			])('ClusterRole %s', async (name) => {
				const {status, body} = await api.call('GET', `/apis/rbac.authorization.k8s.io/v1/clusterroles/${encodeURIComponent(name)}`);
				expect([status, body]).toMatchObject([200, {metadata: {labels: {'kubernetes.io/bootstrapping': 'rbac-defaults'}}}]);
				expect(rulesOf(body)).toEqual(expect.arrayContaining([...(expectedRules[name] ?? [])]));
			});

			test('no binding that lets a node in', async () => {
				const bindings: readonly Json[] = await api.list(bindingsPath);
				const roles = bindings.filter(({metadata}) => !metadata.name.startsWith('contract-')).map(({roleRef}) => roleRef.name);
				expect(roles).not.toContain('system:node-bootstrapper');
				expect(roles.filter((role) => role.startsWith('system:certificates'))).toEqual([]);
				expect(bindings.find(({metadata}) => metadata.name === 'system:node')?.subjects).toBeUndefined();
			});
		});
	});
};

const linesOf = (text: string): readonly Json[] => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));

const rulesOf = (role: Json): readonly string[] => role.rules.flatMap(({verbs, apiGroups = [''], resources = [], nonResourceURLs = []}: Json) => verbs.flatMap((verb: string) => [...resources.map((resource: string) => `${verb} ${resource}.${apiGroups[0]}`), ...nonResourceURLs.map((url: string) => `${verb} ${url}`)]));

const expectedRules: Readonly<Record<string, readonly string[]>> = {
	'cluster-admin': ['* *.*', '* *'],
	'system:node-bootstrapper': ['create', 'get', 'list', 'watch'].map((verb) => `${verb} certificatesigningrequests.certificates.k8s.io`),
	'system:basic-user': ['create selfsubjectaccessreviews.authorization.k8s.io'],
	'system:public-info-viewer': ['get /version', 'get /readyz'],
	'system:certificates.k8s.io:certificatesigningrequests:nodeclient': ['create certificatesigningrequests/nodeclient.certificates.k8s.io'],
	'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': ['create certificatesigningrequests/selfnodeclient.certificates.k8s.io'],
	'system:certificates.k8s.io:kubelet-serving-approver': ['approve signers.certificates.k8s.io'],
};

