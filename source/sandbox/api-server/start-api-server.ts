/*
The control plane of the practice cluster. It speaks HTTPS and is used over HTTPS, by the real adapters; contract suites in test/adapters/kubernetes-contract
hold it and real API servers to the same answers. Nothing is kept on disk.
*/
import {setTimeout as sleep} from 'node:timers/promises';
import {openAdmission} from './admission/admit.ts';
import type {Credentials} from './authentication/authenticate.ts';
import {readTokenFile} from './authentication/token-file.ts';
import {openServiceAccountTokens} from './authentication/service-account-token.ts';
import {knownUser, wellKnown} from './authentication/user.ts';
import {openAuthorizer} from './authorization/authorize.ts';
import {openEscalationCheck} from './authorization/check-escalation.ts';
import {runControllers, usualControllers} from './controllers/run-controllers.ts';
import {createObject, type Target, updateObject} from './http/change-objects.ts';
import type {Cluster} from './http/cluster.ts';
import {type Listener, openListener} from './http/open-listener.ts';
import {resourceNamed} from './objects/resources.ts';
import {type Identity, makeAuthority} from './pki/authority.ts';
import type {ApiServerOptions, MasterFlags, PracticeApiServer, PracticeMaster} from './practice-api-server.ts';
import {releaseOf} from './release.ts';
import {seedObjects, usualNetwork} from './seed-objects.ts';
import {keyOf, openStore} from './store/open-store.ts';
import {writeKubeconfig} from './write-kubeconfig.ts';

const usualFlags: MasterFlags = {hasBootstrapTokens: true, tokenFile: [], allowsAnonymous: true};
const admin: Identity = {user: 'kubernetes-admin', groups: [wellKnown.masters]};
const usualNames = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local', 'localhost'];

const urlOf = ({host, port}: Listener): string => `https://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Starts a control plane and resolves when it serves. Rejects where a port is taken. The caller closes it. */
export const startApiServer = async (options: ApiServerOptions = {}): Promise<PracticeApiServer> => {
	const {minor = 36, masters: masterOptions = [{}], host = '127.0.0.1', vipPort = 0, keyKind = 'ecdsa', hasSeparateServingCa = false, hasNodeRestriction = false} = options;
	const network = {...usualNetwork, ...options.network};
	const release = releaseOf(minor);
	const store = openStore(options.nowMs ?? Date.now);
	const authorize = openAuthorizer(store, release);
	const serviceAccountTokens = openServiceAccountTokens(store);
	const cluster: Cluster = {release, store, authorize, serviceAccountTokens, admission: openAdmission(authorize, release, {hasNodeRestriction}), checkEscalation: openEscalationCheck(store, authorize)};

	const clientAuthority = await makeAuthority('kubernetes-ca', keyKind);
	const servingAuthority = hasSeparateServingCa ? await makeAuthority('kubernetes-serving-ca', keyKind) : clientAuthority;
	const servingNames = [...new Set([...usualNames, network.serviceIp, host, ...masterOptions.map((master) => master.host ?? host)])];
	const serving = await servingAuthority.issueServing('kube-apiserver', options.sans ?? servingNames);
	const adminCredentials = await clientAuthority.issueClient(admin);

	const flags = masterOptions.map(({host: _host, port: _port, ...given}) => ({...usualFlags, ...given}));
	const readFlags = ({tokenFile, hasBootstrapTokens, allowsAnonymous}: MasterFlags): Credentials => ({hasBootstrapTokens, allowsAnonymous, serviceAccountTokens, tokenFile: readTokenFile(tokenFile)});
	const credentials = flags.map(readFlags);
	const credentialsOf = (index: number): Credentials => credentials[index] ?? readFlags(usualFlags);
	let vipMaster = 0;

	const listen = async (port: number, asked: () => Credentials, at = host): Promise<Listener> => openListener({host: at, port, serving, clientCa: clientAuthority.certificate, cluster, credentials: asked});
	const masters: PracticeMaster[] = [];
	for (const [index, {host: own, port = 0}] of masterOptions.entries()) {
		const listener = await listen(port, () => credentialsOf(index), own);
		masters.push({
			...listener,
			url: urlOf(listener),
			setFlags: (change) => {
				flags[index] = {...usualFlags, ...flags[index], ...change};
				credentials[index] = readFlags(flags[index]);
			},
		});
	}
	const vipListener = await listen(vipPort, () => credentialsOf(vipMaster));
	const vip = {...vipListener, url: urlOf(vipListener)};
	const listeners: readonly Listener[] = [...masters, vip];

	seedObjects(store, release, {network, clientCaPem: clientAuthority.certificate, servers: masters});
	const controllers = runControllers(cluster, clientAuthority, {...usualControllers, ...options.controllers});

	const refuse = async (): Promise<void> => {
		await Promise.all(listeners.map(async (listener) => listener.refuse()));
	};
	const serve: PracticeApiServer['serve'] = async (service) => {
		await Promise.all(listeners.map(async (listener) => listener.serve(service)));
	};
	const close = async (): Promise<void> => {
		controllers.stop();
		await refuse();
	};

	return {
		vip,
		masters,
		caPem: servingAuthority.certificate,
		clientAuthority,
		servingAuthority,
		controllers,
		kubeconfig: async ({identity, token, server = vip.url, caPem = servingAuthority.certificate, tlsServerName, lifetimeMs} = {}) =>
			writeKubeconfig({
				server,
				caPem,
				user: identity?.user ?? admin.user,
				credentials: token !== undefined ? {token} : identity === undefined && lifetimeMs === undefined ? adminCredentials : await clientAuthority.issueClient(identity ?? admin, lifetimeMs),
				...(tlsServerName === undefined ? {} : {tlsServerName}),
			}),
		serviceAccountToken: (namespace, name) => serviceAccountTokens.issue({namespace, name}).token,
		put: (plural, object, {as = admin, subresource = ''} = {}) => {
			const {name, namespace = ''} = object.metadata;
			const target: Target = {user: knownUser(as.user, as.groups ?? []), resource: resourceNamed(plural), namespace, name, subresource};
			const isThere = store.collection(plural).get(keyOf(name, namespace)) !== undefined;
			return (isThere ? updateObject(cluster, target, object) : createObject(cluster, target, object)).object;
		},
		get: (plural, name, namespace) => store.collection(plural).get(keyOf(name, namespace))?.object,
		list: (plural) => store.collection(plural).snapshot().map(({object}) => object),
		remove: (plural, name, namespace) => void store.remove(plural, keyOf(name, namespace)),
		moveVip: (master) => {
			vipMaster = master;
		},
		serve,
		refuse,
		restart: async (downMs = 0) => {
			await refuse();
			await sleep(downMs);
			await serve();
		},
		reissueServing: async (sans) => {
			const pair = await servingAuthority.issueServing('kube-apiserver', sans ?? servingNames);
			for (const listener of listeners) {
				listener.present(pair);
			}
		},
		dropWatches: (how) => {
			for (const listener of listeners) {
				listener.dropWatches(how);
			}
		},
		forgetHistory: store.forget,
		close,
		[Symbol.asyncDispose]: close,
	};
};
